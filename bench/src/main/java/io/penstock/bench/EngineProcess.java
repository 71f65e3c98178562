package io.penstock.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A program of {@code engines/} in a JVM like this one, with or without the agent. */
final class EngineProcess implements AutoCloseable {
    private static final Path AGENT = Path.of("build/dist/penstock-agent.jar");

    private final Process process;
    private final BufferedReader answers;
    private final Writer commands;

    EngineProcess(String engine, boolean agent, String main, Object... arguments) throws IOException {
        List<String> command =
            new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx512m"));
        if (agent) command.add("-javaagent:" + AGENT);
        command.addAll(List.of("-cp", Files.readString(Path.of("engines/build", engine + ".classpath")), main));
        Arrays.stream(arguments).map(Object::toString).forEach(command::add);
        process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        answers = process.inputReader();
        commands = process.outputWriter();
    }

    /** The rest of the next line that begins so. */
    String await(String beginning) throws IOException {
        for (String line; (line = answers.readLine()) != null;) {
            if (line.startsWith(beginning)) return line.substring(beginning.length()).strip();
        }
        throw new IOException("ended before it said: " + beginning);
    }

    String ask(String command, String beginning) throws IOException {
        commands.append(command).append('\n').flush();
        return await(beginning);
    }

    /** CPU time of all its threads until now, in steps of 10 ms. */
    Duration cpu() {
        return process.info().totalCpuDuration().orElseThrow();
    }

    /** Waits for its end, which is a success. */
    void finish() throws IOException, InterruptedException {
        commands.close();
        int status = process.waitFor();
        if (status != 0) throw new IOException("exit status " + status);
    }

    @Override
    public void close() {
        process.destroy();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            throw new UncheckedIOException(new IOException("interrupted", e));
        }
    }
}
