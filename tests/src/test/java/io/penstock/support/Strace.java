package io.penstock.support;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** strace on a single thread of another process: watches its system calls, and makes some of them fail. */
public final class Strace {
    private static final Pattern CALL = Pattern.compile("^(\\w+)\\(");

    private final Process process;
    private final Path log;

    private Strace(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** Returns when the thread is watched; skips the test where strace may not do so. */
    public static Strace attach(String thread, String... options) throws IOException {
        Path log = Content.fresh();
        List<String> command = new ArrayList<>(List.of("strace", "-p", thread, "-o", log.toString()));
        command.addAll(List.of(options));
        Process process = new ProcessBuilder(command).start();
        BufferedReader said = process.errorReader();
        StringBuilder all = new StringBuilder();
        for (String line; (line = said.readLine()) != null; all.append(line)) {
            if (line.contains(" attached")) return new Strace(process, log);
        }
        if (all.indexOf("Operation not permitted") >= 0)
            return abort("strace may not attach to another process here: " + all);
        throw new IOException(command + " failed: " + all);
    }

    /** Detaches from the thread, and returns what it has done, a line for each call. */
    public List<String> detach() throws IOException, InterruptedException {
        process.destroy();
        process.waitFor();
        List<String> lines = Files.readAllLines(log);
        Files.delete(log);
        return lines;
    }

    /** How often each system call was made. */
    public static Map<String, Integer> counts(List<String> lines) {
        return lines.stream().map(CALL::matcher).filter(Matcher::find)
            .collect(Collectors.toMap(matcher -> matcher.group(1), matcher -> 1, Integer::sum));
    }

    /** How many calls were made to fail. */
    public static int injected(List<String> lines) {
        return (int) lines.stream().filter(line -> line.endsWith("(INJECTED)")).count();
    }
}
