package io.penstock.internal.end;

import io.penstock.internal.jdk.FileHandles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file as one end of an operation, with the properties of its channel, each looked up once. A target of {@code
 * transferTo} is written at the descriptor's own offset, without the channel's position lock, as the JDK does.
 */
public final class FileEnd extends End {
    /** Bytes of a read that finds out whether there are any: some files of the kernel cannot be read in pieces. */
    private static final int PROBE = 4096;

    /** The caller's channel. */
    public final FileChannel file;

    /** The channel that it wraps, or the channel itself; not to be called where an interrupt must close the file. */
    public final FileChannel stock;

    /** Whether {@link FileHandles} cover it, so that its descriptor can be used. */
    public final boolean covered;

    /** The channel that an interrupt closes, or null if the file ignores interrupts. */
    public final FileChannel closedByInterrupt;

    private int ticket;

    public FileEnd(FileChannel file) {
        this(file, FileWrapper.inner(file));
    }

    private FileEnd(FileChannel file, FileChannel stock) {
        this(file, stock, FileHandles.cover(stock));
    }

    /** Creates an end whose properties are known already. */
    public FileEnd(FileChannel file, FileChannel stock, boolean covered) {
        this.file = file;
        this.stock = stock;
        this.covered = covered;
        closedByInterrupt = FileWrapper.closedByInterrupt(file, stock, covered);
    }

    /**
     * Tells whether the file ends at or before the position, by a read. Returns false if the file refuses the read:
     * what moves bytes fails then too, and reports why.
     */
    public static boolean endsBefore(FileChannel file, long position) throws ClosedChannelException {
        try {
            return file.read(ByteBuffer.allocate(PROBE), position) < 0;
        } catch (ClosedChannelException e) {
            throw e;
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Tells whether a channel is known to be of the file at that path. The path is not opened: closing a descriptor of
     * a file drops the locks that the process has on it.
     */
    public static boolean isAt(FileChannel file, Path path) throws IOException {
        FileEnd end = new FileEnd(file);
        return end.covered && SystemCall.guarded(end, NONE, (fd, none) -> isAt(fd, path) ? 1 : 0) == 1;
    }

    private static boolean isAt(int fd, Path path) {
        try {
            return Files.isSameFile(Path.of("/proc/self/fd/" + fd), path);
        } catch (IOException e) {
            return false; // there is no such file, or no /proc to ask
        }
    }

    @Override
    public FileChannel channel() {
        return stock;
    }

    /**
     * Enters the thread set only: a thread has one slot for interrupts, which {@link SystemCall} gives to one channel.
     */
    @Override
    public void addThread() {
        ticket = FileHandles.add(FileHandles.threads(stock));
    }

    @Override
    public void removeThread() {
        FileHandles.remove(FileHandles.threads(stock), ticket);
    }

    @Override
    public int fd() {
        return FileHandles.fd(stock);
    }

    /** Returns the lock to hold while using the descriptor's own offset or making the file longer. */
    Object positionLock() {
        return FileHandles.positionLock(stock);
    }
}
