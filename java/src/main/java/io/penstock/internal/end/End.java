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
    /** Stands for no end, in system calls on one descriptor only. */
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

    /** Returns the target as an end whose descriptor we can use, or null if we cannot. */
    public static End target(WritableByteChannel channel) {
        if (channel instanceof FileChannel file && FileHandles.cover(file)) return new FileEnd(file);
        if (channel instanceof SocketStreams socket) return SocketEnd.target(socket);
        return SelectableEnd.target(channel);
    }

    /** Returns the source of a stream as an end whose descriptor we can use, or null if we cannot. */
    public static StreamEnd source(ReadableByteChannel channel) {
        if (channel instanceof SocketStreams socket) return SocketEnd.source(socket);
        return SelectableEnd.source(channel);
    }

    public abstract Channel channel();

    public boolean isOpen() {
        return channel().isOpen();
    }

    /**
     * Locks out other writers, or readers, before the operation. Throws what a write, or read, would throw. Returns
     * false, without the lock, if the operation was cancelled first.
     */
    public boolean lock(Turns turns) throws IOException {
        return true;
    }

    /**
     * Lets any thread close the channel at once between two turns, and this thread use it. Other threads still cannot
     * write, or read, here if it is blocking.
     */
    public void release() {}

    /** Undoes {@link #release}. Throws if the channel has become unusable; only {@link #unlock} is allowed then. */
    public void regain() throws IOException {}

    /** Keeps the descriptor from being closed until {@link #removeThread}. Called before each system call. */
    void addThread() {}

    /** Undoes {@link #addThread} after a system call. */
    void removeThread() {}

    /** Returns the descriptor, between {@link #addThread} and {@link #removeThread}. */
    abstract int fd();

    /**
     * Waits a while for room, or for bytes, after which the caller tries again. Returns false at once if this end does
     * not block.
     *
     * @param wanted whether waiting still makes sense; called now and then, also by another thread
     */
    public boolean await(BooleanSupplier wanted) throws IOException {
        return false;
    }

    /**
     * Tells whether this end, too, ignores an interrupt that the file ignores. Called before each wait; an end that
     * heeds interrupts throws here what its own reads and writes throw.
     */
    public boolean ignoresInterrupts() throws IOException {
        return true;
    }

    /**
     * Returns what to throw when a system call that writes here has failed with that errno. The details of the call may
     * be null.
     */
    public IOException failure(int errno, String details) {
        return Failures.of(errno, details);
    }

    /** Unlocks after the operation. */
    public void unlock() {}
}
