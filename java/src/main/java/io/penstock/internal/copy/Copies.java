package io.penstock.internal.copy;

import io.penstock.CopyResult;
import io.penstock.Sharing;
import io.penstock.TransferOptions;
import io.penstock.internal.end.Coverage;
import io.penstock.internal.end.FileEnd;
import io.penstock.internal.end.FileWrapper;
import io.penstock.internal.jdk.FileHandles;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.file.Path;

/** Checks the arguments of a copy and chooses who carries it. */
public final class Copies {
    private Copies() {}

    /** Copies a whole file to a path; see {@link io.penstock.NativeChannels}. */
    public static CopyResult copy(Path source, Path target, boolean replace, Sharing sharing, TransferOptions options)
            throws IOException {
        return new PathCopy(source, target, sharing, options).run(replace);
    }

    /** Copies a range; see {@link io.penstock.NativeChannels}. */
    public static CopyResult copy(
            FileChannel source, long position, long count, FileChannel target, long targetPosition, Sharing sharing,
            TransferOptions options) throws IOException {
        return copy(source, position, count, target, targetPosition, sharing, options, null);
    }

    /** Copies a range. {@code paths} tells the paths of the channels if only this copy uses them; else it is null. */
    static CopyResult copy(
            FileChannel source, long position, long count, FileChannel target, long targetPosition, Sharing sharing,
            TransferOptions options, PathCopy paths) throws IOException {
        checkOpen(source);
        checkOpen(target);
        FileEnd from = new FileEnd(source);
        FileEnd to = new FileEnd(target);
        check(from, position, count, to, targetPosition);
        boolean inKernel = from.covered && to.covered;
        if (!inKernel && sharing == Sharing.ALWAYS)
            throw new UnsupportedOperationException(
                "sharing blocks needs files of the default file system and the native library; use Sharing.AUTO",
                Coverage.gap(FileChannel.class));
        Copy copy = inKernel
            ? new FileCopy(from, position, count, to, targetPosition, sharing, options, paths)
            : new BufferCopy(from, position, count, to, targetPosition, options);
        try {
            copy.run();
            return copy.result();
        } finally {
            FileWrapper.follow(source);
            FileWrapper.follow(target);
        }
    }

    private static void checkOpen(FileChannel file) throws ClosedChannelException {
        if (!FileWrapper.inner(file).isOpen()) throw new ClosedChannelException();
    }

    private static void check(FileEnd source, long position, long count, FileEnd target, long targetPosition) {
        if (source.covered && !FileHandles.isReadable(source.stock)) throw new NonReadableChannelException();
        if (target.covered && !FileHandles.isWritable(target.stock)) throw new NonWritableChannelException();
        if (position < 0 || targetPosition < 0 || count < 0)
            throw new IllegalArgumentException(
                "negative: position %d, count %d or target position %d".formatted(position, count, targetPosition));
        if (target.covered && FileHandles.appends(target.stock))
            throw new IllegalArgumentException("the target is in append mode: its bytes go to its end only");
        if (source.stock == target.stock)
            throw new IllegalArgumentException("a channel cannot be copied to itself; open the file twice");
        refuseDirect(source);
        refuseDirect(target);
    }

    /**
     * Refuses a file that is open for direct I/O: it is read and written in whole blocks only, which a copy cannot
     * ensure.
     */
    private static void refuseDirect(FileEnd file) {
        if (file.covered && FileHandles.isDirect(file.stock))
            throw new UnsupportedOperationException(
                file.stock + " is open for direct I/O; to copy, open the file without ExtendedOpenOption.DIRECT");
    }
}
