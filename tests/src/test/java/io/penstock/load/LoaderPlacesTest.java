package io.penstock.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.penstock.support.Command;
import io.penstock.support.Content;
import io.penstock.support.EndsInTime;
import io.penstock.support.LoaderProbe;
import io.penstock.support.OnFirstJdk;
import io.penstock.support.Program;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The library is unpacked where files may be executed, and where there is no such place the reason names the property
 * that gives one.
 */
@EndsInTime
@OnFirstJdk
class LoaderPlacesTest {
    @TempDir
    Path directory;

    @BeforeEach
    void canMount() throws Exception {
        LoaderTest.assumePacked();
        Command.assume("unshare", "setpriv");
        int possible = new ProcessBuilder("unshare", "-m", "mount", "-t", "tmpfs", "none", directory.toString())
            .redirectErrorStream(true).redirectOutput(directory.resolve("output").toFile()).start().waitFor();
        assumeTrue(possible == 0, "nothing can be mounted here: it takes root");
    }

    /** What starts a JVM after a command of the shell, in which {@code $1} is our directory. */
    private List<String> after(String command, String... before) {
        List<String> shell = new ArrayList<>(List.of("unshare", "-m", "sh", "-c", command + " && shift && exec \"$@\"",
            "sh", directory.toString()));
        shell.addAll(List.of(before));
        return shell;
    }

    private List<String> probe(String command, Map<String, String> properties) throws Exception {
        return LoaderProbe.run(after(command), properties);
    }

    @Test
    void noexec() throws Exception {
        String mount = "mount -t tmpfs -o noexec none \"$1\"";
        List<String> said = probe(mount, Map.of("java.io.tmpdir", directory.toString()));
        LoaderTest.assertRefused(said, directory
            + ", which may be mounted noexec; name another directory with -Dpenstock.tmpdir");
        assertThat(probe(mount, Map.of("java.io.tmpdir", directory.toString(), "penstock.tmpdir", "/tmp")))
            .contains("available true");
    }

    /** Where it is not loaded either, that is told. */
    @Test
    void noexecWhereNothingCanBeRemoved() throws Exception {
        Command.assume("strace");
        Path trace = Content.fresh();
        List<String> before =
            after("mount -t tmpfs -o noexec none \"$1\"", LoaderTest.removingNothing(trace).toArray(String[]::new));
        List<String> said = LoaderProbe.run(before, Map.of("java.io.tmpdir", directory.toString()));
        assumeTrue(Files.readString(trace).contains("(INJECTED)"), "strace may not meddle with programs here");
        LoaderTest.assertRefused(said, directory
            + ", which may be mounted noexec; name another directory with -Dpenstock.tmpdir");
    }

    @Test
    void readOnlyDirectory() throws Exception {
        List<String> said = probe("mount -t tmpfs -o ro none \"$1\"", Map.of("penstock.tmpdir", directory.toString()));
        LoaderTest.assertRefused(said, "Read-only file system");
        assertThat(said).anyMatch(line -> line.contains("-Dpenstock.tmpdir"));
    }

    /** As in a container that may write to one file system in memory only. */
    @Test
    void ordinaryUserWithAReadOnlyRoot() throws Exception {
        assertThat(asOrdinaryUser("-Dpenstock.tmpdir=" + directory))
            .contains("io.penstock available true Optional.empty moved 100");
        assertThat(asOrdinaryUser("-Dpenstock.tmpdir=/"))
            .anyMatch(line -> line.contains("available false")
            && line.contains("another directory with -Dpenstock.tmpdir"));
    }

    private List<String> asOrdinaryUser(String option) throws Exception {
        Path library = Path.of(Program.jars("penstock.jar"));
        List<String> shell = after("mount -t tmpfs none \"$1\" && mount -o remount,bind,ro /", Command.asOrdinaryUser()
            .toArray(String[]::new));
        return LoaderProbe.run(shell, List.of("-Djava.io.tmpdir=" + directory, option), LoaderCopies.class,
            library.toString(), "+");
    }
}
