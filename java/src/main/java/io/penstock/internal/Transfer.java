package io.penstock.internal;

import io.penstock.InterruptedTransferException;
import io.penstock.TransferPath;
import io.penstock.TransferResult;
import java.io.IOException;
import java.nio.channels.Channel;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.util.List;

/** One transfer out of a file, and what its caller gets when it is cut short. */
abstract class Transfer {
    final FileChannel file;
    final long position;
    final WritableByteChannel target;

    /** Bytes to move at most. */
    long count;

    /** Bytes that have reached the target. */
    long moved;

    Transfer(FileChannel file, long position, long count, WritableByteChannel target) {
        this.file = file;
        this.position = position;
        this.count = count;
        this.target = target;
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
            throw interrupted(e);
        } catch (IOException e) {
            if (moved == 0) throw e;
        }
        return result(moved);
    }

    /**
     * Bounds the transfer by the end that the file has now, if it is of everything, or into a file, which may be the same one
     * and grow. A size of 0 says nothing: files of {@code /proc} have it and yet have content. An empty range gets here what
     * an interrupted thread is to get; others get it from the system calls that move bytes, and save this one.
     */
    private void limit() throws IOException {
        if (count > 0 && count < Long.MAX_VALUE && !(target instanceof FileChannel)) return;
        long size = file.size();
        if (size > 0) count = Math.min(count, Math.max(size - position, 0));
    }

    private InterruptedTransferException interrupted(ClosedByInterruptException cause) {
        InterruptedTransferException interrupted = new InterruptedTransferException(moved, cause);
        for (Channel channel : List.of(file, target)) {
            try {
                channel.close();
            } catch (IOException e) {
                interrupted.addSuppressed(e);
            }
        }
        return interrupted;
    }

    /** Moves the bytes, keeping {@link #moved} right all the time. */
    abstract void move() throws IOException;

    abstract TransferResult result(long bytes);

    /** The result of a path that makes its system calls inside the JDK. */
    static TransferResult uncounted(long bytes, TransferPath path, String reason) {
        return new TransferResult(bytes, bytes == 0 ? TransferPath.NONE : path, -1, reason);
    }
}
