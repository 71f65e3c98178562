package io.penstock.docs;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** A program of this machine that a test runs, and how it ended. */
record Tool(int status, byte[] output) {
    static void assume(String name) {
        boolean there = Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
            .anyMatch(dir -> Files.isExecutable(Path.of(dir, name)));
        assumeTrue(there, name + " is not installed");
    }

    static Tool run(String name, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(name));
        Collections.addAll(command, arguments);
        Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        process.getOutputStream().close();
        byte[] output = process.getInputStream().readAllBytes();
        return new Tool(process.waitFor(), output);
    }

    /** curl without a word, and without the user's configuration. */
    static Tool curl(String... arguments) throws Exception {
        List<String> all = new ArrayList<>(List.of("-q", "-s", "--max-time", "60", "--noproxy", "*", "--path-as-is"));
        Collections.addAll(all, arguments);
        return run("curl", all.toArray(String[]::new));
    }

    String text() {
        return new String(output);
    }
}
