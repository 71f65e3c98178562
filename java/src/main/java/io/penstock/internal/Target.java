package io.penstock.internal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.Pipe;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;

/** The target of one transfer, in the lock and close protocol of its kind of channel. */
abstract class Target {
    /** The target as one whose descriptor we can use, or null where we cannot. */
    static Target of(WritableByteChannel channel) {
        if (channel instanceof FileChannel file && FileHandles.cover(file)) return new FileTarget(file);
        if (channel instanceof SocketChannel socket && SelectableTarget.covers(socket)) return new SelectableTarget(socket);
        if (channel instanceof Pipe.SinkChannel sink && SelectableTarget.covers(sink)) return new SelectableTarget(sink);
        return null;
    }

    abstract WritableByteChannel channel();

    /** Before the transfer: locks out other writers. Throws what a write would throw. */
    abstract void lock() throws IOException;

    /** Before each system call: keeps the descriptor from being closed until {@link #exit}. */
    abstract void enter();

    /** After each system call. */
    abstract void exit();

    /** The descriptor, within {@link #enter} and {@link #exit}. */
    abstract int fd();

    /**
     * Waits a while for room, after which the caller tries again; false where the target is not to be waited for.
     *
     * @param hasMoved whether bytes went since the last wait
     */
    abstract boolean awaitRoom(boolean hasMoved) throws IOException;

    /** After the transfer. */
    abstract void unlock();
}
