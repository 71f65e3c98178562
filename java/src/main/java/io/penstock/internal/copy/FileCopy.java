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
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;

/** A copy by native code: shares blocks where it may and can, leaves out holes, copies the rest. */
final class FileCopy extends Copy {
    /** The most one system call may do, in bytes, where it only notes who owns which blocks. */
    private static final long SHARED_CHUNK = 1 << 30;

    private static final TransferPath[] PATHS = TransferPath.values();

    /** File systems share whole blocks; this is the usual size of one, and the kernel has the last word. */
    private static final long BLOCK = 4096;

    /**
     * The most to copy in one call from where the file ends by its own account, in bytes: it may become longer
     * meanwhile.
     */
    private static final long PASSED = 64 << 20;

    /** Ranges of data to be found at once: to ask takes a thread, the time of some ten system calls. */
    private static final int RANGES = 64;

    /** Bytes of a read that is to tell whether there are any. */
    private static final int PROBE = 4096;

    private final FileEnd from;
    private final FileEnd to;
    private final Sharing sharing;
    private final long start;
    private final long targetStart;

    /** Where the range ends, or the source if that is before. */
    private long end;

    /** Whether the source tells a size, of which there are bytes in the range. */
    private boolean known;

    /** The source's position up to which everything is done. */
    private long position;

    private long shared;
    private long copied;
    private long skipped;

    /** Of the skipped bytes those at the end, which the target does not have yet: it is shorter. */
    private long pending;

    private String reason;
    private TransferPath path;
    private long calls;

    /** What the channels are of, if nobody else has them; or null. */
    private final PathCopy paths;

    /** Where ranges of data begin and end. */
    private final long[] ranges = new long[2 * RANGES];

    /** Both channels are the JDK's, or ours before such a one. */
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
        known = size > start; // files of /proc have no size, others tell less than they have
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

    /** Holes too, and blocks that are shared. */
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
     * Before anything has moved: each of the ways to copy would do something else with bytes that it has written
     * itself.
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
        if (position >= source.size() && (position == end || isEmpty())) return;
        boolean bothEnd = end == source.size() && targetStart + end - start >= target.size();
        long tail = bothEnd ? 0 : end % BLOCK;
        if (tail > 0) refuse("the range ends within a block");
        while (position < end - tail && goOn()) {
            long count = Math.min(end - tail - position, SHARED_CHUNK);
            long at = position;
            long failure = call((fd, sourceFd) -> Native.share(sourceFd, at, count, fd, targetStart + at - start));
            if (failure == -Errno.EINTR) continue;
            if (failure < 0) {
                refuse("the file system does not share these blocks: " + Errno.describe(failure));
                return;
            }
            shared += count;
            position += count;
        }
    }

    /**
     * By a read, of more than a byte: some files of the kernel refuse to be read in pieces. What one refuses for
     * another reason, copying meets too.
     */
    private boolean isEmpty() throws IOException {
        try {
            return source.read(ByteBuffer.allocate((int) Math.min(PROBE, end - position)), position) < 0;
        } catch (ClosedChannelException e) {
            throw e;
        } catch (IOException e) {
            return false;
        }
    }

    /** Notes why blocks have to be copied, unless they must not. */
    private void refuse(String why) {
        reason = why;
        if (sharing != Sharing.ALWAYS) return;
        throw new UnsupportedOperationException("%s; %d of %d bytes of %s are shared; use Sharing.AUTO to copy the rest"
            .formatted(why, shared, end - start, sourceName()));
    }

    private void copy() throws IOException {
        if (position >= source.size()) {
            copyTo(end); // what is there all the same knows nothing of data and holes
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
     * Copies as many ranges of data as are found at once, and leaves out the holes before and between; false where the
     * source has become shorter.
     */
    private boolean copyRanges(long size) throws IOException {
        long asked = position;
        int found = (int) call((fd, sourceFd) -> Native.dataRanges(sourceFd, paths != null, asked, end, ranges));
        if (found < 0) return copyTo(end); // nobody knows where holes are: all is data
        for (int i = 0; i < 2 * found; i += 2) {
            if (!skipTo(ranges[i], size) || !copyTo(ranges[i + 1])) return false;
        }
        return 2 * found == ranges.length || skipTo(Math.min(source.size(), end), size);
    }

    /** Leaves out a hole, with a turn for each of its pieces; false if there is to be no more. */
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

    /** Leaves out the range up to there, and makes a hole of it where the target has bytes. */
    private void skip(long hole, long size) throws IOException {
        long at = targetStart + position - start;
        long count = hole - position;
        if (at < size) {
            long failure = call((fd, sourceFd) -> Native.punchHole(fd, at, Math.min(count, size - at)));
            if (failure < 0) {
                copyTo(hole); // no holes in there: copy the zeros
                return;
            }
        }
        pending += Math.min(count, Math.max(at + count - size, 0));
        skipped += count;
        position = hole;
    }

    /** Copies the range up to there; false if the source has ended before. */
    private boolean copyTo(long until) throws IOException {
        while (position < until && goOn()) {
            long at = position;
            long count = Math.min(until - position, chunk);
            long targetAt = targetStart + at - start;
            boolean share = sharing != Sharing.NEVER;
            long word = call((fd, sourceFd) -> Native.copy(sourceFd, at, fd, targetAt, count, share));
            long n = Outcome.bytes(word);
            calls += Outcome.calls(word) - 1; // one has been counted
            path = PATHS[Outcome.path(word)];
            copied += n;
            position += n;
            if (n > 0) pending = 0;
            int stop = Outcome.stop(word);
            if (stop == Outcome.END) return false;
            if (stop != Outcome.PAUSE && stop != Outcome.EINTR) check(-stop, "copying");
        }
        return true;
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
