package io.penstock.internal.end;

import io.penstock.internal.jdk.FileHandles;
import io.penstock.internal.jni.Failures;
import io.penstock.internal.turn.Turns;
import java.io.IOException;
import java.nio.channels.Channel;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.function.BooleanSupplier;

/** One end of an operation, in the lock and close protocol of its kind of channel. */
public abstract class End {
    /** No end, for system calls on one descriptor only. */
    public static final End NONE = new End() {
        @Override
        public Channel channel() {
            return null;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        int fd() {
            return -1;
        }
    };

    /** The target as one whose descriptor we can use, or null where we cannot. */
    public static End target(WritableByteChannel channel) {
        if (channel instanceof FileChannel file && FileHandles.cover(file)) return new FileEnd(file);
        if (channel instanceof SocketStreams socket) return SocketEnd.target(socket);
        return SelectableEnd.target(channel);
    }

    /** The source of a stream as one whose descriptor we can use, or null where we cannot. */
    public static StreamEnd source(ReadableByteChannel channel) {
        if (channel instanceof SocketStreams socket) return SocketEnd.source(socket);
        return SelectableEnd.source(channel);
    }

    public abstract Channel channel();

    public boolean isOpen() {
        return channel().isOpen();
    }

    /**
     * Before the operation: locks out others that write, or read, here. Throws what a write, or read, would throw.
     * Returns false if the operation was cancelled first, and nothing is locked.
     */
    public boolean lock(Turns turns) throws IOException {
        return true;
    }

    /**
     * Between two turns: lets anybody close the channel at once, and this thread use it. Others still cannot write, or
     * read, here if it is blocking.
     */
    public void release() {}

    /** Back from {@link #release}. Throws if the channel has become unusable; only {@link #unlock} is allowed then. */
    public void regain() throws IOException {}

    /** Before each system call: keeps the descriptor from being closed until {@link #removeThread}. */
    void addThread() {}

    /** After each system call. */
    void removeThread() {}

    /** The descriptor, within {@link #addThread} and {@link #removeThread}. */
    abstract int fd();

    /**
     * Waits a while for room, or for bytes, after which the caller tries again; false where this end is not to be
     * waited for.
     *
     * @param wanted whether there is any use in waiting; asked every now and then, by another thread too
     */
    public boolean await(BooleanSupplier wanted) throws IOException {
        return false;
    }

    /**
     * Whether an interrupt that the file ignores is nothing to this end either. Asked before each wait; an end that
     * heeds interrupts throws here what its own reads and writes do.
     */
    public boolean ignoresInterrupts() throws IOException {
        return true;
    }

    /**
     * What to throw when a system call that writes here has failed with that errno; the details, of the call, may be
     * null.
     */
    public IOException failure(int errno, String details) {
        return Failures.of(errno, details);
    }

    /** After the operation. */
    public void unlock() {}
}
