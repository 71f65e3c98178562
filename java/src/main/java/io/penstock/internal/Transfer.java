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
    final long count;
    final WritableByteChannel target;

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
            move();
        } catch (ClosedByInterruptException e) {
            throw interrupted(e);
        } catch (IOException e) {
            if (moved == 0) throw e;
        }
        return result(moved);
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
