package io.penstock.internal;

import io.penstock.CopyResult;
import io.penstock.Sharing;
import io.penstock.Strategy;
import io.penstock.TransferOptions;
import io.penstock.TransferPath;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.file.Path;

/** Checks the arguments of a copy and chooses who carries it. */
public final class Copies {
    private static final String BUFFERED = "copied through a buffer";

    private Copies() {}

    /** A whole file to a path; see {@link io.penstock.NativeChannels}. */
    public static CopyResult copy(Path source, Path target, boolean replace, Sharing sharing, TransferOptions options) throws IOException {
        check(options); // before anything is made
        return new PathCopy(source, target, sharing, options).run(replace);
    }

    /** A range; see {@link io.penstock.NativeChannels}. */
    public static CopyResult copy(
            FileChannel source, long position, long count, FileChannel target, long targetPosition, Sharing sharing,
            TransferOptions options) throws IOException {
        return copy(source, position, count, target, targetPosition, sharing, options, null);
    }

    /** The same with the paths whose channels, which nobody else has, these are; or null. */
    static CopyResult copy(
            FileChannel source, long position, long count, FileChannel target, long targetPosition, Sharing sharing,
            TransferOptions options, PathCopy paths) throws IOException {
        check(options);
        FileChannel from = WrappedFileChannel.inner(source);
        FileChannel to = WrappedFileChannel.inner(target);
        check(from, position, count, to, targetPosition);
        if (FileHandles.cover(from) && FileHandles.cover(to)) {
            try {
                return new FileCopy(source, position, count, target, targetPosition, sharing, options, paths).run();
            } finally {
                WrappedFileChannel.follow(source);
                WrappedFileChannel.follow(target);
            }
        }
        if (sharing == Sharing.ALWAYS)
            throw new UnsupportedOperationException("blocks can be shared between files of the default file system, with the native library; use Sharing.AUTO",
                Coverage.gap(FileChannel.class));
        return bySending(source, position, count, target, targetPosition, options);
    }

    private static void check(TransferOptions options) {
        if (options.strategy() != Strategy.AUTO) throw new UnsupportedOperationException(options.strategy() + " carries bytes to sockets; use AUTO");
    }

    private static void check(FileChannel source, long position, long count, FileChannel target, long targetPosition) throws IOException {
        if (!source.isOpen() || !target.isOpen()) throw new ClosedChannelException();
        if (FileHandles.cover(source) && !FileHandles.isReadable(source)) throw new NonReadableChannelException();
        if (FileHandles.cover(target) && !FileHandles.isWritable(target)) throw new NonWritableChannelException();
        if (position < 0 || targetPosition < 0 || count < 0)
            throw new IllegalArgumentException("negative: position %d, count %d or target position %d".formatted(position, count, targetPosition));
        if (FileHandles.cover(target) && FileHandles.appends(target)) throw new IllegalArgumentException("the target is in append mode: its bytes go to its end only");
        if (source == target) throw new IllegalArgumentException("a channel cannot be copied to itself; open the file twice");
        refuseDirect(source);
        refuseDirect(target);
    }

    /** Such a file is read and written in whole blocks only, which is for a copy neither to be known nor to be kept. */
    private static void refuseDirect(FileChannel file) {
        if (FileHandles.cover(file) && FileHandles.isDirect(file))
            throw new UnsupportedOperationException(file + " is open for direct I/O; to copy, open the file without ExtendedOpenOption.DIRECT");
    }

    /** Through a buffer, for channels of other makes. */
    private static CopyResult bySending(FileChannel source, long position, long count, FileChannel target, long targetPosition,
            TransferOptions options) throws IOException {
        Turns turns = Turns.of(options, target, false);
        Hold hold = () -> source.isOpen() && target.isOpen();
        long chunk = Turns.chunk(options, turns);
        Object event = Events.areOn() ? Events.begin() : null;
        String reason = Coverage.why(BUFFERED, WrappedFileChannel.inner(source), WrappedFileChannel.inner(target));
        ByteBuffer buffer = Buffers.take(1);
        long copied = 0;
        try {
            if (turns != null) turns.expect(expected(source, position, count));
            while (copied < count && (turns == null || turns.next(copied, hold))) {
                buffer.clear().limit((int) Math.min(Math.min(buffer.capacity(), chunk), count - copied));
                if (source.read(buffer, position + copied) <= 0) break;
                buffer.flip();
                while (buffer.hasRemaining()) copied += target.write(buffer, targetPosition + copied);
            }
        } catch (ClosedByInterruptException e) {
            throw Transfer.interrupted(copied, e, source, target);
        } catch (IOException e) {
            if (copied == 0) throw e;
        } finally {
            Buffers.give(buffer);
            if (event != null) Events.end(event, "copy", source, target, TransferPath.COPY_FILE_RANGE.name(), TransferPath.BUFFER.name(), copied, -1, reason);
        }
        if (turns != null) turns.finish(copied, copied, hold);
        return new CopyResult(0, copied, 0, reason);
    }

    private static long expected(FileChannel source, long position, long count) throws IOException {
        long size = source.size();
        return size > 0 ? Math.min(count, Math.max(size - position, 0)) : count;
    }
}
