package io.penstock.internal.transfer;

import io.penstock.TransferOptions;
import io.penstock.TransferPath;
import io.penstock.TransferResult;
import io.penstock.internal.end.FileEnd;
import io.penstock.internal.flow.HeldBytes;
import io.penstock.internal.jdk.FileHandles;
import io.penstock.internal.jdk.Members;
import io.penstock.internal.memory.Buffers;
import io.penstock.internal.turn.Turns;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SeekableByteChannel;

/**
 * A transfer from a channel of any implementation, through a large direct buffer. A file that is open for direct I/O
 * takes whole blocks only, out of aligned memory: what the source has after the last whole block cannot be written.
 */
public final class BufferReceive extends Receive implements HeldBytes {
    private final int bufferSize;
    private final String reason;

    /** What the file takes at once, and multiples of it, in bytes. */
    private final int block;

    private ByteBuffer buffer;

    public BufferReceive(
            FileEnd file, long position, long count, ReadableByteChannel source, TransferOptions options, Turns turns,
            String reason) {
        super(file, position, count, source, options, turns);
        bufferSize = options.bufferSize();
        this.reason = reason;
        block = FileHandles.coverDirect(file.stock) ? FileHandles.blockSize(file.stock) : 1;
    }

    @Override
    public void move() throws IOException {
        long end = count - count % block;
        if (block > 1 && count > 0 && (end <= moved || (position + moved) % block != 0)) throw noBlocks(count - moved);
        ByteBuffer taken = Buffers.take(Math.max(bufferSize, 2 * block)).clear();
        try {
            // the JDK aligns what it copies from the heap
            buffer = block > 1 && taken.isDirect() ? taken.alignedSlice(block) : taken;
            int most = Math.max(Math.min(chunk, Math.min(bufferSize, buffer.capacity())) / block, 1) * block;
            while (moved < end && read(most, end)) {
                buffer.flip();
                deliver();
                buffer.compact();
            }
            if (buffer.flip().hasRemaining()) throw failWithHeld(noBlocks(buffer.remaining()));
        } finally {
            Buffers.give(taken);
        }
    }

    private IOException noBlocks(long bytes) {
        return new IOException("%s is open for direct I/O, in blocks of %d bytes; %d bytes at %d are none".formatted(
            file, block, bytes, position + moved));
    }

    /**
     * Reads once. Returns whether bytes have come. Bytes that were taken before a failure are written before anything
     * else happens: those of the last incomplete block, and those of a read that an interrupt ends.
     */
    private boolean read(int most, long end) throws IOException {
        try {
            if (!goOn()) return false;
            int n = source.read(buffer.limit((int) Math.min(most, end - moved)));
            if (n <= 0) checkOpen(source);
            ended = n < 0;
            return n > 0;
        } catch (IOException | RuntimeException | Error e) {
            buffer.flip();
            deliverAfter(e);
            throw failWithHeld(e);
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
     * Writes the whole blocks of the buffer. Counts by the buffer: a write that an interrupt ends may have written
     * bytes and still throw.
     */
    private void deliver() throws IOException {
        long start = moved;
        int held = buffer.remaining() % block;
        buffer.limit(buffer.limit() - held);
        try {
            while (buffer.hasRemaining()) {
                file.write(buffer, position + moved);
                moved = start + buffer.position();
            }
            buffer.limit(buffer.limit() + held);
        } catch (IOException | RuntimeException | Error e) {
            moved = start + buffer.position();
            buffer.limit(buffer.limit() + held);
            throw failWithHeld(e);
        }
    }

    /** Throws a failure, with the bytes that the buffer holds unless they were put back into the source. */
    private IOException failWithHeld(Throwable thrown) throws IOException {
        if (!buffer.hasRemaining() || source instanceof SeekableByteChannel seekable && isPutBack(seekable, thrown))
            throw Members.<IOException>rethrow(thrown);
        throw undelivered(this, thrown);
    }

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
