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
 * Bytes on their way out of a stream, in the native library: in a pipe while they are spliced, in a buffer while they
 * are copied. For one thread at a time. Each native call keeps it reachable: else it might be ended meanwhile.
 */
public final class Flow implements AutoCloseable, Rest {
    /** Pace: to splice as long as the kernel does it. */
    public static final int SPLICE = 0;

    /** Pace: to splice what comes fast, and copy what comes in small pieces. */
    public static final int ADAPT = 1;

    /** A pipe that nobody needs for so long, or at most twice as long, is closed. */
    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private static final Daemon TRIMMING = new Daemon("penstock-trim", IDLE_NANOS, new Trim());

    /** No lambda, which takes much stack to make: an initialiser must not meet its end. */
    private static final class Trim implements BooleanSupplier {
        @Override
        public boolean getAsBoolean() {
            return Native.trimPipes() > 0;
        }
    }

    private final long handle;

    /** Null for one that does not outlive the call that has made it, and where there is no memory for one. */
    private Cleaner.Cleanable cleanable;

    private Flow(long handle) {
        this.handle = handle;
    }

    /** One at that pace with nothing in it, for one call. */
    public static Flow open(int pace) {
        return of(Native.openFlow(pace, 0, 0), 0);
    }

    /**
     * One at that pace that delivers the bytes of this direct buffer first. It is closed even if nobody does it, once
     * it is unreachable.
     */
    public static Flow kept(int pace, ByteBuffer prefix) {
        Flow flow = open(pace, prefix);
        try {
            flow.cleanable = SharedCleaner.get().register(flow, new Ending(flow.handle));
        } catch (OutOfMemoryError e) { // no thread for it, say: this one is to be closed by whoever uses it
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

    /** What is left to do for a flow that is gone. */
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

    /** Bytes that have left the source and not reached the target. */
    @Override
    public long held() {
        try {
            return Native.checked(Native.held(handle));
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /** Bytes taken from the source since the start. */
    public long bytesRead() {
        try {
            return Native.checked(Native.bytesRead(handle));
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /** Takes those bytes out again, for which the array is all that has to be had. */
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
        else cleanable.clean(); // once, whoever comes first
        trimLater();
    }

    /** See {@link io.penstock.NativeChannels#pipes}. */
    public static PipeStatistics pipes() {
        if (Library.failure() != null) return new Pipes(0, 0, 0, 0);
        long[] counts = Native.pipeCounts();
        return new Pipes((int) counts[0], (int) counts[1], counts[2], counts[3]);
    }

    /** To be called when a pipe may have become idle. Where no thread can be started, the next call tries again. */
    static void trimLater() {
        TRIMMING.start();
    }
}
