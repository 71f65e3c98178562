package io.penstock.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.support.EndsInTime;
import io.penstock.support.Lib;
import io.penstock.support.LoaderProbe;
import io.penstock.support.Program;
import io.penstock.support.Relocated;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Several copies of the library in one JVM, which gives a native library to one class loader only, each have their own.
 */
@EndsInTime
class LoaderCopiesTest {
    private static final String OURS = "io.penstock available true Optional.empty moved 100";
    private static final String RELOCATED = "shaded.penstock available true Optional.empty moved 100";

    @TempDir
    Path directory;

    private Path library;
    private Path relocated;

    @BeforeEach
    void prepare() throws Exception {
        LoaderTest.assumePacked();
        library = Path.of(Program.jars("penstock.jar"));
        relocated = Relocated.write(library, directory.resolve("relocated.jar"), LoaderCopies.RELOCATED);
    }

    private static List<String> run(List<String> options, Object... arguments) throws Exception {
        return LoaderProbe.run(List.of(), options, LoaderCopies.class, List.of(arguments).stream().map(Object::toString)
            .toArray(String[]::new));
    }

    @Test
    void classLoaders() throws Exception {
        assertThat(run(List.of(), library, "+", library, "+", library, "+"))
            .containsExactly(OURS, OURS, OURS, "mapped 3");
    }

    @Test
    void relocatedBesideTheOriginal() throws Exception {
        assertThat(run(List.of(), library, relocated, "+")).containsExactly(OURS, RELOCATED, "mapped 2");
        assertThat(run(List.of(), relocated, library, "+", relocated, "+"))
            .containsExactly(OURS, RELOCATED, RELOCATED, "mapped 3");
    }

    /** All of them have the file that was named, or one whose name tells that it is theirs. */
    @Test
    void fromOneFile() throws Exception {
        Path file = LoaderTest.unpacked(directory.resolve("libpenstock.so"));
        assertThat(run(List.of("-Dpenstock.library=" + file), library, relocated, "+", library, "+"))
            .containsExactly(OURS, RELOCATED, OURS, "mapped 3");
        LoaderTest.unpacked(directory.resolve("libpenstock-%s.so".formatted(Lib.release())));
        assertThat(run(List.of("-Djava.library.path=" + directory), library, "+", library, "+"))
            .containsExactly(OURS, OURS, "mapped 2");
    }
}
