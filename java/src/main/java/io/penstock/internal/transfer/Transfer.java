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

/** One transfer out of a file or into one. */
public abstract class Transfer extends Operation {
    final FileEnd fileEnd;

    /** The file as the caller has it. */
    final FileChannel file;

    final long position;

    /** Bytes to move at most. */
    long count;

    /** Bytes that have reached their target. */
    long moved;

    /** Whether the source has said that it has no more bytes. */
    boolean ended;

    /** Whether {@link #limit} found that the source has no more bytes than the {@link #count}. */
    private boolean endsWithCount;

    /** What has moved bytes where this one did not go on; or null. */
    private Transfer rest;

    Transfer(FileEnd fileEnd, long position, long count, Channel other, TransferOptions options, Turns turns) {
        super(options, other, turns);
        this.fileEnd = fileEnd;
        file = fileEnd.file;
        this.position = position;
        this.count = count;
    }

    /** What was done, once it has run. */
    final TransferResult result() {
        TransferResult result = soFar();
        boolean sourceEnded = ended || endsWithCount && moved == count;
        if (!sourceEnded) return result;
        return new Transferred(moved, result.path(), result.systemCalls(), result.fallbackReason(), true);
    }

    /** The same without a word on the end of the source. */
    final TransferResult soFar() {
        return rest != null ? rest.ofWay() : ofWay();
    }

    /** Has another transfer of the same range move what is left of it. */
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
        checkOpen(file); // before a stream is read, whose bytes could not be written
        checkOpen(other());
        return again;
    }

    @Override
    protected final Channel[] channels() {
        return new Channel[] {file, other()};
    }

    /** The channel at the other end. */
    abstract Channel other();

    @Override
    public final boolean heedsInterrupts() {
        return fileEnd.closedByInterrupt != null;
    }

    @Override
    protected abstract void limit() throws IOException;

    /** Lowers the count to what a source file has from a position on. */
    final void limit(long size, long from) {
        long most = bounded(size, from, count);
        endsWithCount = most < count && from < size;
        count = most;
    }

    /**
     * The count, bounded by the end of a file of that size. A size of 0 says nothing, nor does one that has been
     * passed, of files whose file system does not know, or not yet: a read has the last word. Only a turn then, since a
     * file that grows may never end.
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

    /** The bytes moved so far, and how this way moves them. */
    abstract TransferResult ofWay();

    /** The result of a path that makes its system calls inside the JDK. */
    public static TransferResult uncounted(long bytes, TransferPath path, String reason) {
        return new Transferred(bytes, bytes == 0 ? TransferPath.NONE : path, -1, reason);
    }
}
