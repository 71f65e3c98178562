package io.penstock.internal;

import io.penstock.CopyResult;
import io.penstock.ProgressListener;
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
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Checks the arguments of a copy and chooses who carries it. */
public final class Copies {
    private static final String BUFFERED = "copied through a buffer";

    private Copies() {}

    /** A whole file to a path, which is made or replaced. */
    public static CopyResult copy(Path source, Path target, Sharing sharing, TransferOptions options) throws IOException {
        check(options); // before the target is emptied
        try (FileChannel from = FileChannel.open(source, StandardOpenOption.READ)) {
            if (Files.exists(target) && Files.isSameFile(source, target)) throw new IllegalArgumentException("both are the same file: " + source);
            try (FileChannel to = FileChannel.open(target, StandardOpenOption.WRITE, StandardOpenOption.CREATE)) {
                if (to.size() > 0) to.truncate(0); // ext4 has what follows a truncation written to the disk when the file is closed
                return complete(from, to, sharing, options);
            }
        }
    }

    /** All of it: what cuts a copy short is thrown by the next one. */
    private static CopyResult complete(FileChannel from, FileChannel to, Sharing sharing, TransferOptions options) throws IOException {
        CopyResult all = new CopyResult(0, 0, 0, null);
        while (true) {
            long done = all.bytes();
            CopyResult next = copy(from, done, Long.MAX_VALUE, to, done, sharing, after(done, options));
            all = new CopyResult(all.shared() + next.shared(), all.copied() + next.copied(), all.skipped() + next.skipped(), next.fallbackReason());
            long size = from.size();
            if (next.bytes() == 0 || size > 0 && all.bytes() >= size) return all; // one of /proc has no size
        }
    }

    /** Options whose listener is told of these bytes too. */
    private static TransferOptions after(long done, TransferOptions options) {
        ProgressListener listener = options.progress();
        if (done == 0 || listener == null) return options;
        return options.withProgress((bytes, expected) -> listener.moved(done + bytes, expected < 0 ? expected : done + expected));
    }

    /** A range; see {@link io.penstock.NativeChannels}. */
    public static CopyResult copy(
            FileChannel source, long position, long count, FileChannel target, long targetPosition, Sharing sharing,
            TransferOptions options) throws IOException {
        check(options);
        FileChannel from = WrappedFileChannel.inner(source);
        FileChannel to = WrappedFileChannel.inner(target);
        check(from, position, count, to, targetPosition);
        if (FileHandles.cover(from) && FileHandles.cover(to)) {
            try {
                return new FileCopy(source, position, count, target, targetPosition, sharing, options).run();
            } finally {
                WrappedFileChannel.follow(source);
                WrappedFileChannel.follow(target);
            }
        }
        if (sharing == Sharing.ALWAYS)
            throw new UnsupportedOperationException("blocks can be shared between files of the default file system, with the native library; use Sharing.AUTO",
                Transfers.unavailability());
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
            if (event != null) Events.end(event, "copy", source, target, TransferPath.COPY_FILE_RANGE.name(), TransferPath.BUFFER.name(), copied, -1, BUFFERED);
        }
        if (turns != null) turns.finish(copied, copied, hold);
        return new CopyResult(0, copied, 0, BUFFERED);
    }

    private static long expected(FileChannel source, long position, long count) throws IOException {
        long size = source.size();
        return size > 0 ? Math.min(count, Math.max(size - position, 0)) : count;
    }
}
