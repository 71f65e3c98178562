package io.penstock.internal.transfer;

import io.penstock.TransferOptions;
import io.penstock.TransferPath;
import io.penstock.TransferResult;
import io.penstock.internal.end.FileEnd;
import io.penstock.internal.flow.HeldBytes;
import io.penstock.internal.memory.Buffers;
import io.penstock.internal.turn.Turns;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SeekableByteChannel;

/** A transfer from a channel of any implementation, through a large direct buffer. */
public class BufferReceive extends Receive implements HeldBytes {
    private final int bufferSize;
    private final String reason;
    ByteBuffer buffer;

    public BufferReceive(
            FileEnd file, long position, long count, ReadableByteChannel source, TransferOptions options, Turns turns,
            String reason) {
        super(file, position, count, source, options, turns);
        bufferSize = options.bufferSize();
        this.reason = reason;
    }

    @Override
    public void move() throws IOException {
        buffer = take(bufferSize);
        int most = turn(Math.min(chunk, Math.min(bufferSize, buffer.capacity())));
        try {
            while (moved < count && goOn()) {
                buffer.clear().limit((int) Math.min(most, count - moved));
                int n = fill();
                if (n <= 0) {
                    checkOpen(source);
                    ended = n < 0;
                    return;
                }
                buffer.flip();
                deliver();
            }
        } finally {
            Buffers.give(buffer);
        }
    }

    /** Returns a buffer of that many bytes, more or less. */
    ByteBuffer take(int size) {
        return Buffers.take(size);
    }

    /** Returns how many bytes to move in one turn, given the most of them. */
    int turn(int most) {
        return most;
    }

    /** Reads into the buffer. Returns how many bytes it holds, or what a read that found none returned. */
    int fill() throws IOException {
        return read();
    }

    /** Writes some of the buffer to the file. */
    void write() throws IOException {
        file.write(buffer, position + moved);
    }

    /**
     * Reads into the buffer once. Counts by the buffer: a read that an interrupt ends may have taken bytes and still
     * throw. They are written before anything else happens.
     */
    final int read() throws IOException {
        try {
            return source.read(buffer);
        } catch (IOException | RuntimeException | Error e) {
            if (buffer.flip().hasRemaining()) deliverAfter(e);
            throw e;
        }
    }

    private void deliverAfter(Throwable thrown) throws IOException {
        try {
            deliver();
        } catch (IOException | RuntimeException | Error e) {
            if (e != thrown) e.addSuppressed(thrown);
            throw e;
        }
    }

    /**
     * Writes the buffer. Counts by the buffer: a write that an interrupt ends may have written bytes and still throw.
     */
    private void deliver() throws IOException {
        long start = moved;
        try {
            while (buffer.hasRemaining()) {
                write();
                moved = start + buffer.position();
            }
        } catch (IOException | RuntimeException | Error e) {
            moved = start + buffer.position();
            if (!buffer.hasRemaining() || source instanceof SeekableByteChannel seekable && isPutBack(seekable, e))
                throw e;
            throw undelivered(this, e);
        }
    }

    /** Tells whether the rest was put back into the source. */
    private boolean isPutBack(SeekableByteChannel seekable, Throwable thrown) {
        try {
            if (seekable.isOpen()) seekable.position(seekable.position() - buffer.remaining());
            return true;
        } catch (IOException | RuntimeException | Error e) {
            if (e != thrown) thrown.addSuppressed(e);
            return false;
        }
    }

    @Override
    public long held() {
        return buffer.remaining();
    }

    @Override
    public byte[] take() {
        return Buffers.bytes(buffer);
    }

    @Override
    TransferResult ofWay() {
        return uncounted(moved, TransferPath.BUFFER, reason);
    }
}
