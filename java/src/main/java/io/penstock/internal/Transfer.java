package io.penstock.internal;

import io.penstock.InterruptedTransferException;
import io.penstock.TransferPath;
import io.penstock.TransferResult;
import io.penstock.UndeliveredException;
import java.io.IOException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.Channel;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.util.List;

/** One transfer out of a file or into one, and what its caller gets when it is cut short. */
abstract class Transfer {
    final FileChannel file;

    /** The channel behind {@link #file}, or that itself; not to be called where an interrupt is to close the file. */
    final FileChannel stock;

    final long position;

    /** Bytes to move at most. */
    long count;

    /** Bytes that have reached their target. */
    long moved;

    private final Channel other;

    Transfer(FileChannel file, long position, long count, Channel other) {
        this.file = file;
        stock = WrappedFileChannel.inner(file);
        this.position = position;
        this.count = count;
        this.other = other;
    }

    /**
     * Runs the transfer. What cuts it short is thrown if nothing has moved; else the count is returned, and the next call on
     * the channels meets the trouble. An interrupt is always thrown, since it closes both channels.
     */
    final TransferResult run() throws IOException {
        try {
            limit();
            move();
        } catch (ClosedByInterruptException e) {
            throw interrupted(moved, e, closedByInterrupt() == null ? List.of(other) : List.of(file, other));
        } catch (UndeliveredException e) {
            throw e; // else its bytes would be lost
        } catch (IOException e) {
            if (moved == 0) throw e;
        }
        return result(moved);
    }

    /** What an interrupted caller gets, after these channels have been closed. */
    static InterruptedTransferException interrupted(long moved, ClosedByInterruptException cause, List<Channel> channels) {
        InterruptedTransferException interrupted = new InterruptedTransferException(moved, cause);
        for (Channel channel : channels) {
            try {
                channel.close();
            } catch (IOException e) {
                interrupted.addSuppressed(e);
            }
        }
        return interrupted;
    }

    /** The channel that an interrupt closes, or null if the file ignores interrupts; the other channel may heed them. */
    final FileChannel closedByInterrupt() {
        return WrappedFileChannel.closedByInterrupt(file);
    }

    /** The end of a channel is none if it was closed: uninterruptible files of the JDK are read so (JDK-8361495). */
    static void checkOpen(Channel channel) throws AsynchronousCloseException {
        if (!channel.isOpen()) throw new AsynchronousCloseException();
    }

    /** Lowers the count where it is known from the start that less is to move. */
    abstract void limit() throws IOException;

    /** Moves the bytes, keeping {@link #moved} right all the time. */
    abstract void move() throws IOException;

    abstract TransferResult result(long bytes);

    /** The result of a path that makes its system calls inside the JDK. */
    static TransferResult uncounted(long bytes, TransferPath path, String reason) {
        return new TransferResult(bytes, bytes == 0 ? TransferPath.NONE : path, -1, reason);
    }
}
