package io.penstock.support;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How a program ended that was run by a JVM like this one, with nothing on its command line but {@link Jvm#FRUGAL} and
 * what is given, and what it printed.
 */
public record Program(int status, List<String> out, List<String> err) {
    private static final long PATIENCE_SECONDS = 120;

    /** The agent that the build has made, or the one with a deliberate bug. */
    public static final Path AGENT =
        Path.of(System.getProperty("penstock.tests.agentJar", "build/dist/penstock-agent.jar")).toAbsolutePath();

    /** The classes of the tests, without anything of the library. */
    public static final String CLASSES = Program.class.getProtectionDomain().getCodeSource().getLocation().getPath();

    /** The option that starts the agent; the agent string may be empty. */
    public static String agent(String string) {
        return "-javaagent:" + AGENT + (string.isEmpty() ? "" : "=" + string);
    }

    /** Those entries of the tests' class path whose file names begin so. */
    public static String jars(String... beginnings) {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> Stream.of(beginnings)
                .anyMatch(beginning -> Path.of(entry).getFileName().toString().startsWith(beginning)))
            .collect(Collectors.joining(File.pathSeparator));
    }

    public static Program run(List<String> options, Object... words) throws IOException, InterruptedException {
        Path out = Content.fresh();
        Path err = Content.fresh();
        Process process = start(out, err, options, words);
        try {
            process.getOutputStream().close();
            return ended(process, out, err);
        } finally {
            process.destroyForcibly();
            Files.delete(out);
            Files.delete(err);
        }
    }

    public static Program ended(Process process, Path out, Path err) throws IOException, InterruptedException {
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS))
            throw new AssertionError("the program hangs: " + Files.readAllLines(out));
        return new Program(process.exitValue(), Files.readAllLines(out), Files.readAllLines(err));
    }

    /** Starts a JVM: options, then class path or module path, then the rest, a class standing for its name. */
    public static Process start(Path out, Path err, List<String> options, Object... words) throws IOException {
        List<String> command = new ArrayList<>(List.of(ProcessHandle.current().info().command().orElseThrow()));
        command.addAll(Jvm.FRUGAL);
        command.addAll(options);
        for (Object word : words) command.add(word instanceof Class<?> type ? type.getName() : word.toString());
        ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS").forEach(builder.environment()::remove);
        return builder.start();
    }
}
