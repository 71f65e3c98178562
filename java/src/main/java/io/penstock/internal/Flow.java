package io.penstock.internal;

import io.penstock.PipeStatistics;
import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

/**
 * Bytes on their way out of a stream, in the native library: in a pipe while they are spliced, in a buffer while they are
 * copied. For one thread at a time.
 */
public final class Flow implements AutoCloseable {
    /** Pace: to splice as long as the kernel does it. */
    static final int SPLICE = 0;

    /** Pace: to splice what comes fast, and copy what comes in small pieces. */
    static final int ADAPT = 1;

    /** A pipe that nobody needs for so long, or at most twice as long, is closed. */
    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private static final Daemon TRIMMING = new Daemon("penstock-trim", IDLE_NANOS, () -> Native.trimPipes() > 0);
    private static final ByteBuffer NOTHING = ByteBuffer.allocateDirect(0);

    private final long handle;

    private Flow(long handle) {
        this.handle = handle;
    }

    /** One at that pace with nothing in it. */
    static Flow open(int pace) {
        return open(pace, NOTHING);
    }

    /** One at that pace that delivers the bytes of this direct buffer first. */
    static Flow open(int pace, ByteBuffer prefix) {
        try {
            long handle = Native.checked(Native.openFlow(pace, BufferHandles.address(prefix, prefix.position()), prefix.remaining()));
            if (handle < 0) throw new OutOfMemoryError("%s: %d bytes to be sent first".formatted(Errno.describe(handle), prefix.remaining()));
            return new Flow(handle);
        } finally {
            Reference.reachabilityFence(prefix);
        }
    }

    /** See {@link Native#stepIntoFile}. */
    long stepIntoFile(int source, boolean sourceBlocks, int file, long position, long count) {
        return Native.checked(Native.stepIntoFile(handle, source, sourceBlocks, file, position, count));
    }

    /** See {@link Native#stepIntoStream}. */
    long stepIntoStream(int source, boolean sourceBlocks, int target, boolean targetBlocks, long count) {
        return Native.checked(Native.stepIntoStream(handle, source, sourceBlocks, target, targetBlocks, count));
    }

    /** Bytes that have left the source and not reached the target. */
    int held() {
        return (int) Native.checked(Native.held(handle));
    }

    /** Bytes taken from the source since the start. */
    long bytesRead() {
        return Native.checked(Native.bytesRead(handle));
    }

    /** Takes those bytes out again. */
    ByteBuffer take() throws IOException {
        ByteBuffer bytes = ByteBuffer.allocateDirect(held());
        while (bytes.hasRemaining()) {
            long n = Native.checked(Native.take(handle, BufferHandles.address(bytes, bytes.position()), bytes.remaining()));
            if (n <= 0) throw new IOException("a pipe did not give back its bytes: " + Errno.describe(n));
            bytes.position(bytes.position() + (int) n);
        }
        return bytes.flip();
    }

    @Override
    public void close() {
        Native.closeFlow(handle);
        trimLater();
    }

    /** See {@link io.penstock.NativeChannels#pipes}. */
    public static PipeStatistics pipes() {
        if (Library.FAILURE != null) return new PipeStatistics(0, 0, 0, 0);
        long[] counts = Native.pipeCounts();
        return new PipeStatistics((int) counts[0], (int) counts[1], counts[2], counts[3]);
    }

    /** To be called when a pipe may have become idle. Where no thread can be started, the next call tries again. */
    static void trimLater() {
        TRIMMING.start();
    }
}
