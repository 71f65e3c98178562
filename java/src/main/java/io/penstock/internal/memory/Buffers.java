package io.penstock.internal.memory;

import io.penstock.TransferOptions;
import io.penstock.internal.jdk.MapHandles;
import io.penstock.internal.jni.Native;
import io.penstock.internal.load.Library;
import java.nio.ByteBuffer;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Keeps idle direct buffers for reuse, 4 MiB at most. A cache per thread would be too large where threads are virtual.
 *
 * <p>The buffers count for {@code -XX:MaxDirectMemorySize}. If that is used up, a transfer gets memory that does not
 * count, like the JDK's own transfers on JDK 25; if there is none, or no native library, it gets a heap buffer.
 */
public final class Buffers {
    private static final int SIZE = TransferOptions.DEFAULT_BUFFER_SIZE;

    /** The size of a heap buffer where no other memory is available. */
    private static final int LEAST = 64 * 1024;

    /** The pause before the JVM is asked again: before it refuses, it collects garbage and waits for half a second. */
    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    /**
     * The most uncounted bytes, apart from those that native code needs: they cause no garbage collection by
     * themselves.
     */
    private static final long MOST_UNCOUNTED = 64 << 20;

    private static final AtomicLong UNCOUNTED = new AtomicLong();

    private static final ArrayBlockingQueue<ByteBuffer> IDLE = new ArrayBlockingQueue<>(16);

    private static volatile boolean refused;
    private static volatile long refusedAt;
    private static volatile boolean collected;

    private Buffers() {}

    /** Returns a buffer of that many bytes or more; a smaller one, maybe on the heap, where memory is short. */
    public static ByteBuffer take(int size) {
        ByteBuffer taken = take(size, false);
        return taken != null ? taken : ByteBuffer.allocate(LEAST);
    }

    /** Returns a direct buffer for native code, which cannot use the heap and needs the buffer briefly. */
    public static ByteBuffer takeDirect(int size) {
        return direct(take(size, true), SIZE);
    }

    private static ByteBuffer take(int size, boolean needed) {
        ByteBuffer idle = size > SIZE ? null : IDLE.poll();
        if (idle != null) return idle;
        ByteBuffer made = counted(Math.max(size, SIZE));
        return made != null ? made : uncounted(SIZE, needed);
    }

    private static ByteBuffer direct(ByteBuffer buffer, int size) {
        if (buffer == null)
            throw new OutOfMemoryError("no memory outside of the heap for a buffer of %d bytes".formatted(size));
        return buffer;
    }

    /** Keeps a buffer that is no longer used for the next {@link #take}. */
    public static void give(ByteBuffer buffer) {
        if (buffer.capacity() == SIZE) IDLE.offer(buffer);
    }

    /** Returns a new buffer of exactly that many bytes, on the heap if need be, which the caller owns. */
    public static ByteBuffer whole(int size) {
        ByteBuffer made = whole(size, false);
        return made != null ? made : ByteBuffer.allocate(size);
    }

    /** Returns a new direct buffer for native code. */
    public static ByteBuffer wholeDirect(int size) {
        return direct(whole(size, true), size);
    }

    private static ByteBuffer whole(int size, boolean needed) {
        ByteBuffer made = counted(size);
        return made != null ? made : uncounted(size, needed);
    }

    /** Returns the buffer's remaining bytes in an array; its position does not move. */
    public static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    private static ByteBuffer counted(int size) {
        if (refused && System.nanoTime() - refusedAt < PAUSE_NANOS) return null;
        try {
            ByteBuffer made = ByteBuffer.allocateDirect(size);
            refused = false;
            return made;
        } catch (OutOfMemoryError e) {
            refusedAt = System.nanoTime();
            refused = true;
            collected = false;
            return null;
        }
    }

    private static ByteBuffer uncounted(int size, boolean needed) {
        if (Library.failure() != null || MapHandles.missing() != null) return null;
        if (UNCOUNTED.addAndGet(size) > MOST_UNCOUNTED) {
            collect();
            if (!needed) {
                UNCOUNTED.addAndGet(-size);
                return null;
            }
        }
        long address = Native.checked(Native.allocate(size));
        if (address < 0) {
            UNCOUNTED.addAndGet(-size);
            return null;
        }
        try {
            return MapHandles.buffer(false, address, size, new Freeing(address, size));
        } catch (Throwable e) {
            Native.free(address);
            UNCOUNTED.addAndGet(-size);
            throw e;
        }
    }

    /** Collects garbage: most uncounted buffers may be unreachable. */
    private static void collect() {
        if (collected) return;
        collected = true; // until the JVM is asked for its own memory again
        System.gc();
    }

    /** Frees the memory once the buffer is unreachable. */
    private record Freeing(long address, int size) implements Runnable {
        @Override
        public void run() {
            Native.free(address);
            UNCOUNTED.addAndGet(-size);
        }
    }
}
