package io.penstock.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.penstock.support.Call;
import io.penstock.support.Content;
import io.penstock.support.Lib;
import java.io.BufferedReader;
import java.io.File;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One of the servers in {@code examples/}, started as its reader would: from the source file, where this JDK has a
 * compiler. Later times are from its class: compiling takes seconds.
 */
final class Example implements AutoCloseable {
    /** What a JVM exits with that SIGTERM has ended in good order. */
    private static final int TERMINATED = 128 + 15;

    private static final Set<String> STARTED = ConcurrentHashMap.newKeySet();

    private final Process process;
    private final Path said;
    final int port;

    private Example(Process process, Path said, int port) {
        this.process = process;
        this.said = said;
        this.port = port;
    }

    static Example start(String name, String... arguments) throws Exception {
        Path said = Content.fresh();
        Process process = builder(name, arguments).redirectError(said.toFile()).start();
        String line = new BufferedReader(new InputStreamReader(process.getInputStream())).readLine();
        if (line == null) fail("%s did not start: %s", name, Files.readString(said));
        return new Example(process, said, Integer.parseInt(line));
    }

    /** What it prints where it cannot start. */
    static String refusal(String name, String... arguments) throws Exception {
        Process process = builder(name, arguments).start();
        String error = new String(process.getErrorStream().readAllBytes());
        assertThat(process.waitFor()).as(error).isEqualTo(2);
        return error;
    }

    private static ProcessBuilder builder(String name, String... arguments) {
        String classPath = System.getProperty("java.class.path");
        List<String> command = new ArrayList<>(List.of(ProcessHandle.current().info().command().orElseThrow()));
        if (Runtime.version().feature() >= 24) command.add("--enable-native-access=ALL-UNNAMED");
        if (Lib.refused()) command.add("-Dpenstock.library=" + System.getProperty("penstock.library"));
        if (STARTED.add(name) && ModuleLayer.boot().findModule("jdk.compiler").isPresent()) {
            String jar = Arrays.stream(classPath.split(File.pathSeparator))
                .filter(entry -> entry.endsWith("/penstock.jar")).findFirst().orElseThrow();
            Collections.addAll(command, "-cp", jar, "examples/" + name + ".java");
        } else {
            Collections.addAll(command, "-cp", classPath, name);
        }
        Collections.addAll(command, arguments);
        return new ProcessBuilder(command);
    }

    String url(String path) {
        return "http://127.0.0.1:" + port + path;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    String said() throws Exception {
        return Files.readString(said);
    }

    @Override
    public void close() {
        process.destroy();
        try {
            assertThat(process.onExit().get(Call.PATIENCE_MS, TimeUnit.MILLISECONDS).exitValue()).isEqualTo(TERMINATED);
        } catch (ExecutionException | TimeoutException | InterruptedException e) {
            throw new AssertionError("does not end on SIGTERM", e);
        } finally {
            process.destroyForcibly();
        }
    }
}
