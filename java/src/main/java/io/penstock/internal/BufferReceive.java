package io.penstock.internal;

import io.penstock.TransferPath;
import io.penstock.TransferResult;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SeekableByteChannel;

/** A transfer from a channel of any make, through a large direct buffer. */
final class BufferReceive extends Receive {
    private final int bufferSize;
    private final String reason;

    BufferReceive(FileChannel file, long position, long count, ReadableByteChannel source, int bufferSize, String reason) {
        super(file, position, count, source);
        this.bufferSize = bufferSize;
        this.reason = reason;
    }

    @Override
    void move() throws IOException {
        ByteBuffer buffer = Buffers.take(bufferSize);
        try {
            while (moved < count) {
                buffer.clear().limit((int) Math.min(bufferSize, count - moved));
                if (source.read(buffer) <= 0) {
                    checkOpen(source);
                    return;
                }
                deliver(buffer.flip());
            }
        } finally {
            Buffers.give(buffer);
        }
    }

    /** Counts by the buffer: a write that an interrupt ends may have written and yet throws. */
    private void deliver(ByteBuffer buffer) throws IOException {
        long before = moved;
        try {
            while (buffer.hasRemaining()) {
                file.write(buffer, position + moved);
                moved = before + buffer.position();
            }
        } catch (IOException | RuntimeException e) {
            moved = before + buffer.position();
            if (!(source instanceof SeekableByteChannel seekable)) throw undelivered(buffer, e);
            if (seekable.isOpen()) seekable.position(seekable.position() - buffer.remaining()); // what is left stays there
            throw e;
        }
    }

    @Override
    TransferResult result(long bytes) {
        return uncounted(bytes, TransferPath.BUFFER, reason);
    }
}
