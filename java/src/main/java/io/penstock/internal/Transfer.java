package io.penstock.internal;

import io.penstock.InterruptedTransferException;
import io.penstock.TransferOptions;
import io.penstock.TransferPath;
import io.penstock.TransferResult;
import io.penstock.UndeliveredException;
import java.io.IOException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.Channel;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.FileChannel;

/** One transfer out of a file or into one, and what its caller gets when it is cut short. */
abstract class Transfer implements Hold {
    final FileChannel file;

    /** The channel behind {@link #file}, or that itself; not to be called where an interrupt is to close the file. */
    final FileChannel stock;

    final long position;

    /** Bytes to move at most. */
    long count;

    /** Bytes that have reached their target. */
    long moved;

    /** Whether the source has said that it has no more bytes. */
    boolean ended;

    /** Whether {@link #limit} found that the source has no more bytes than the {@link #count}. */
    boolean endsWithCount;

    /** What is to be done between turns, or null. */
    final Turns turns;

    /** Bytes to move in one turn at most: a close of the file has to wait no longer than this takes. */
    final int chunk;

    private final Channel other;

    /** The turns may be null. */
    Transfer(FileChannel file, long position, long count, Channel other, TransferOptions options, Turns turns) {
        this.file = file;
        stock = WrappedFileChannel.inner(file);
        this.position = position;
        this.count = count;
        this.other = other;
        this.turns = turns;
        chunk = other instanceof DatagramChannel ? Integer.MAX_VALUE : Turns.chunk(options, turns); // a packet is not to be cut
    }

    /**
     * Runs the transfer. What cuts it short is thrown if nothing has moved; else the count is returned, and the next call on
     * the channels meets the trouble. An interrupt is always thrown, since it closes both channels.
     */
    final TransferResult run() throws IOException {
        if (!Events.areOn()) return perform();
        Object event = Events.begin();
        try {
            return perform();
        } finally {
            record(event);
        }
    }

    private TransferResult perform() throws IOException {
        try {
            limit();
            if (turns != null && turns.hasListener()) turns.expect(expected());
            move();
        } catch (ClosedByInterruptException e) {
            throw interrupted(moved, e, file, other);
        } catch (UndeliveredException e) {
            throw e; // else its bytes would be lost
        } catch (IOException e) {
            if (moved == 0) throw e;
        } finally {
            if (turns != null) turns.leave();
        }
        if (turns != null) turns.finish(moved, moved, this);
        TransferResult result = result(moved);
        boolean sourceEnded = ended || endsWithCount && moved == count;
        return sourceEnded ? new TransferResult(moved, result.path(), result.systemCalls(), result.fallbackReason(), true) : result;
    }

    /** Before each turn, with nothing of the file held: whether there is to be one. */
    final boolean goOn() throws IOException {
        if (turns == null) return true;
        boolean again = turns.next(moved, this);
        checkOpen(file); // before a stream is read, whose bytes could not be written
        checkOpen(other);
        return again;
    }

    @Override
    public final boolean isOpen() {
        return file.isOpen() && other.isOpen();
    }

    @Override
    public final boolean heedsInterrupts() {
        return closedByInterrupt() != null;
    }

    /** What an interrupted caller gets, after these channels have been closed, but for files that ignore interrupts. */
    static InterruptedTransferException interrupted(long moved, ClosedByInterruptException cause, Channel... channels) {
        InterruptedTransferException interrupted = new InterruptedTransferException(moved, cause);
        for (Channel channel : channels) {
            if (channel instanceof FileChannel file && WrappedFileChannel.closedByInterrupt(file) == null) continue;
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

    /** Lowers it to what a source file has from a position on. */
    final void limit(long size, long from) {
        long most = bounded(size, from, count);
        endsWithCount = most < count && from < size;
        count = most;
    }

    /**
     * The count, bounded by the end of a file of that size. A size of 0 says nothing, nor does one that has been passed, of files whose
     * file system does not know, or not yet: a read has the last word. Only a turn then, since a file that grows may never end.
     */
    static long bounded(long size, long from, long count) {
        if (size == 0) return count;
        return Math.min(count, from < size ? size - from : TransferOptions.MAX_CHUNK);
    }

    /** Bytes that are to move, {@code Long.MAX_VALUE} if nobody knows. */
    long expected() throws IOException {
        return count;
    }

    /** Writes down what was done, in an {@linkplain Events event} that has begun. */
    abstract void record(Object event);

    /** Moves the bytes, keeping {@link #moved} right all the time. */
    abstract void move() throws IOException;

    abstract TransferResult result(long bytes);

    /** The result of a path that makes its system calls inside the JDK. */
    static TransferResult uncounted(long bytes, TransferPath path, String reason) {
        return new TransferResult(bytes, bytes == 0 ? TransferPath.NONE : path, -1, reason);
    }
}
