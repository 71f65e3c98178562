package io.penstock.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.penstock.support.Command;
import io.penstock.support.EndsInTime;
import io.penstock.support.Lib;
import io.penstock.support.LoaderProbe;
import io.penstock.support.OnFirstJdk;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls that the kernel does not have yet, or that a sandbox refuses, are done without. */
@EndsInTime
@OnFirstJdk
class OldKernelTest {
    /** Linux 3.10, with which glibc 2.17 came, has none of them. */
    private static final String LATER = "memfd_create,copy_file_range,close_range,statx";

    @TempDir
    Path directory;

    @BeforeEach
    void canTrace() throws Exception {
        Lib.assumeNative("stock needs none of these calls");
        Command.assume("strace");
        int possible = new ProcessBuilder("strace", "-qq", "-o", "/dev/null", "true").start().waitFor();
        assumeTrue(possible == 0, "strace may not trace here");
    }

    private static List<String> without(String calls, String error) {
        return List.of("strace", "-f", "--seccomp-bpf", "-qq", "-o", "/dev/null", "-e", "trace=" + calls, "-e",
            "inject=" + calls + ":error=" + error);
    }

    @Test
    void everythingWorks() throws Exception {
        assertWorks(without(LATER, "ENOSYS"));
    }

    /** What a filter says, and what kernels before 3.17 and sandboxes in user space do. */
    @ParameterizedTest
    @ValueSource(strings = {"EPERM", "EACCES", "EINVAL", "ENOSYS", "EOPNOTSUPP"})
    void memoryFileRefused(String error) throws Exception {
        assertWorks(without("memfd_create", error));
    }

    /** Where there is no {@code /dev/shm} either, it is the directory for temporary files. */
    @Test
    void noMemoryForFiles() throws Exception {
        Command.assumeRoot("to hide /dev/shm");
        List<String> before =
            new ArrayList<>(List.of("unshare", "-m", "sh", "-c", "mount -t tmpfs -o ro none /dev/shm && exec \"$@\"",
            "sh"));
        before.addAll(without("memfd_create", "EPERM"));
        assertWorks(before);
    }

    private void assertWorks(List<String> before) throws Exception {
        List<String> said = LoaderProbe.run(before, List.of(), OldKernel.class, directory.toString());
        assertThat(said).contains("copied 12288", "moved 12288", "mapped true").last().asString().startsWith("closed: ")
            .contains("Bad address");
    }
}
