package io.penstock.support;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** JVMs like this one, of their own. */
public final class Jvm {
    /** Options of a JVM that has little to do: C2 and a parallel collector take more processor time than they save. */
    public static final List<String> FRUGAL =
        Lib.proof() ? List.of() : List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

    private Jvm() {}

    /** Starts a main class of the tests, whose output goes to a file. */
    public static Process start(File output, List<String> options, Class<?> main, String... arguments)
            throws IOException {
        return start(List.of(), output, options, main, arguments);
    }

    /** Starts it by a program that changes its user, or its limits. */
    public static Process start(List<String> before, File output, List<String> options, Class<?> main,
            String... arguments) throws IOException {
        return new ProcessBuilder(command(before, options, main, arguments)).redirectErrorStream(true)
            .redirectOutput(output).start();
    }

    /** What starts it. */
    public static List<String> command(List<String> before, List<String> options, Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>(before);
        Collections.addAll(command, ProcessHandle.current().info().command().orElseThrow(), "-Xcheck:jni");
        command.addAll(FRUGAL);
        if (Runtime.version().feature() >= 24) command.add("--enable-native-access=ALL-UNNAMED");
        Collections.addAll(command, "-cp", System.getProperty("java.class.path"));
        command.addAll(options);
        command.add(main.getName());
        Collections.addAll(command, arguments);
        return command;
    }

    /** Runs one to its end, which is a success, and returns what it printed. */
    public static List<String> run(List<String> before, File output, List<String> options, Class<?> main,
            String... arguments)
            throws IOException, InterruptedException {
        Process process = start(before, output, options, main, arguments);
        try {
            int status = process.waitFor();
            List<String> said = Files.readAllLines(output.toPath());
            if (status != 0) throw new AssertionError("exit status %d: %s".formatted(status, String.join("\n", said)));
            return said;
        } finally {
            process.destroyForcibly();
        }
    }
}
