package io.penstock.map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.penstock.support.Command;
import io.penstock.support.EndsInTime;
import io.penstock.support.Jvm;
import io.penstock.support.Lib;
import io.penstock.support.LockAll;
import io.penstock.support.Proof;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where a process locks all its memory, regions can be closed, also where it may not lock any more. */
@EndsInTime
class MapLockedTest {
    private static final int SIZE = 5 << 20;
    private static final int LIMIT = 8 << 20;

    /** Little heap, since all of it is locked. */
    private static final List<String> OPTIONS =
        List.of("-Xms32m", "-Xmx32m", "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED");

    @TempDir
    Path directory;

    @BeforeEach
    void possible() throws Exception {
        Lib.assumeNative("maps that can be closed need it");
        assumeTrue(Runtime.version().feature() >= 21,
            "only code within the VM can lock its memory, which takes JDK 21");
        Command.assumeRoot("to lock memory, and to change how much may be locked");
    }

    @Test
    void withoutALimit() throws Exception {
        List<String> said = run(List.of(), LockAll.CURRENT | LockAll.FUTURE);
        assertThat(said).anyMatch(line -> line.startsWith("FAULT: ")).anyMatch(line -> line.startsWith("ZERO: "))
            .contains("another can be mapped");
    }

    /** What stands in for a closed region would be one too many, as long as the region is locked. */
    @Test
    void asMuchAsMayBe() throws Exception {
        Command.assume("prlimit", "setpriv");
        List<String> limited =
            List.of("prlimit", "--memlock=" + LIMIT, "setpriv", "--bounding-set", "-ipc_lock", "--inh-caps",
            "-ipc_lock");
        List<String> said = run(limited, LockAll.FUTURE);
        assertThat(said).anyMatch(line -> line.startsWith("FAULT: ")).anyMatch(line -> line.startsWith("ZERO: "))
            .anyMatch(line -> line.startsWith("no other: Resource temporarily unavailable ") && line.contains("EAGAIN")
                && line.contains("ulimit -l"));
    }

    private List<String> run(List<String> before, int flags) throws Exception {
        Path file = Files.createFile(directory.resolve("file"));
        List<String> said = Jvm.run(before, directory.resolve("output").toFile(), OPTIONS, MapLocked.class,
            file.toString(), Integer.toString(flags), Integer.toString(SIZE));
        for (String line : said)
            Proof.line("closes under mlockall%s: %s", before.isEmpty() ? "" : " at the limit", line);
        return said;
    }
}
