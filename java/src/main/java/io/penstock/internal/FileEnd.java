package io.penstock.internal;

import java.nio.channels.FileChannel;

/**
 * A file as one end of an operation, and what is to be known of its channel, asked once. A target of {@code transferTo}
 * is written at the descriptor's own offset, without the channel's position lock, as the JDK does.
 */
final class FileEnd extends End {
    /** As the caller has it. */
    final FileChannel file;

    /** The channel behind it, or that itself; not to be called where an interrupt is to close the file. */
    final FileChannel stock;

    /** Whether {@link FileHandles} cover it: its descriptor can be used. */
    final boolean covered;

    /** The channel that an interrupt closes, or null if the file ignores interrupts. */
    final FileChannel closedByInterrupt;

    private int ticket;

    FileEnd(FileChannel file) {
        this(file, FileWrapper.inner(file));
    }

    private FileEnd(FileChannel file, FileChannel stock) {
        this(file, stock, FileHandles.cover(stock));
    }

    /** Where that is known already. */
    FileEnd(FileChannel file, FileChannel stock, boolean covered) {
        this.file = file;
        this.stock = stock;
        this.covered = covered;
        closedByInterrupt = FileWrapper.closedByInterrupt(file, stock, covered);
    }

    @Override
    FileChannel channel() {
        return stock;
    }

    /** Only the thread set: an interrupt has one slot, which {@link SystemCall} gives to one channel. */
    @Override
    void enter() {
        ticket = FileHandles.add(FileHandles.threads(stock));
    }

    @Override
    void exit() {
        FileHandles.remove(FileHandles.threads(stock), ticket);
    }

    @Override
    int fd() {
        return FileHandles.fd(stock);
    }

    /** Held while the descriptor's own offset is used, or the file made longer. */
    Object positionLock() {
        return FileHandles.positionLock(stock);
    }
}
