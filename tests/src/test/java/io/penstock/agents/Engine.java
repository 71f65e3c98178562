package io.penstock.agents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.penstock.support.Content;
import io.penstock.support.Lib;
import io.penstock.support.Program;
import io.penstock.support.Proof;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** A program of {@code engines/} in a JVM like this one: the same command line, with or without the agent. */
final class Engine implements AutoCloseable {
    /** On which JDK they run in the short run: they take long to start. */
    private static final int JDK = 25;

    private static final String AGENT_SAYS = "penstock-agent: ";

    /** What a JVM exits with that SIGTERM has ended in good order. */
    private static final int TERMINATED = 128 + 15;

    private final String name;
    private final Process process;
    private final Path errors;
    private final BufferedReader output;
    private final Writer input;

    private Engine(String name, Process process, Path errors) {
        this.name = name;
        this.process = process;
        this.errors = errors;
        output = process.inputReader();
        input = process.outputWriter();
    }

    static void assume() {
        int feature = Runtime.version().feature();
        assumeTrue(Lib.proof() || feature == JDK, "engines: on JDK %d only, unless -Dpenstock.tests.proof=true"
            .formatted(JDK));
    }

    /** Whether there is much for them to do. Not without the library: that shows soon. */
    static boolean isLong() {
        return Lib.proof() && !Lib.refused();
    }

    /** Starts a main class on the class path of an engine. */
    static Engine start(String engine, boolean agent, String main, Object... arguments) throws IOException {
        List<String> command =
            new ArrayList<>(List.of(ProcessHandle.current().info().command().orElseThrow(), "-Xmx256m",
            "-XX:+UseSerialGC"));
        if (!isLong()) command.add("-XX:TieredStopAtLevel=1"); // starts sooner
        if (Lib.refused()) command.add("-Dpenstock.library=" + System.getProperty("penstock.library"));
        if (agent) command.add(Program.agent("stats"));
        command.addAll(List.of("-cp", Files.readString(Path.of("engines/build", engine + ".classpath")), main));
        for (Object argument : arguments) command.add(argument.toString());
        Path errors = Content.fresh();
        return new Engine(main, new ProcessBuilder(command).redirectError(errors.toFile()).start(), errors);
    }

    long pid() {
        return process.pid();
    }

    /** Reads the next line that it prints, which begins with this. Returns the rest of it. */
    String await(String beginning) throws Exception {
        for (;;) {
            String line = CompletableFuture.supplyAsync(this::readLine).get(isLong() ? 10 : 2, TimeUnit.MINUTES);
            if (line == null) fail("%s has ended: %s", name, said());
            if (line.startsWith(beginning)) return line.substring(beginning.length()).strip();
        }
    }

    private String readLine() {
        try {
            return output.readLine();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void tell(String line) throws IOException {
        input.append(line).append('\n').flush();
    }

    String said() throws IOException {
        return Files.readString(errors);
    }

    /** How many files of a folder it has open. */
    long open(Path folder) throws IOException {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc", Long.toString(pid()), "fd"))) {
            return descriptors.filter(descriptor -> {
                try {
                    return Files.readSymbolicLink(descriptor).startsWith(folder);
                } catch (IOException gone) {
                    return false;
                }
            }).count();
        }
    }

    /** Ends it as an administrator would, and waits. */
    void stop() throws Exception {
        process.destroy();
        assertThat(ended()).as("exit status of %s", name).isEqualTo(TERMINATED);
    }

    private int ended() throws InterruptedException, ExecutionException {
        try {
            return process.onExit().get(1, TimeUnit.MINUTES).exitValue();
        } catch (TimeoutException e) {
            throw new AssertionError(name + " does not end", e);
        }
    }

    /** Ends the input of a program that ends with it, and waits. */
    void finish() throws Exception {
        input.close();
        assertThat(ended()).as(() -> name + ": " + tail()).isZero();
    }

    private String tail() {
        try {
            return said();
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** What its JVM complains of. Tomcat itself does of a machine that is slow just then. */
    List<String> complaints() throws IOException {
        return said().lines().filter(line -> line.contains("WARNING") && !line.contains("SecureRandom")).toList();
    }

    /**
     * That the agent carried so many bytes out of files, at least; or said why it does not. To be called when it has
     * ended.
     */
    void assertServed(String what, long bytes) throws IOException {
        List<String> lines = said().lines().filter(line -> line.startsWith(AGENT_SAYS)).toList();
        assertThat(lines).as(what).hasSize(1);
        if (Lib.refused()) {
            assertThat(lines.get(0)).startsWith(AGENT_SAYS + "off, ");
            return;
        }
        assertThat(AgentCounts.of(lines).to().bytes()).as(what).isGreaterThanOrEqualTo(bytes);
        Proof.line("%s: %s", what, lines.get(0).substring(AGENT_SAYS.length()));
    }

    /** SIGKILL. */
    void kill() throws Exception {
        process.destroyForcibly();
        ended();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
