package io.penstock.gather;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What leaves a TCP port of the loopback device, packet by packet, by {@code tcpdump}. */
final class Capture implements Closeable {
    private static final Pattern LENGTH = Pattern.compile("length (\\d+)");

    private final Process process;
    private final BufferedReader lines;

    private Capture(Process process) {
        this.process = process;
        lines = process.inputReader();
    }

    @FunctionalInterface
    interface Probe {
        void run() throws IOException;
    }

    /**
     * One that has begun. Aborts the test where it is not possible here.
     *
     * @param probe has an empty packet sent from the port, which is repeated until it is seen: what tcpdump says of
     * itself is too early
     */
    static Capture start(int port, Probe probe) throws IOException, InterruptedException {
        boolean installed = Stream.of("/usr/bin", "/usr/sbin", "/sbin", "/bin")
            .anyMatch(place -> Files.isExecutable(Path.of(place, "tcpdump")));
        if (!installed) abort("tcpdump is not installed");
        Process process = new ProcessBuilder("tcpdump", "--immediate-mode", "-l", "-n", "-i", "lo", "tcp", "src",
            "port", String.valueOf(port))
            .redirectErrorStream(true).start();
        Capture capture = new Capture(process);
        StringBuilder said = new StringBuilder();
        for (String line; (line = capture.lines.readLine()) != null; ) {
            if (line.startsWith("listening on")) return capture.proven(probe);
            said.append(line).append(' ');
        }
        return abort("no capture without the right to: " + said);
    }

    private Capture proven(Probe probe) throws IOException, InterruptedException {
        for (int tries = 0; !lines.ready(); tries++) {
            if (tries == 100) throw new IOException("tcpdump sees nothing");
            probe.run();
            Thread.sleep(50);
        }
        return this;
    }

    /** The bytes in each packet that has any, until that side ends the connection. */
    List<Integer> payloads() throws IOException {
        List<Integer> payloads = new ArrayList<>();
        for (String line; (line = lines.readLine()) != null; ) {
            Matcher length = LENGTH.matcher(line);
            if (!length.find()) continue;
            int bytes = Integer.parseInt(length.group(1));
            if (bytes > 0) payloads.add(bytes);
            if (line.contains("Flags [F")) return payloads;
        }
        throw new IOException("tcpdump has ended; so far: " + payloads);
    }

    @Override
    public void close() {
        process.destroy();
    }
}
