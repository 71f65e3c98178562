package io.penstock.internal;

import io.penstock.TransferOptions;
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

    BufferReceive(FileChannel file, long position, long count, ReadableByteChannel source, TransferOptions options, Turns turns, String reason) {
        super(file, position, count, source, options, turns);
        bufferSize = options.bufferSize();
        this.reason = reason;
    }

    @Override
    void move() throws IOException {
        ByteBuffer buffer = Buffers.take(bufferSize);
        try {
            while (moved < count && goOn()) {
                buffer.clear().limit((int) Math.min(bufferSize, Math.min(chunk, count - moved)));
                int n = source.read(buffer);
                if (n <= 0) {
                    checkOpen(source);
                    ended = n < 0;
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
        long start = moved;
        try {
            while (buffer.hasRemaining()) {
                file.write(buffer, position + moved);
                moved = start + buffer.position();
            }
        } catch (IOException | RuntimeException e) {
            moved = start + buffer.position();
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
