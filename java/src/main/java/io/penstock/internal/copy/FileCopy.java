package io.penstock.internal.copy;

import io.penstock.CopyResult;
import io.penstock.Sharing;
import io.penstock.TransferOptions;
import io.penstock.TransferPath;
import io.penstock.internal.end.FileCall;
import io.penstock.internal.end.FileEnd;
import io.penstock.internal.end.SystemCall;
import io.penstock.internal.event.Events;
import io.penstock.internal.jni.Errno;
import io.penstock.internal.jni.Failures;
import io.penstock.internal.jni.Native;
import io.penstock.internal.jni.Outcome;
import io.penstock.internal.turn.Turns;
import io.penstock.internal.value.Copied;
import java.io.IOException;

/** A copy by native code: it shares blocks where it may and can, skips holes, and copies the rest. */
final class FileCopy extends Copy {
    /** The most bytes that one system call shares: it only changes the ownership of blocks. */
    private static final long SHARED_CHUNK = 1 << 30;

    private static final TransferPath[] PATHS = TransferPath.values();

    /** File systems share whole blocks; this is the usual size of one, and the kernel has the last word. */
    private static final long BLOCK = 4096;

    /** The most bytes to copy in one call from the end that the file's size tells: the file may grow meanwhile. */
    private static final long PASSED = 64 << 20;

    /**
     * The number of data ranges to find at once: a search takes a thread, which costs as much as some ten system calls.
     */
    private static final int RANGES = 64;

    private final FileEnd from;
    private final FileEnd to;
    private final Sharing sharing;
    private final long start;
    private final long targetStart;

    /** The end of the range, or of the source if that comes first. */
    private long end;

    /** Whether the source's size says that there are bytes in the range. */
    private boolean known;

    /** The source's position up to which everything is done. */
    private long position;

    private long shared;
    private long copied;
    private long skipped;

    /** Skipped bytes at the end, by which the target is still too short. */
    private long pending;

    private String reason;
    private TransferPath path;
    private long calls;

    /** The paths of the channels if only this copy uses them; else null. */
    private final PathCopy paths;

    /** The beginnings and ends of data ranges. */
    private final long[] ranges = new long[2 * RANGES];

    /** Creates a copy between two channels of the JDK, or ours that wrap them. */
    FileCopy(FileEnd from, long position, long count, FileEnd to, long targetPosition, Sharing sharing,
            TransferOptions options, PathCopy paths) {
        super(from.file, to.file, options, Turns.of(options, to.file, true));
        this.from = from;
        this.to = to;
        this.paths = paths;
        this.sharing = sharing;
        start = position;
        targetStart = targetPosition;
        this.position = position;
        end = position + Math.min(count, Long.MAX_VALUE - Math.max(position, targetPosition)); // where no file can end
    }

    @Override
    protected void record(Object event) {
        String ran = path != null ? path.name() : shared > 0 ? "FICLONERANGE" : TransferPath.NONE.name();
        Events.end(event, "copy", source, target, "FICLONERANGE", ran, moved(), calls, reason);
    }

    @Override
    protected void limit() throws IOException {
        long size = source.size();
        known = size > start; // files of /proc report size 0, other files less than they hold
        if (known) {
            end = Math.min(end, size);
            refuseOverlap();
        } else if (size > 0) {
            end = Math.min(end, start + PASSED);
        }
    }

    @Override
    protected long expected() {
        return known ? end - start : Long.MAX_VALUE;
    }

    @Override
    public void move() throws IOException {
        if (sharing != Sharing.NEVER) share();
        if (sharing != Sharing.ALWAYS) copy();
    }

    /** Counts holes and shared blocks too. */
    @Override
    protected long moved() {
        return position - start;
    }

    @Override
    protected long counted() {
        return copied;
    }

    @Override
    CopyResult result() {
        return new Copied(shared, copied, skipped, reason);
    }

    /**
     * Refuses ranges that overlap, before any byte has moved: each way of copying would treat bytes that it has just
     * written differently.
     */
    private void refuseOverlap() throws IOException {
        long count = end - start;
        if (Math.abs(start - targetStart) >= count) return;
        if (call((fd, sourceFd) -> Native.sameFile(sourceFd, fd)) != 1) return;
        throw new IllegalArgumentException(
            "%d bytes from %d to %d of the same file, %s: the ranges overlap; copy by way of another file"
            .formatted(count, start, targetStart, source));
    }

    @Override
    public boolean heedsInterrupts() {
        return to.closedByInterrupt != null;
    }

