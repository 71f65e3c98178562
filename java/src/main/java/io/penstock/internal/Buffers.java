package io.penstock.internal;

import io.penstock.TransferOptions;
import java.nio.ByteBuffer;
import java.util.concurrent.ArrayBlockingQueue;

/** Direct buffers that lie idle: 4 MiB at most. Per thread they would be too many where threads are virtual. */
final class Buffers {
    private static final int SIZE = TransferOptions.DEFAULT_BUFFER_SIZE;
    private static final ArrayBlockingQueue<ByteBuffer> IDLE = new ArrayBlockingQueue<>(16);

    private Buffers() {}

    /** A buffer of that many bytes or more. */
    static ByteBuffer take(int size) {
        if (size > SIZE) return ByteBuffer.allocateDirect(size);
        ByteBuffer idle = IDLE.poll();
        return idle != null ? idle : ByteBuffer.allocateDirect(SIZE);
    }

    /** Keeps a buffer that nobody uses any more for the next {@link #take}. */
    static void give(ByteBuffer buffer) {
        if (buffer.capacity() == SIZE) IDLE.offer(buffer);
    }
}
