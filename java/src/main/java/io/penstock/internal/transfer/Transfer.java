package io.penstock.internal.transfer;

import io.penstock.TransferOptions;
import io.penstock.TransferPath;
import io.penstock.TransferResult;
import io.penstock.internal.end.FileEnd;
import io.penstock.internal.operation.Operation;
import io.penstock.internal.turn.Turns;
import io.penstock.internal.value.Transferred;
import java.io.IOException;
import java.nio.channels.Channel;
import java.nio.channels.FileChannel;

/** A transfer out of a file or into one. */
public abstract class Transfer extends Operation {
    final FileEnd fileEnd;

    /** The caller's file channel. */
    final FileChannel file;

    final long position;

    /** The most bytes to move. */
    long count;

    /** The bytes that have reached their target. */
    long moved;

    /** Whether the source has reported its end. */
    boolean ended;

    /** Whether {@link #limit} found that the source has no more bytes than the {@link #count}. */
    private boolean endsWithCount;

    /** The transfer that continued this one; or null. */
    private Transfer rest;

    Transfer(FileEnd fileEnd, long position, long count, Channel other, TransferOptions options, Turns turns) {
        super(options, other, turns);
        this.fileEnd = fileEnd;
        file = fileEnd.file;
        this.position = position;
        this.count = count;
    }

    /** Returns what the transfer did, once it has run. */
    final TransferResult result() {
        TransferResult result = soFar();
        boolean sourceEnded = ended || endsWithCount && moved == count;
        if (!sourceEnded) return result;
        return new Transferred(moved, result.path(), result.systemCalls(), result.fallbackReason(), true);
    }

    /** Returns the same without the end of the source. */
    final TransferResult soFar() {
        return rest != null ? rest.ofWay() : ofWay();
    }

    /** Has another transfer move the rest of the range. */
    final void moveRest(Transfer next) throws IOException {
        next.count = count;
        next.moved = moved;
        try {
            next.move();
        } finally {
            if (next.moved > moved) rest = next;
            moved = next.moved;
            ended = next.ended;
        }
    }

    @Override
    protected final boolean goOn() throws IOException {
        boolean again = super.goOn();
        checkOpen(file); // before a read of a stream, whose bytes could not be written
        checkOpen(other());
        return again;
    }

    @Override
    protected final Channel[] channels() {
        return new Channel[] {file, other()};
    }

    /** Returns the channel at the other end. */
    abstract Channel other();

    @Override
    public final boolean heedsInterrupts() {
        return fileEnd.closedByInterrupt != null;
    }

    @Override
    protected abstract void limit() throws IOException;

    /** Lowers the count to the bytes that a source file has from a position on. */
    final void limit(long size, long from) {
        long most = bounded(size, from, count);
        endsWithCount = most < count && from < size;
        count = most;
    }

    /**
     * Returns the count, bounded by the end of a file of that size. A size of 0, or one before the position, tells
     * nothing: some file systems do not know the size, or not yet. Then a read decides, and the count is one turn,
     * because a growing file may never end.
     */
    static long bounded(long size, long from, long count) {
        if (size == 0) return count;
        return Math.min(count, from < size ? size - from : TransferOptions.MAX_CHUNK);
    }

    @Override
    protected long expected() throws IOException {
        return count;
    }

    @Override
    protected final long moved() {
        return moved;
    }

    @Override
    protected abstract void record(Object event);

    /** Returns the bytes moved so far, and how this class moves them. */
    abstract TransferResult ofWay();

    /** Returns the result of a path that makes its system calls inside the JDK. */
    public static TransferResult uncounted(long bytes, TransferPath path, String reason) {
        return new Transferred(bytes, bytes == 0 ? TransferPath.NONE : path, -1, reason);
    }
}
