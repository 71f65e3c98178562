package io.penstock.internal.transfer;

import io.penstock.TransferOptions;
import io.penstock.TransferPath;
import io.penstock.UndeliveredException;
import io.penstock.internal.end.FileEnd;
import io.penstock.internal.end.FileWrapper;
import io.penstock.internal.event.Events;
import io.penstock.internal.flow.HeldBytes;
import io.penstock.internal.turn.Turns;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;

/** A transfer into a file, from a channel that is read at its own position. */
public abstract class Receive extends Transfer {
    /**
     * Whether bytes may go past the end of the file, which leaves a gap: {@code FileChannel.transferFrom} does so from
     * JDK 21 on. Before, it is specified to move nothing there.
     */
    static final boolean LEAVES_GAPS = Runtime.version().feature() >= 21;

    final ReadableByteChannel source;

    /** Whether the source is a file at its end or one that, like those of {@code /proc}, does not tell its size. */
    boolean sizeUnknown;

    Receive(FileEnd file, long position, long count, ReadableByteChannel source, TransferOptions options, Turns turns) {
        super(file, position, count, source, options, turns);
        this.source = source;
    }

    @Override
    final ReadableByteChannel other() {
        return source;
    }

    /** Returns what to throw when these bytes have been taken from the source for good and cannot be written. */
    final IOException undelivered(HeldBytes bytes, Throwable cause) {
        return undelivered(moved + bytes.held(), moved, bytes, cause);
    }

    /** Returns an {@link UndeliveredException}; an interrupt stays one, with that exception suppressed in it. */
    public static IOException undelivered(long read, long written, HeldBytes bytes, Throwable cause) {
        UndeliveredException undelivered = taken(read, written, bytes, cause);
        if (!(cause instanceof ClosedByInterruptException interrupted)) return undelivered;
        interrupted.addSuppressed(undelivered);
        return interrupted;
    }

    private static UndeliveredException taken(long read, long written, HeldBytes bytes, Throwable cause) {
        try {
            return new UndeliveredException(read, written, bytes.take(), cause);
        } catch (IOException | OutOfMemoryError e) { // the bytes are lost, and the exception must say so
            if (e != cause) e.addSuppressed(cause);
            return new UndeliveredException(read, written, new byte[0], e);
        }
    }

    /** Limits the count to the end that a source file has now: it may be the target, and grow. */
    @Override
    protected final void limit() throws IOException {
        if (!LEAVES_GAPS) {
            if (position > file.size()) count = 0;
            else Transfers.checkReadable(FileWrapper.inner(source));
        }
        if (source instanceof FileChannel from) {
            long size = from.size();
            long start = size > 0 ? from.position() : 0; // a named pipe has no position
            sizeUnknown = size <= start;
            limit(size, start);
        }
    }

    @Override
    protected final void record(Object event) {
        TransferPath first = source instanceof FileChannel ? TransferPath.COPY_FILE_RANGE : TransferPath.SPLICE;
        Events.end(event, "transferFrom", source, file, first, soFar());
    }
}
