package io.penstock.internal.copy;

import io.penstock.CopyResult;
import io.penstock.ProgressListener;
import io.penstock.Sharing;
import io.penstock.TransferOptions;
import io.penstock.internal.end.FileEnd;
import io.penstock.internal.value.Copied;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Copies a whole file to a path. A file that is there is replaced by a complete copy or stays as it was: the copy is
 * written beside it and then renamed. An incomplete copy is removed.
 */
final class PathCopy {
    final Path source;
    final Path target;
    private final Sharing sharing;
    private final TransferOptions options;
    private FileChannel from;

    PathCopy(Path source, Path target, Sharing sharing, TransferOptions options) {
        this.source = source;
        this.target = target;
        this.sharing = sharing;
        this.options = options;
    }

    /** Copies into a new file, or replaces an existing one if that is allowed. */
    CopyResult run(boolean replace) throws IOException {
        if (Files.isDirectory(source))
            throw new FileSystemException(
                source.toString(), null, "Is a directory; its files can be copied one by one");
        try (FileChannel opened = FileChannel.open(source, StandardOpenOption.READ)) {
            from = opened;
            if (replace) return replaceOrCreate();
            if (Files.exists(target, LinkOption.NOFOLLOW_LINKS))
                throw new FileAlreadyExistsException(target.toString());
            return create(target);
        } catch (FileSystemException | ClosedChannelException e) {
            throw e;
        } catch (IOException e) { // it does not say which of the two files is meant
            FileSystemException named = new FileSystemException(source.toString(), target.toString(), e.getMessage());
            named.initCause(e);
            throw named;
        }
    }

    private CopyResult replaceOrCreate() throws IOException {
        if (!Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            try {
                return create(target);
            } catch (FileAlreadyExistsException e) { // since we looked
                return replaceOrCreate();
            }
        }
        if (!Files.exists(target)) return replace(); // a link to nowhere
        if (Files.isSameFile(source, target)) throw new IllegalArgumentException("both are the same file: " + source);
        if (Files.isRegularFile(target)) return replace();
        if (Files.isDirectory(target))
            throw new FileSystemException(target.toString(), null, "Is a directory; a file cannot take its place");
        return fill(); // a device, a pipe with a name
    }

    private CopyResult fill() throws IOException {
        try (FileChannel to = FileChannel.open(target, StandardOpenOption.WRITE)) {
            return complete(to);
        }
    }

    private CopyResult create(Path path) throws IOException {
        FileChannel made = FileChannel.open(
            path, Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW), attributes());
        try {
            CopyResult result;
            try (made) { // only a close may report that the disk is full
                result = complete(made);
            }
            if (isCutShort(result)) Files.deleteIfExists(path);
            return result;
        } catch (Throwable e) {
            remove(path, e);
            throw e;
        }
    }

    private CopyResult replace() throws IOException {
        Path beside = target.resolveSibling(".penstock" + Long.toHexString(System.nanoTime()) + ".tmp");
        CopyResult result;
        try {
            result = create(beside);
        } catch (AccessDeniedException e) {
            if (!beside.toString().equals(e.getFile())) throw e;
            AccessDeniedException denied = new AccessDeniedException(target.toString(), null,
                "the file is replaced as a whole, for which its directory has to be writable;"
                    + " to write into it, copy between channels");
            denied.initCause(e);
            throw denied;
        }
        // the copy was cut short and removed; a later cancellation comes too late
        if (!Files.exists(beside)) return result;
        try {
            move(beside);
        } catch (Throwable e) {
            remove(beside, e);
            throw e;
        }
        return result;
    }

    private void move(Path beside) throws IOException {
        try {
            Files.move(beside, target, StandardCopyOption.ATOMIC_MOVE); // which replaces
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(beside, target, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static void remove(Path path, Throwable cause) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    /** Returns the permissions that {@code Files.copy} gives: the source's, within the process's umask. */
    private FileAttribute<?>[] attributes() throws IOException {
        for (Path path : new Path[] {source, target})
            if (!path.getFileSystem().supportedFileAttributeViews().contains("posix")) return new FileAttribute<?>[0];
        return new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(Files.getPosixFilePermissions(source))};
    }

    private boolean isCutShort(CopyResult result) throws IOException {
        if (options.cancellation() == null || !options.cancellation().isCancelled()) return false;
        long size = Files.size(source);
        return size == 0 || result.bytesTransferred() < size;
    }

    /**
     * Copies to the real end of the source, whatever size it reports: if an error cuts a copy short, the next one
     * throws it.
     */
    private CopyResult complete(FileChannel to) throws IOException {
        CopyResult all = new Copied(0, 0, 0, null);
        while (true) {
            long done = all.bytesTransferred();
            CopyResult next = Copies.copy(from, done, Long.MAX_VALUE, to, done, sharing, after(done), this);
            all = new Copied(
                all.shared() + next.shared(), all.copied() + next.copied(), all.skipped() + next.skipped(),
                next.fallbackReason());
            if (next.bytesTransferred() == 0 || isAtEnd(all.bytesTransferred())) return all;
        }
    }

    /**
     * Tells whether the source ends here, by a read, since sizes may be wrong. If the read fails, the next copy fails
     * too.
     */
    private boolean isAtEnd(long position) {
        try {
            return FileEnd.endsBefore(from, position);
        } catch (ClosedChannelException e) {
            return false;
        }
    }

    /** Returns options whose listener also hears of the bytes copied before. */
    private TransferOptions after(long done) {
        ProgressListener listener = options.progress();
        if (done == 0 || listener == null) return options;
        return options.withProgress(
            (bytes, expected) -> listener.moved(done + bytes, expected < 0 ? expected : done + expected));
    }
}