    /** Shares whole blocks, and a part of one where both files end with it. */
    private void share() throws IOException {
        if (position >= source.size() && (position == end || FileEnd.endsBefore(source, position))) return;
        boolean bothEnd = end == source.size() && targetStart + end - start >= target.size();
        long tail = bothEnd ? 0 : end % BLOCK;
        if (tail > 0) refuse("the range ends within a block");
        while (position < end - tail && goOn()) {
            long count = Math.min(end - tail - position, SHARED_CHUNK);
            long at = position;
            long failure = call((fd, sourceFd) ->
                noteShared(Native.share(sourceFd, at, count, fd, targetStart + at - start), count));
            if (failure == -Errno.EINTR) continue;
            if (failure < 0) {
                refuse("the file system does not share these blocks: " + Errno.describe(failure));
                return;
            }
        }
    }

    /** Counts what a call has shared, before the end of the call throws an interrupt. */
    private long noteShared(long result, long count) {
        if (result < 0) return result;
        shared += count;
        position += count;
        return result;
    }

    /** Notes why blocks are copied; throws if they must be shared. */
    private void refuse(String why) {
        reason = why;
        if (sharing != Sharing.ALWAYS) return;
        throw new UnsupportedOperationException("%s; %d of %d bytes of %s are shared; use Sharing.AUTO to copy the rest"
            .formatted(why, shared, end - start, sourceName()));
    }

    private void copy() throws IOException {
        if (position >= source.size()) {
            copyTo(end); // a file with bytes despite size 0 has no data ranges and holes
            return;
        }
        long size = target.size();
        try {
            long before = -1;
            while (position < end && position > before && goOn()) {
                before = position;
                if (!copyRanges(size)) break;
            }
            endWithHole();
        } finally {
            position -= pending;
            skipped -= pending;
        }
    }

    /**
     * Copies as many data ranges as one search finds, and skips the holes before and between them. Returns false if the
     * source has become shorter.
     */
    private boolean copyRanges(long size) throws IOException {
        long asked = position;
        int found = (int) call((fd, sourceFd) -> Native.dataRanges(sourceFd, paths != null, asked, end, ranges));
        if (found < 0) return copyTo(end); // holes are unknown: everything counts as data
        for (int i = 0; i < 2 * found; i += 2) {
            if (!skipTo(ranges[i], size) || !copyTo(ranges[i + 1])) return false;
        }
        return 2 * found == ranges.length || skipTo(Math.min(source.size(), end), size);
    }

    /** Skips a hole, with a turn for each of its pieces. Returns false if the copy is to stop. */
    private boolean skipTo(long data, long size) throws IOException {
        while (position < data && goOn()) skip(data, size);
        return position >= data;
    }

    private void endWithHole() throws IOException {
        long length = targetStart + position - start;
        if (pending > 0 && target.size() < length) {
            calls++;
            check(FileCall.growing(to, fd -> Native.setSize(fd, length)), "ftruncate(2)");
        }
        pending = 0;
    }

    /** Skips the range up to {@code hole}, and punches a hole where the target has bytes. */
    private void skip(long hole, long size) throws IOException {
        long at = targetStart + position - start;
        long count = hole - position;
        if (at < size) {
            long failure = call((fd, sourceFd) -> Native.punchHole(fd, at, Math.min(count, size - at)));
            if (failure < 0) {
                copyTo(hole); // the target cannot have holes: copy the zeros
                return;
            }
        }
        pending += Math.min(count, Math.max(at + count - size, 0));
        skipped += count;
        position = hole;
    }

    /** Copies the range up to {@code until}. Returns false if the source has ended before. */
    private boolean copyTo(long until) throws IOException {
        while (position < until && goOn()) {
            long at = position;
            long count = Math.min(until - position, chunk);
            long targetAt = targetStart + at - start;
            boolean share = sharing != Sharing.NEVER;
            long word = call((fd, sourceFd) -> noteCopied(Native.copy(sourceFd, at, fd, targetAt, count, share)));
            int stop = Outcome.stop(word);
            if (stop == Outcome.END) return false;
            if (stop != Outcome.PAUSE && stop != Outcome.EINTR) check(-stop, "copying");
        }
        return true;
    }

    /** The same for what a call has copied. */
    private long noteCopied(long word) {
        long n = Outcome.bytes(Native.checked(word));
        calls += Outcome.calls(word) - 1; // one has been counted
        path = PATHS[Outcome.path(word)];
        copied += n;
        position += n;
        if (n > 0) pending = 0;
        return word;
    }

    private void check(long result, String what) throws IOException {
        if (result >= 0) return;
        SystemCall.checkOpen(to, from);
        throw Failures.of(
            (int) -result, "%s from %s to %s".formatted(what, sourceName(), paths != null ? paths.target : target));
    }

    private Object sourceName() {
        return paths != null ? paths.source : source;
    }

    private long call(SystemCall call) throws IOException {
        calls++;
        return Native.checked(SystemCall.guarded(to, from, call));
    }
}
