package io.penstock.internal.gather;

import io.penstock.InterruptedTransferException;
import io.penstock.Strategy;
import io.penstock.TransferOptions;
import io.penstock.TransferPath;
import io.penstock.internal.end.Coverage;
import io.penstock.internal.memory.Buffers;
import io.penstock.internal.transfer.Transfers;
import io.penstock.internal.turn.Turns;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;

/**
 * A gather to a channel of any implementation, through a large direct buffer; ranges that fill it go as separate
 * transfers.
 */
final class BufferGather extends GatherSend {
    private static final String WHY = "a gather goes by the kernel from files of the JDK into its sockets and pipes";

    private static final int SIZE = TransferOptions.DEFAULT_BUFFER_SIZE;

    private final ByteBuffer buffer = Buffers.take(SIZE);
    private final TransferOptions ofTransfers;
    private final FileChannel first;

    /**
     * Creates the gather. {@code first} is the file that the kernel does not serve; or any file, or null, if the kernel
     * does not serve the target.
     */
    BufferGather(Message.Place place, WritableByteChannel target, FileChannel first, TransferOptions options) {
        super(place, target, options, false);
        this.first = first;
        ofTransfers = TransferOptions.DEFAULT.withCancellation(options.cancellation());
    }

    @Override
    TransferPath path() {
        return TransferPath.BUFFER;
    }

    @Override
    String reason() {
        return Coverage.why(WHY, first, target);
    }

    @Override
    public void move() throws IOException {
        try {
            if (place.atEnd()) target.write(ByteBuffer.allocate(0)); // throws what a target throws
            while (!place.atEnd() && goOn() && (transfer() || copy())) {}
        } finally {
            Buffers.give(buffer);
        }
    }

    /**
     * Transfers a large range. Returns true if all of it moved or the gather was cancelled; if not, copying finds out
     * why.
     */
    private boolean transfer() throws IOException {
        if (place.file() == null || place.left() < SIZE) return false;
        long left = turns == Turns.NONE ? place.left() : Math.min(place.left(), chunk);
        inUse = place.file();
        long n;
        try {
            n = Transfers.transferTo(inUse, place.position(), left, target, Strategy.AUTO, ofTransfers)
                .bytesTransferred();
        } catch (InterruptedTransferException e) {
            delivered(e.bytesTransferred());
            throw e;
        }
        delivered(n);
        return n == left || turns.isCancelled();
    }

    private boolean copy() throws IOException {
        collect(place.copy());
        return buffer.hasRemaining() && deliver();
    }

    private void collect(Message.Place next) throws IOException {
        buffer.clear().limit(Math.min(Math.min(SIZE, buffer.capacity()), chunk));
        isShort = false;
        try {
            while (!isShort && buffer.hasRemaining() && !next.atEnd()) {
                int n = next.file() == null ? put(next.buffer()) : read(next);
                if (n < 0) isShort = true;
                else next.advance(n);
            }
        } catch (ClosedByInterruptException e) {
            throw e;
        } catch (IOException e) {
            // bytes read before the error go first; the next turn throws
            if (buffer.position() == 0) throw e;
        } finally {
            buffer.flip();
        }
    }

    private int put(ByteBuffer bytes) {
        int n = Math.min(bytes.remaining(), buffer.remaining());
        buffer.put(bytes.limit(bytes.position() + n));
        return n;
    }

    /** Reads bytes of this part. Returns how many, or -1 at the end of the file. */
    private int read(Message.Place next) throws IOException {
        FileChannel file = next.file();
        inUse = file;
        int n = (int) Math.min(buffer.remaining(), next.left());
        ByteBuffer part = buffer.slice(buffer.position(), n);
        int read = file.read(part, next.position());
        if (read <= 0) {
            checkOpen(file);
            return -1;
        }
        buffer.position(buffer.position() + read);
        return read;
    }

    /**
     * Writes the buffer. Returns whether all was written. Counts by the buffer: a write that an interrupt ends may have
     * written bytes and still throw.
     */
    private boolean deliver() throws IOException {
        try {
            while (buffer.hasRemaining()) {
                if (target.write(buffer) <= 0) {
                    isShort = false;
                    return false;
                }
            }
            return true;
        } finally {
            delivered(buffer.position());
        }
    }
}
