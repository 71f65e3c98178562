package io.penstock.internal.end;

import io.penstock.NativeFileChannel;
import io.penstock.internal.jdk.FileHandles;
import java.io.IOException;
import java.nio.channels.Channel;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;

/**
 * A channel of ours that wraps one of the JDK's, its delegate. Both are open or both are closed: if something else
 * closes the delegate (an interrupt, the stream it came from), this channel closes at its next call. All code that
 * moves bytes unwraps channels here.
 */
public abstract class FileWrapper extends NativeFileChannel {
    /** The channel that does what is not a transfer. */
    protected final FileChannel delegate;

    /**
     * Whether interrupts close this channel directly: the delegate would close itself while positional calls use its
     * descriptor.
     */
    private final boolean interruptible;

    protected FileWrapper(FileChannel delegate, boolean interruptible) {
        this.delegate = delegate;
        this.interruptible = interruptible;
    }

    /** Returns the channel that an interrupt closes, or null if interrupts are ignored. */
    public static FileChannel closedByInterrupt(FileChannel file) {
        FileChannel stock = inner(file);
        return closedByInterrupt(file, stock, FileHandles.cover(stock));
    }

    /** Returns the same for a known stock channel, of which it is known whether {@link FileHandles} cover it. */
    public static FileChannel closedByInterrupt(FileChannel file, FileChannel stock, boolean covered) {
        if (file instanceof FileWrapper wrapper && wrapper.interruptible) return wrapper;
        return covered && FileHandles.isUninterruptible(stock) ? null : stock;
    }

    /** Closes a channel because of an interrupt, unless it ignores them. */
    public static void closeAfter(ClosedByInterruptException interrupted, Channel channel) {
        if (channel instanceof FileChannel file && closedByInterrupt(file) == null) return;
        try {
            channel.close();
        } catch (IOException e) {
            interrupted.addSuppressed(e);
        }
    }

    /** Returns the channel that a wrapper wraps, and every other channel itself. */
    @SuppressWarnings("unchecked") public // a FileChannel stays one
    static <C extends Channel> C inner(C channel) {
        return channel instanceof FileWrapper wrapper ? (C) wrapper.delegate : channel;
    }

    /** Closes a wrapper if something has closed its delegate. */
    public static void follow(Channel channel) {
        if (channel instanceof FileWrapper wrapper) wrapper.follow();
    }

    /** Tells whether an interrupt closes this channel directly, and not its delegate. */
    protected final boolean isInterruptible() {
        return interruptible;
    }

    /** Closes this channel if its delegate is closed. */
    protected final void follow() {
        if (delegate.isOpen() || !isOpen()) return;
        try {
            close();
        } catch (IOException e) {
            throw new AssertionError("closing a channel whose delegate is closed does nothing", e);
        }
    }
}
