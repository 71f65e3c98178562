package io.penstock.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.support.EndsInTime;
import io.penstock.support.Lib;
import io.penstock.support.Program;
import io.penstock.support.Proof;
import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** A copy of the library whose class loader has been collected leaves nothing behind. */
@EndsInTime
class UnloadTest {
    private static final String NOTHING =
        "0 descriptors of ours, \\d+ pipes, 0 mappings of ours, 0 of the library, 0 threads";

    @Test
    void nothingIsLeft() throws Exception {
        Lib.assumeNative("nothing is loaded");
        LoaderTest.assumePacked();
        List<Object> words = new ArrayList<>(List.of(Unloads.class));
        List<String> classPath = List.of(System.getProperty("java.class.path").split(File.pathSeparator));
        // where a deliberate bug is
        words.addAll(classPath.subList(0, classPath.indexOf(Program.CLASSES.replaceFirst("/$", ""))));
        words.add(Program.jars("penstock.jar"));
        Program program = Program.run(List.of("-Xmx64m", "-cp", Program.CLASSES), words.toArray());
        assertThat(program.status()).as("%s", program.err()).isZero();
        List<String> said = program.out();
        assertThat(said).hasSize(6);
        String first = rest(said, "after one");
        assertThat(first).matches(NOTHING);
        assertThat(rest(said, "meanwhile")).doesNotMatch(NOTHING);
        assertThat(rest(said, "after all")).isEqualTo(first);
        assertThat(said).contains("loader lives while a buffer does: true", "stale buffer has 0");
        assertThat(rest(said, "after the stale")).isEqualTo(first);
        Proof.line("library loaded and unloaded 32 times: meanwhile %s; afterwards %s", rest(said, "meanwhile"), first);
    }

    private static String rest(List<String> said, String beginning) {
        return said.stream().filter(line -> line.startsWith(beginning + ": ")).findFirst().orElseThrow()
            .replaceFirst(Pattern.quote(beginning + ": "), "");
    }
}
