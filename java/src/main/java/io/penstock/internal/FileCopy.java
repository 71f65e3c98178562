package io.penstock.internal;

import io.penstock.CopyResult;
import io.penstock.InterruptedTransferException;
import io.penstock.Sharing;
import java.io.IOException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;

/**
 * One copy from a place in a file to a place in another: shares blocks where it may and can, leaves out holes, copies the
 * rest. Neither file's position is used.
 */
final class FileCopy {
    /** The most one system call may copy, in bytes: a close has to wait no longer than this takes. */
    private static final long CHUNK = 64 << 20;

    /** The same for calls that only note who owns which blocks. */
    private static final long SHARED_CHUNK = 1 << 30;

    /** File systems share whole blocks; this is the usual size of one, and the kernel has the last word. */
    private static final long BLOCK = 4096;

    private final FileChannel source;
    private final FileChannel target;
    private final FileChannel from;
    private final FileChannel to;
    private final Sharing sharing;
    private final long start;
    private final long targetStart;
    private final long end;

    /** The source's position up to which everything is done. */
    private long position;

    private long shared;
    private long copied;
    private long skipped;
    private String reason;

    /** Both channels are the JDK's, or ours before such a one. */
    FileCopy(FileChannel source, long position, long count, FileChannel target, long targetPosition, Sharing sharing) throws IOException {
        this.source = source;
        this.target = target;
        this.sharing = sharing;
        from = WrappedFileChannel.inner(source);
        to = WrappedFileChannel.inner(target);
        start = position;
        targetStart = targetPosition;
        this.position = position;
        long size = from.size();
        long last = count > Long.MAX_VALUE - position ? Long.MAX_VALUE : position + count;
        end = size == 0 ? last : Math.max(position, Math.min(last, size)); // files of /proc have no size, and yet content
    }

    /** What was done before something cut it short; if nothing was, that is thrown. */
    CopyResult run() throws IOException {
        try {
            if (sharing != Sharing.NEVER) share();
            if (sharing != Sharing.ALWAYS) copy();
        } catch (ClosedByInterruptException e) {
            source.close();
            target.close();
            throw new InterruptedTransferException(position - start, e);
        } catch (IOException e) {
            if (position == start) throw e;
        }
        return new CopyResult(shared, copied, skipped, reason);
    }

    /** Shares whole blocks, and at the end of the source also a part of one. */
    private void share() throws IOException {
        long size = from.size();
        while (position < end) {
            long count = Math.min(end - position, SHARED_CHUNK);
            if (position + count < size) count -= count % BLOCK;
            if (count == 0) {
                reason = "the range does not end at the end of a block";
                break;
            }
            long at = position;
            long n = count;
            long failure = inThreadSets((a, b) -> Native.share(a, at, n, b, targetStart + at - start));
            if (failure == -Errno.EINTR) continue;
            if (failure < 0) {
                reason = "the file system does not share these blocks: " + Errno.describe(failure);
                break;
            }
            shared += count;
            position += count;
        }
        if (reason != null && sharing == Sharing.ALWAYS)
            throw new UnsupportedOperationException("%s; %d of %d bytes of %s are shared; use Sharing.AUTO to copy the rest"
                .formatted(reason, shared, end - start, source));
    }

    private void copy() throws IOException {
        long size = to.size();
        while (position < end) {
            long data = extent(Native::nextData);
            if (data > position) skip(data, size);
            else if (!copyTo(extent(Native::nextHole))) break;
        }
        long length = targetStart + position - start;
        if (skipped > 0 && to.size() < length) check(inThreadSets((a, b) -> Native.setSize(b, length)), "ftruncate(2)");
    }

    /** Asks for the next data, or the next hole. */
    @FunctionalInterface
    private interface Seek {
        long from(int fd, long position);
    }

    /**
     * Where the next data or hole begins, the end at most; where the file system does not know, all is data. The system call
     * moves the file's own position for a moment, hence the lock under which the JDK uses that.
     */
    private long extent(Seek seek) throws IOException {
        long found;
        synchronized (FileHandles.positionLock(from)) {
            found = inThreadSets((a, b) -> seek.from(a, position));
        }
        if (found == -Errno.ENXIO) return end;
        return found < 0 ? end : Math.min(found, end);
    }

    /** Leaves out the range up to there, and makes a hole of it where the target has bytes. */
    private void skip(long hole, long size) throws IOException {
        long at = targetStart + position - start;
        long count = hole - position;
        if (at < size) {
            long failure = inThreadSets((a, b) -> Native.punchHole(b, at, Math.min(count, size - at)));
            if (failure < 0) {
                copyTo(hole); // no holes in there: copy the zeros
                return;
            }
        }
        skipped += count;
        position = hole;
    }

    /** Copies the range up to there; false if the source has ended before. */
    private boolean copyTo(long until) throws IOException {
        while (position < until) {
            long at = position;
            long count = Math.min(until - position, CHUNK);
            long word = inThreadSets((a, b) -> Native.copy(a, at, b, targetStart + at - start, count, sharing != Sharing.NEVER));
            long n = Outcome.bytes(word);
            copied += n;
            position += n;
            int stop = Outcome.stop(word);
            if (stop == Outcome.END) return false;
            if (stop != Outcome.PAUSE && stop != Outcome.EINTR) check(-stop, "copying");
        }
        return true;
    }

    private void check(long result, String what) throws IOException {
        if (result >= 0) return;
        if (!from.isOpen() || !to.isOpen()) throw new AsynchronousCloseException();
        throw new IOException("%s: %s from %s to %s".formatted(Errno.describe(result), what, source, target));
    }

    /** A system call on both descriptors. */
    @FunctionalInterface
    private interface Call {
        long with(int source, int target);
    }

    /** Calls inside of what keeps both descriptors from being closed. */
    private long inThreadSets(Call call) throws IOException {
        FileChannel interruptible = WrappedFileChannel.closedByInterrupt(target);
        if (interruptible != null) FileHandles.begin(interruptible);
        try {
            Object targets = FileHandles.threads(to);
            Object sources = FileHandles.threads(from);
            int targetTicket = FileHandles.add(targets);
            try {
                int sourceTicket = FileHandles.add(sources);
                try {
                    if (!from.isOpen() || !to.isOpen()) throw new AsynchronousCloseException();
                    return Native.checked(call.with(FileHandles.fd(from), FileHandles.fd(to)));
                } finally {
                    FileHandles.remove(sources, sourceTicket);
                }
            } finally {
                FileHandles.remove(targets, targetTicket);
            }
        } finally {
            if (interruptible != null) FileHandles.end(interruptible, true);
        }
    }
}
