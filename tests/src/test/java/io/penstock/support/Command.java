package io.penstock.support;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Programs of the machine. */
public final class Command {
    private static final List<Path> DIRECTORIES =
        List.of(Path.of("/usr/sbin"), Path.of("/usr/bin"), Path.of("/sbin"), Path.of("/bin"));

    private Command() {}

    /** Skips the test where a program is missing. */
    public static void assume(String... programs) {
        for (String program : programs)
            assumeTrue(DIRECTORIES.stream().anyMatch(directory -> Files.isExecutable(directory.resolve(program))),
                program + " is not installed");
    }

    /** Skips the test where this is not the superuser. */
    public static void assumeRoot(String reason) throws IOException {
        assumeTrue(Machine.isRoot(), "only as root: " + reason);
    }

    /**
     * Put before a command, has it run as an ordinary user of this process's own: the kernel counts pipes by user, and
     * others may be testing too.
     */
    public static List<String> asOrdinaryUser() {
        long user = 100_000 + ProcessHandle.current().pid();
        return List.of("setpriv", "--reuid=" + user, "--regid=" + user, "--clear-groups");
    }

    /** Runs one to its end, and returns the lines it printed. */
    public static List<String> run(Object... command) throws IOException, InterruptedException {
        return run(Call.PATIENCE_MS, command);
    }

    /** The same for one that has more to do, and takes so many milliseconds at most. */
    public static List<String> runLong(Object... command) throws IOException, InterruptedException {
        return run(5 * Call.PATIENCE_MS, command);
    }

    private static List<String> run(long patience, Object... command) throws IOException, InterruptedException {
        List<String> words = List.of(command).stream().map(Object::toString).toList();
        File output = Content.fresh().toFile();
        Process process = new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(output).start();
        try {
            if (!process.waitFor(patience, TimeUnit.MILLISECONDS)) throw new IOException(words + " hangs");
            List<String> lines = Files.readAllLines(output.toPath());
            if (process.exitValue() != 0) throw new IOException(words + " failed: " + String.join("\n", lines));
            return lines;
        } finally {
            process.destroyForcibly();
            Files.delete(output.toPath());
        }
    }
}
