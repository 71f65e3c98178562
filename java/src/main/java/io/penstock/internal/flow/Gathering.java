package io.penstock.internal.flow;

import io.penstock.internal.jdk.BufferHandles;
import io.penstock.internal.jni.Native;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;

/** What is collected in the native library until it is delivered together. For one thread, and one call of a gather. */
public final class Gathering implements AutoCloseable {
    private final long handle;

    /** Bytes collected and not delivered. */
    private long held;

    /**
     * An empty one.
     *
     * @param splice whether to use a pipe, if there is one
     */
    public Gathering(boolean splice) {
        handle = Native.checked(Native.openGathering(splice));
    }

    public long held() {
        return held;
    }

    /**
     * Takes bytes of a direct buffer: how many, or a negative errno, which is {@code EAGAIN} where there is no room.
     */
    public long add(ByteBuffer bytes) {
        try {
            return added(Native.gatherBytes(handle, BufferHandles.address(bytes, bytes.position()), bytes.remaining()));
        } finally {
            Reference.reachabilityFence(bytes);
        }
    }

    /** Takes bytes of a file: how many, 0 at its end, or a negative errno as above. */
    public long add(int file, long position, long count) {
        return added(Native.gatherFile(handle, file, position, count));
    }

    private long added(long n) {
        if (Native.checked(n) > 0) held += n;
        return n;
    }

    /**
     * Hands over what is held: how many bytes, or a negative errno, {@code EAGAIN} if the target is full and is not to
     * be waited for.
     */
    public long deliver(int target, boolean wait) {
        long n = Native.checked(Native.deliver(handle, target, wait));
        if (n > 0) held -= n;
        return n;
    }

    /** Gives up what is held. */
    @Override
    public void close() {
        Native.closeGathering(handle);
        Flow.trimLater();
    }
}
