package io.penstock.internal.flow;

import io.penstock.PipeStatistics;
import io.penstock.internal.jdk.BufferHandles;
import io.penstock.internal.jni.Errno;
import io.penstock.internal.jni.Native;
import io.penstock.internal.load.Library;
import io.penstock.internal.memory.SharedCleaner;
import io.penstock.internal.thread.Daemon;
import java.io.IOException;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Holds bytes on their way out of a stream, in the native library: in a pipe while they are spliced, in a buffer while
 * they are copied. Used by one thread at a time. Each native call keeps it reachable: else the cleaner might end it
 * meanwhile.
 */
public final class Flow implements AutoCloseable, HeldBytes {
    /** Pace: splice as long as the kernel does it. */
    public static final int SPLICE = 0;

    /** Pace: splice a fast stream, and copy small pieces. */
    public static final int ADAPT = 1;

    /** A pipe that is idle for this long, or at most twice as long, is closed. */
    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private static final Daemon TRIMMING = new Daemon("penstock-trim", IDLE_NANOS, new Trim());

    /** A class and no lambda, which takes much stack to make: an initialiser must not overflow the stack. */
    private static final class Trim implements BooleanSupplier {
        @Override
        public boolean getAsBoolean() {
            return Native.trimPipes() > 0;
        }
    }

    private final long handle;

    /** Null for a flow that lives for one call only, and where memory was too short for a cleanable. */
    private Cleaner.Cleanable cleanable;

    private Flow(long handle) {
        this.handle = handle;
    }

    /** Opens an empty flow at that pace, for one call. */
    public static Flow open(int pace) {
        return of(Native.openFlow(pace, 0, 0), 0);
    }

    /**
     * Opens a flow at that pace that first delivers the bytes of this direct buffer. A cleaner closes it once it is
     * unreachable.
     */
    public static Flow kept(int pace, ByteBuffer prefix) {
        Flow flow = open(pace, prefix);
        try {
            flow.cleanable = SharedCleaner.get().register(flow, new Ending(flow.handle));
        } catch (OutOfMemoryError e) { // no thread for the cleaner, say: then only its user closes this flow
        } catch (Throwable e) {
            flow.close();
            throw e;
        }
        return flow;
    }

    private static Flow open(int pace, ByteBuffer prefix) {
        int length = prefix.remaining();
        if (length == 0) return open(pace);
        try {
            return of(Native.openFlow(pace, BufferHandles.address(prefix, prefix.position()), length), length);
        } finally {
            Reference.reachabilityFence(prefix);
        }
    }

    private static Flow of(long handle, int prefix) {
        if (Native.checked(handle) < 0)
            throw new OutOfMemoryError("%s: %d bytes to be sent first".formatted(Errno.describe(handle), prefix));
        try {
            return new Flow(handle);
        } catch (Throwable e) {
            Native.closeFlow(handle);
            throw e;
        }
    }

    /** Ends the native part of a flow. */
    private record Ending(long handle) implements Runnable {
        @Override
        public void run() {
            Native.closeFlow(handle);
        }
    }

    /** See {@link Native#stepIntoFile}. */
    public long stepIntoFile(int source, boolean sourceBlocks, int file, long position, long count) {
        try {
            return Native.checked(Native.stepIntoFile(handle, source, sourceBlocks, file, position, count));
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /** See {@link Native#stepIntoStream}. */
    public long stepIntoStream(int source, boolean sourceBlocks, int target, boolean targetBlocks, long count) {
        try {
            return Native.checked(Native.stepIntoStream(handle, source, sourceBlocks, target, targetBlocks, count));
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /** Returns how many bytes have left the source and not reached the target. */
    @Override
    public long held() {
        try {
            return Native.checked(Native.held(handle));
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /** Returns how many bytes were taken from the source since the start. */
    public long bytesRead() {
        try {
            return Native.checked(Native.bytesRead(handle));
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /** Takes the held bytes out again; allocates nothing but the array. */
    @Override
    public byte[] take() throws IOException {
        byte[] bytes = new byte[(int) held()];
        try {
            for (int at = 0; at < bytes.length; ) {
                long n = Native.checked(Native.take(handle, bytes, at));
                if (n <= 0) throw new IOException("a pipe did not give back its bytes: " + Errno.describe(n));
                at += (int) n;
            }
            return bytes;
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public void close() {
        if (cleanable == null) Native.closeFlow(handle);
        else cleanable.clean(); // runs once, here or in the cleaner
        trimLater();
    }

    /** See {@link io.penstock.NativeChannels#pipes}. */
    public static PipeStatistics pipes() {
        if (Library.failure() != null) return new Pipes(0, 0, 0, 0);
        long[] counts = Native.pipeCounts();
        return new Pipes((int) counts[0], (int) counts[1], counts[2], counts[3]);
    }

    /**
     * Has idle pipes closed later. Called when a pipe may have become idle; if no thread can be started, the next call
     * tries again.
     */
    static void trimLater() {
        TRIMMING.start();
    }
}
