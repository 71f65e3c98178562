package io.penstock.internal.end;

import io.penstock.NativeFileChannel;
import io.penstock.internal.jdk.FileHandles;
import java.io.IOException;
import java.nio.channels.Channel;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;

/**
 * A channel of ours before one of the JDK's, its delegate. Both are open or both are closed: what closes the delegate
 * (an interrupt, the stream it came from) closes this one at its next call. Everything that moves bytes asks here what
 * is behind a channel.
 */
public abstract class FileWrapper extends NativeFileChannel {
    /** The channel that does what is not a transfer. */
    protected final FileChannel delegate;

    /**
     * Whether interrupts are ours to see: the delegate would close itself while positional calls use its descriptor.
     */
    private final boolean interruptible;

    protected FileWrapper(FileChannel delegate, boolean interruptible) {
        this.delegate = delegate;
        this.interruptible = interruptible;
    }

    /** The channel that an interrupt closes, or null if interrupts are to be ignored. */
    public static FileChannel closedByInterrupt(FileChannel file) {
        FileChannel stock = inner(file);
        return closedByInterrupt(file, stock, FileHandles.cover(stock));
    }

    /** The same where it is known which channel is behind it, and whether {@link FileHandles} cover that. */
    public static FileChannel closedByInterrupt(FileChannel file, FileChannel stock, boolean covered) {
        if (file instanceof FileWrapper wrapper && wrapper.interruptible) return wrapper;
        return covered && FileHandles.isUninterruptible(stock) ? null : stock;
    }

    /** Closes a channel for the sake of an interrupt, unless it ignores them. */
    public static void closeAfter(ClosedByInterruptException interrupted, Channel channel) {
        if (channel instanceof FileChannel file && closedByInterrupt(file) == null) return;
        try {
            channel.close();
        } catch (IOException e) {
            interrupted.addSuppressed(e);
        }
    }

    /** The channel behind a wrapper; other channels are their own. */
    @SuppressWarnings("unchecked") public // a FileChannel stays one
    static <C extends Channel> C inner(C channel) {
        return channel instanceof FileWrapper wrapper ? (C) wrapper.delegate : channel;
    }

    /** To be called when something may have closed the channel behind a wrapper. */
    public static void follow(Channel channel) {
        if (channel instanceof FileWrapper wrapper) wrapper.follow();
    }

    /** Whether an interrupt closes this channel, and not the one behind it. */
    protected final boolean isInterruptible() {
        return interruptible;
    }

    /** Closes this channel if the one behind it is closed. */
    protected final void follow() {
        if (delegate.isOpen() || !isOpen()) return;
        try {
            close();
        } catch (IOException e) {
            throw new AssertionError("closing a channel whose delegate is closed does nothing", e);
        }
    }
}
