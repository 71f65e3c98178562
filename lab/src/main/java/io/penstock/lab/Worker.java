package io.penstock.lab;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** A JVM of the lab's own that does one job: a line in, a line out. */
final class Worker implements Closeable {
    /** The prefix of a reply. Anything else on standard output comes from the JVM. */
    static final String OK = "ok ";
    static final String FAILED = "failed ";

    private static final Duration START = Duration.ofSeconds(60);

    private final String name;
    private final Process process;
    private final BufferedReader answers;
    private final PrintWriter commands;
    private final String greeting;

    /**
     * Starts {@code main} of a class and waits for its first answer.
     *
     * @param prefix a command that runs the JVM, such as {@code ip netns exec NAME}, or nothing
     */
    Worker(List<String> prefix, Class<?> main, String... arguments) throws IOException {
        name = main.getSimpleName();
        var command = new ArrayList<>(prefix);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        process = new ProcessBuilder(command).redirectError(Redirect.INHERIT).start();
        answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        commands = new PrintWriter(process.getOutputStream(), true, StandardCharsets.UTF_8);
        try {
            greeting = answer(START);
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    /** The content of its first reply. */
    String greeting() {
        return greeting;
    }

    /** Sends a command and waits for the answer. A worker that keeps the lab waiting is ended. */
    String ask(String command, Duration patience) throws IOException {
        commands.println(command);
        return answer(patience);
    }

    private String answer(Duration patience) throws IOException {
        var line = CompletableFuture.supplyAsync(this::readAnswer);
        try {
            return line.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            close();
            throw new IOException(name + " did not answer within " + patience.toSeconds() + " s");
        } catch (ExecutionException e) {
            throw new IOException(e.getCause().getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private String readAnswer() {
        try {
            for (String line; (line = answers.readLine()) != null;) {
                if (line.startsWith(OK))
                    return line.substring(OK.length());
                if (line.startsWith(FAILED))
                    throw new IllegalStateException(line.substring(FAILED.length()));
            }
            throw new IllegalStateException(name + " ended");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends it by the end of its standard input, and by force if that is not enough. */
    @Override
    public void close() {
        commands.close();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                kill();
            }
        } catch (InterruptedException e) {
            kill();
            Thread.currentThread().interrupt();
        }
    }

    /** Ends it, with what it started, without waiting. */
    void kill() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    /** The lab's own flags that the workers need as well: which native library, which memory. */
    private static List<String> flags() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> Stream.of("-Dpenstock.", "-X", "--enable-native-access").anyMatch(flag::startsWith))
                .toList();
    }
}
