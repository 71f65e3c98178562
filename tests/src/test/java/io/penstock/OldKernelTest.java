package io.penstock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Calls that the kernel does not have yet are done without. */
@EndsInTime
class OldKernelTest {
    /** Linux 3.10, with which glibc 2.17 came, has none of them. */
    private static final String LATER = "memfd_create,copy_file_range,close_range,statx";

    @TempDir
    Path directory;

    private List<String> without;

    @BeforeEach
    void canTrace() throws Exception {
        Lib.assumeNative("stock needs none of these calls");
        Command.assume("strace");
        without = List.of("strace", "-f", "--seccomp-bpf", "-qq", "-o", "/dev/null", "-e", "trace=" + LATER, "-e", "inject=" + LATER + ":error=ENOSYS");
        int possible = new ProcessBuilder("strace", "-qq", "-o", "/dev/null", "true").start().waitFor();
        assumeTrue(possible == 0, "strace may not trace here");
    }

    @Test
    void everythingWorks() throws Exception {
        List<String> said = LoaderProbe.run(without, List.of(), OldKernel.class, directory.toString());
        assertThat(said).contains("copied 12288", "copied 1060864, of that 1048576 from holes", "moved 12288", "mapped true").last().asString().startsWith("closed: ").contains("Bad address");
    }
}
