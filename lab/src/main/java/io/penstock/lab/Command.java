package io.penstock.lab;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Commands of the system that finish at once. */
public final class Command {
    private Command() {}

    /**
     * Runs a command and returns what it printed.
     *
     * @throws IOException with what it printed, if it cannot be run or does not succeed
     */
    public static String run(String... command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        try {
            if (process.waitFor() != 0)
                throw new IOException(String.join(" ", command) + ": " + output);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        return output;
    }
}
