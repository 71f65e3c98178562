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
 * Direct buffers that lie idle: 4 MiB at most. Per thread they would be too many where threads are virtual.
 *
 * <p>They count for {@code -XX:MaxDirectMemorySize}. Where that is used up, a transfer gets memory that does not count,
 * as the JDK's own transfers do on JDK 25; and where there is none, or no native library, a piece of the heap.
 */
public final class Buffers {
    private static final int SIZE = TransferOptions.DEFAULT_BUFFER_SIZE;

    /** Bytes of the heap that do where nothing else is to be had. */
    private static final int LEAST = 64 * 1024;

    /**
     * Before it refuses, the JVM collects its garbage and waits for half a second: so it is not asked again for so
     * long.
     */
    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** Bytes that do not count, but for what native code needs: nothing else has garbage collected because of them. */
    private static final long MOST_UNCOUNTED = 64 << 20;

    private static final AtomicLong UNCOUNTED = new AtomicLong();

    private static final ArrayBlockingQueue<ByteBuffer> IDLE = new ArrayBlockingQueue<>(16);

    private static volatile boolean refused;
    private static volatile long refusedAt;
    private static volatile boolean collected;

    private Buffers() {}

    /** A buffer of that many bytes or more; of less, and perhaps of the heap, where memory is short. */
    public static ByteBuffer take(int size) {
        ByteBuffer taken = take(size, false);
        return taken != null ? taken : ByteBuffer.allocate(LEAST);
    }

    /** The same for native code, which cannot do with the heap, and does not need it for long. */
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

    /** Keeps a buffer that nobody uses any more for the next {@link #take}. */
    public static void give(ByteBuffer buffer) {
        if (buffer.capacity() == SIZE) IDLE.offer(buffer);
    }

    /** A new one of just so many bytes, of the heap if need be, which is the caller's. */
    public static ByteBuffer whole(int size) {
        ByteBuffer made = whole(size, false);
        return made != null ? made : ByteBuffer.allocate(size);
    }

    /** The same for native code. */
    public static ByteBuffer wholeDirect(int size) {
        return direct(whole(size, true), size);
    }

    private static ByteBuffer whole(int size, boolean needed) {
        ByteBuffer made = counted(size);
        return made != null ? made : uncounted(size, needed);
    }

    /** What the buffer has from its position on, in an array; its position does not move. */
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

    /** Buffers that are garbage may be most of them. */
    private static void collect() {
        if (collected) return;
        collected = true; // until the JVM is asked for its own again
        System.gc();
    }

    /** To be run when nobody has the buffer any more. */
    private record Freeing(long address, int size) implements Runnable {
        @Override
        public void run() {
            Native.free(address);
            UNCOUNTED.addAndGet(-size);
        }
    }
}
