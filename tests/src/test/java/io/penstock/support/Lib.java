package io.penstock.support;

import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.penstock.FileRange;
import io.penstock.InterruptedTransferException;
import io.penstock.NativeChannels;
import io.penstock.Strategy;
import io.penstock.TransferOptions;
import io.penstock.TransferResult;
import io.penstock.UndeliveredException;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** How this run of the tests is set up, and the library behind one call. */
public final class Lib {
    private Lib() {}

    /** Whether this run started with the native library refused ({@code -Dpenstock.library=/wrong/path}). */
    public static boolean refused() {
        return Boolean.getBoolean("penstock.tests.refused");
    }

    /**
     * Whether the agent is under the JDK's channels in this run, which then count as ours: {@code -javaagent} and
     * {@code -Dpenstock.tests.agent=true}.
     */
    public static boolean agent() {
        return Boolean.getBoolean("penstock.tests.agent");
    }

    /** Whether this run is the long one, with full sizes and counts. */
    public static boolean proof() {
        return Boolean.getBoolean("penstock.tests.proof");
    }

    /** The strategies that can do anything at all in this run. */
    public static List<Strategy> strategies() {
        return refused() ? List.of(Strategy.AUTO) : List.of(Strategy.values());
    }

    public static void assumeNative(String reason) {
        assumeFalse(refused(), "native library refused in this run: " + reason);
    }

    /** What this build is numbered. */
    public static String release() throws IOException {
        return Files.readString(Path.of("Cargo.toml")).replaceAll("(?s).*?\\nversion = \"([^\"]+)\".*", "$1");
    }

    public static void assumeProof(String reason) {
        assumeTrue(proof(), "only with -Dpenstock.tests.proof=true: " + reason);
    }

    public static TransferResult transfer(Strategy strategy, FileChannel file, long position, long count,
        WritableByteChannel target)
            throws IOException {
        return NativeChannels.transferTo(new FileRange(file, position, count), target, strategy,
            TransferOptions.DEFAULT);
    }

    /** How many bytes reached the target of a transfer that was interrupted, or could not write; 0 after all else. */
    public static long moved(Throwable thrown) {
        if (thrown instanceof InterruptedTransferException e) return e.bytesTransferred();
        if (thrown instanceof UndeliveredException e) return e.bytesTransferred();
        boolean told = thrown instanceof ClosedByInterruptException && thrown.getCause() != null; // by the agent
        return told ? Long.parseLong(thrown.getCause().getMessage().replaceAll("\\D+", " ").strip()) : 0;
    }

    /** The JDK's own transfer, called again until the range has gone or a call moves nothing. */
    public static long stock(FileChannel file, long position, long count, WritableByteChannel target)
            throws IOException {
        long moved = 0;
        long n;
        do {
            n = file.transferTo(position + moved, count - moved, target);
            moved += n;
        } while (n > 0 && moved < count);
        return moved;
    }

    /** What the collector has to bring about. */
    @FunctionalInterface
    public interface Condition {
        boolean holds() throws IOException;
    }

    /** Collects garbage until the condition holds, which the test's time limit ends if it never does. */
    public static void collectUntil(Condition condition) throws IOException, InterruptedException {
        while (!condition.holds()) {
            System.gc();
            Thread.sleep(20);
        }
    }

    /** The two kinds of threads a caller may be on. */
    public enum ThreadKind {
        PLATFORM,
        VIRTUAL;

        public boolean exists() {
            return this == PLATFORM || Runtime.version().feature() >= 21;
        }

        public void assume() {
            assumeTrue(exists(), "virtual threads need JDK 21 or later, this is " + Runtime.version().feature());
        }

        public Thread unstarted(Runnable body) {
            if (this == PLATFORM) {
                Thread thread = new Thread(body, "penstock-test");
                thread.setDaemon(true);
                return thread;
            }
            try {
                Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
                Method unstarted = Class.forName("java.lang.Thread$Builder").getMethod("unstarted", Runnable.class);
                return (Thread) unstarted.invoke(builder, body);
            } catch (ReflectiveOperationException e) {
                throw new LinkageError("no virtual threads here", e);
            }
        }
    }
}
