package io.penstock.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/**
 * Counts all system calls of this process by {@code perf stat}, which has the kernel count them. That costs each call a
 * little, so it is for iterations whose time does not matter.
 */
final class SystemCalls {
    private static final String EVENT = "raw_syscalls:sys_enter";

    private final Process perf;
    private final BufferedReader lines;

    private SystemCalls() throws IOException {
        // It counts for as long as its command runs: cat, which ends with its input.
        perf = new ProcessBuilder("perf", "stat", "-x,", "-e", EVENT, "-p",
            Long.toString(ProcessHandle.current().pid()), "cat")
                .redirectErrorStream(true).start();
        lines = perf.inputReader();
        perf.outputWriter().append("started\n").flush();
        String answer = lines.readLine();
        if (!"started".equals(answer)) throw new IOException("perf stat: " + answer);
    }

    /** Counts from now on; null where there is a {@link #gap}. */
    static SystemCalls begin() throws IOException {
        return gap() == null ? new SystemCalls() : null;
    }

    /** How many there were. */
    long end() throws IOException {
        perf.outputWriter().close();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.contains(EVENT)) return Long.parseLong(line.substring(0, line.indexOf(',')));
        }
        throw new IOException("perf stat has not told the number of " + EVENT);
    }

    /** Why they cannot be counted, or null if they can. */
    static String gap() throws IOException {
        try {
            Process perf = new ProcessBuilder("perf", "stat", "-e", EVENT, "true")
                    .redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
            if (!perf.waitFor(10, TimeUnit.SECONDS)) return "perf stat does not end";
            return perf.exitValue() == 0 ? null : "perf stat may not count " + EVENT + "; root may";
        } catch (IOException e) {
            return "perf is not installed";
        } catch (InterruptedException e) {
            throw new IOException("interrupted", e);
        }
    }
}
