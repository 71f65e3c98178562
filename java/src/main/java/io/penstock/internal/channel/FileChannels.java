package io.penstock.internal.channel;

import io.penstock.NativeFileChannel;
import io.penstock.NativeOpenOption;
import io.penstock.internal.end.Coverage;
import io.penstock.internal.end.FileEnd;
import io.penstock.internal.end.FileWrapper;
import io.penstock.internal.jdk.FileHandles;
import io.penstock.internal.operation.Operation;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/** Opens files as our channel, and wraps other channels; see {@link io.penstock.NativeChannels}. */
public final class FileChannels {
    private FileChannels() {}

    /** Opens a file; refuses unsupported options first. */
    public static NativeFileChannel open(Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
            throws IOException {
        Set<OpenOption> stock = new HashSet<>(options);
        boolean uninterruptible = stock.remove(NativeOpenOption.UNINTERRUPTIBLE);
        boolean concurrent = stock.remove(NativeOpenOption.CONCURRENT);
        if (uninterruptible) checkCanBeUninterruptible(path);
        FileChannel channel = FileChannel.open(path, stock, attributes);
        if (uninterruptible) FileHandles.setUninterruptible(channel);
        return concurrent ? WrappedFileChannel.concurrent(channel) : WrappedFileChannel.shared(channel);
    }

    /**
     * Opens a file to write what a channel has, as {@link java.nio.file.Files#newOutputStream} does. Refuses to empty
     * the file that the channel reads.
     */
    public static NativeFileChannel openFor(ReadableByteChannel source, Path path, OpenOption... options)
            throws IOException {
        Set<OpenOption> all = toWrite(options);
        if (source instanceof FileChannel from && all.contains(StandardOpenOption.TRUNCATE_EXISTING)
            && isAt(from, path))
            throw new IllegalArgumentException("source and target are the same file: " + path);
        return open(path, all);
    }

    private static boolean isAt(FileChannel source, Path path) throws IOException {
        if (path.getFileSystem() != FileSystems.getDefault() || !Files.isRegularFile(path)) return false;
        try {
            return FileEnd.isAt(source, path);
        } catch (ClosedByInterruptException e) {
            throw Operation.interrupted(0, e, source);
        }
    }

    /** Opens a file to write it as {@link java.nio.file.Files#newOutputStream} does. */
    public static NativeFileChannel openToWrite(Path path, OpenOption... options) throws IOException {
        return open(path, toWrite(options));
    }

    private static Set<OpenOption> toWrite(OpenOption... options) {
        Set<OpenOption> all = new HashSet<>(Arrays.asList(options));
        if (all.contains(StandardOpenOption.READ)) throw new IllegalArgumentException("READ not allowed");
        if (all.isEmpty()) all.addAll(Set.of(StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING));
        all.add(StandardOpenOption.WRITE);
        return all;
    }

    private static void checkCanBeUninterruptible(Path path) {
        Throwable cause = Coverage.gap(FileChannel.class);
        if (cause != null)
            throw new UnsupportedOperationException(
                "UNINTERRUPTIBLE needs native code that knows this JDK, see the cause", cause);
        if (path.getFileSystem() != FileSystems.getDefault())
            throw new UnsupportedOperationException(
                "UNINTERRUPTIBLE needs a file of the default file system, unlike " + path.toUri());
    }

    /** Wraps a channel, unless it is ours already. */
    public static NativeFileChannel wrap(FileChannel channel) {
        if (channel instanceof NativeFileChannel wrapped) return wrapped;
        WrappedFileChannel wrapped = WrappedFileChannel.shared(channel);
        FileWrapper.follow(wrapped); // it may be closed already
        return wrapped;
    }
}
