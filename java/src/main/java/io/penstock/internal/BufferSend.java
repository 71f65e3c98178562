package io.penstock.internal;

import io.penstock.TransferOptions;
import io.penstock.TransferPath;
import io.penstock.TransferResult;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.util.concurrent.ArrayBlockingQueue;

/** A transfer between channels of any make, through a large direct buffer. */
final class BufferTransfer extends Transfer {
    static final int DEFAULT_SIZE = TransferOptions.DEFAULT_BUFFER_SIZE;

    /** Idle buffers of the default size: 4 MiB at most. Per thread they would be too many where threads are virtual. */
    private static final ArrayBlockingQueue<ByteBuffer> IDLE = new ArrayBlockingQueue<>(16);

    private final int bufferSize;
    private final String reason;

    BufferTransfer(FileChannel file, long position, long count, WritableByteChannel target, int bufferSize, String reason) {
        super(file, position, count, target);
        this.bufferSize = bufferSize;
        this.reason = reason;
    }

    @Override
    void move() throws IOException {
        if (bufferSize > DEFAULT_SIZE) {
            copy(ByteBuffer.allocateDirect(bufferSize));
            return;
        }
        ByteBuffer idle = IDLE.poll();
        ByteBuffer buffer = idle != null ? idle : ByteBuffer.allocateDirect(DEFAULT_SIZE);
        try {
            copy(buffer);
        } finally {
            IDLE.offer(buffer);
        }
    }

    private void copy(ByteBuffer buffer) throws IOException {
        while (moved < count) {
            long from = position + moved;
            long left = Math.min(count - moved, Long.MAX_VALUE - from); // beyond which there are no positions
            buffer.clear().limit((int) Math.min(Math.min(bufferSize, buffer.capacity()), left));
            if (file.read(buffer, from) <= 0) return;
            buffer.flip();
            while (buffer.hasRemaining()) {
                int n = target.write(buffer);
                if (n <= 0) return; // full; what was read too much stays in the file
                moved += n;
            }
        }
    }

    @Override
    TransferResult result(long bytes) {
        return uncounted(bytes, TransferPath.BUFFER, reason);
    }
}
