package io.penstock.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A running `plain`, the Rust program without a JVM of {@code rust/examples/plain}. */
final class Program implements AutoCloseable {
    private final Process process;
    private final BufferedReader answers;
    private final Writer commands;

    Program(String... arguments) throws IOException {
        List<String> line = new ArrayList<>(List.of(program().toString()));
        line.addAll(List.of(arguments));
        process = new ProcessBuilder(line).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        answers = process.inputReader();
        commands = process.outputWriter();
    }

    static Path program() {
        return Path.of(System.getProperty("penstock.bench.plain", "target/plain/release/examples/plain"));
    }

    /** The next line that it prints. */
    String read() throws IOException {
        String answer = answers.readLine();
        if (answer == null) throw new IOException(program() + " has ended");
        if (answer.startsWith("error ")) throw new IOException(program() + ": " + answer);
        return answer;
    }

    String ask(Object... words) throws IOException {
        StringBuilder line = new StringBuilder();
        for (Object word : words) line.append(line.length() == 0 ? "" : " ").append(word);
        commands.append(line).append('\n').flush();
        return read();
    }

    /** The end of its input ends it. */
    @Override
    public void close() throws IOException {
        commands.close();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            throw new IOException("interrupted", e);
        }
    }
}
