package io.penstock.support;

import io.penstock.NativeChannels;
import io.penstock.Strategy;
import java.io.File;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A JVM of its own that loads the library in some setting, transfers a page, and tells what it saw. */
public final class LoaderProbe {
    /** Whether the thread that is the first to use the library is interrupted. */
    public static final String INTERRUPTED = "penstock.tests.interrupted";

    /** A library that the application loads itself, before anything of ours is used. */
    public static final String LOADED = "penstock.tests.loaded";

    private static final String OURS = "penstock.";

    private LoaderProbe() {}

    /** What it tells, in lines. */
    public static List<String> run(Map<String, String> properties) throws Exception {
        return run(List.of(), properties);
    }

    /** What it tells where the JVM is started by a program that changes its user, or what it sees of the machine. */
    public static List<String> run(List<String> before, Map<String, String> properties) throws Exception {
        return run(before, properties.entrySet().stream().map(entry -> "-D" + entry.getKey() + "=" + entry.getValue())
            .toList(), LoaderProbe.class);
    }

    public static List<String> run(List<String> before, List<String> options, Class<?> main, String... arguments)
            throws Exception {
        File output = Content.fresh().toFile();
        Process process = Jvm.start(before, output, options, main, arguments);
        try {
            if (!process.waitFor(Call.PATIENCE_MS, TimeUnit.MILLISECONDS))
                throw new AssertionError("the child JVM hangs");
            List<String> lines = Files.readAllLines(output.toPath());
            if (process.exitValue() != 0)
                throw new AssertionError("the child JVM failed:\n" + String.join("\n", lines));
            return lines;
        } finally {
            process.destroyForcibly();
        }
    }

    public static void main(String[] args) throws Exception {
        if (System.getProperty(LOADED) != null) System.load(System.getProperty(LOADED));
        if (Boolean.getBoolean(INTERRUPTED)) Thread.currentThread().interrupt();
        System.out.println("available " + NativeChannels.isAvailable());
        System.out.println("interrupted " + Thread.interrupted());
        System.out.println("cause " + NativeChannels.unavailabilityCause().map(Throwable::toString).orElse("none")
            .replace('\n', ' '));
        Content content = Content.of(Content.PAGE);
        try (FileChannel file = content.open(); TargetKind.Sink sink = TargetKind.FILE_EMPTY.open()) {
            System.out.println("moved " + NativeChannels.transferTo(file, sink.channel()));
            sink.assertReceived(content.bytes);
            try {
                System.out.println("explicit " + Lib.transfer(Strategy.SENDFILE, file, 0, 1, sink.channel()).path());
            } catch (UnsupportedOperationException e) {
                System.out.println("explicit refused: " + e.getMessage().replace('\n', ' '));
            }
        }
        System.getProperties().stringPropertyNames().stream().filter(key -> key.startsWith(OURS)).sorted()
            .forEach(key -> System.out.println("property " + key));
    }
}
