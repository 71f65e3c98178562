package io.penstock.internal.end;

import io.penstock.internal.jdk.FileHandles;
import java.nio.channels.FileChannel;

/**
 * A file as one end of an operation, and what is to be known of its channel, asked once. A target of {@code transferTo}
 * is written at the descriptor's own offset, without the channel's position lock, as the JDK does.
 */
public final class FileEnd extends End {
    /** As the caller has it. */
    public final FileChannel file;

    /** The channel behind it, or that itself; not to be called where an interrupt is to close the file. */
    public final FileChannel stock;

    /** Whether {@link FileHandles} cover it: its descriptor can be used. */
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

    /** Where that is known already. */
    public FileEnd(FileChannel file, FileChannel stock, boolean covered) {
        this.file = file;
        this.stock = stock;
        this.covered = covered;
        closedByInterrupt = FileWrapper.closedByInterrupt(file, stock, covered);
    }

    @Override
    public FileChannel channel() {
        return stock;
    }

    /** Only the thread set: an interrupt has one slot, which {@link SystemCall} gives to one channel. */
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

    /** Held while the descriptor's own offset is used, or the file made longer. */
    Object positionLock() {
        return FileHandles.positionLock(stock);
    }
}
