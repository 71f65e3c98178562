package io.penstock.internal.flow;

import io.penstock.internal.jdk.BufferHandles;
import io.penstock.internal.jni.Native;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;

/**
 * Collects bytes in the native library until they are delivered together. Used by one thread, for one call of a gather.
 */
public final class Gathering implements AutoCloseable {
    private final long handle;

    /** Bytes collected and not delivered. */
    private long held;

    /**
     * Creates an empty gathering.
     *
     * @param splice whether to use a pipe, if there is one
     */
    public Gathering(boolean splice) {
        handle = Native.checked(Native.openGathering(splice));
    }

    public long held() {
        return held;
    }

    /** Takes bytes of a direct buffer. Returns how many, or a negative errno, {@code EAGAIN} if there is no room. */
    public long add(ByteBuffer bytes) {
        try {
            return added(Native.gatherBytes(handle, BufferHandles.address(bytes, bytes.position()), bytes.remaining()));
        } finally {
            Reference.reachabilityFence(bytes);
        }
    }

    /** Takes bytes of a file. Returns how many, 0 at its end, or a negative errno as above. */
    public long add(int file, long position, long count) {
        return added(Native.gatherFile(handle, file, position, count));
    }

    private long added(long n) {
        if (Native.checked(n) > 0) held += n;
        return n;
    }

    /**
     * Delivers the held bytes. Returns how many, or a negative errno, {@code EAGAIN} if the target is full and the call
     * must not wait.
     */
    public long deliver(int target, boolean wait) {
        long n = Native.checked(Native.deliver(handle, target, wait));
        if (n > 0) held -= n;
        return n;
    }

    /** Discards the held bytes. */
    @Override
    public void close() {
        Native.closeGathering(handle);
        Flow.trimLater();
    }
}
