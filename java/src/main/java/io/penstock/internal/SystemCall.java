package io.penstock.internal;

import java.io.IOException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.Channel;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;

/** A system call on the descriptors of a file and of another end. {@code docs/protocol.md} explains the order around it. */
@FunctionalInterface
interface SystemCall {
    /** Makes the call. It runs no foreign code, and waits only in a system call that the signal of a close interrupts. */
    long on(int file, int other);

    /** Whether the whole work has got anywhere, so that a close that comes in between cuts it short rather than fails it. */
    default boolean hasMoved() {
        return true;
    }

    /** Makes a call inside of what keeps both descriptors from being closed, and has an interrupt close the file, if that heeds it. */
    static long guarded(FileChannel file, End other, SystemCall call) throws IOException {
        return guarded(WrappedFileChannel.closedByInterrupt(file), file, other, call);
    }

    /** The same with another channel to be closed by an interrupt, or none: null. */
    static long guarded(Channel interruptible, FileChannel file, End other, SystemCall call) throws IOException {
        begin(interruptible);
        try {
            return inThreadSets(WrappedFileChannel.inner(file), other, call);
        } finally {
            if (interruptible != null) FileHandles.end(interruptible, call.hasMoved());
        }
    }

    /** The same for a call that uses the position of the other file, which the kernel would let two calls use at the same time. */
    static long guardedAtPosition(FileChannel file, FileChannel other, End otherEnd, SystemCall call) throws IOException {
        Channel interruptible = WrappedFileChannel.closedByInterrupt(file);
        begin(interruptible);
        try {
            synchronized (FileHandles.positionLock(WrappedFileChannel.inner(other))) {
                return inThreadSets(WrappedFileChannel.inner(file), otherEnd, call);
            }
        } finally {
            if (interruptible != null) FileHandles.end(interruptible, call.hasMoved());
        }
    }

    /**
     * From here on an interrupt closes the channel, unless it is null. One that has come already does so once this thread has let go of
     * its locks: the close waits for all in the thread set, and one of the JDK's own transfers there may wait for a socket's lock of ours.
     */
    static void begin(Channel interruptible) throws ClosedByInterruptException {
        if (interruptible == null) return;
        if (Thread.currentThread().isInterrupted()) throw new ClosedByInterruptException();
        FileHandles.begin(interruptible);
    }

    private static long inThreadSets(FileChannel file, End other, SystemCall call) throws AsynchronousCloseException {
        if (other instanceof FileEnd) Room.toLeave(); // a call as short as that to a socket has little to spare, and needs less
        Object threads = FileHandles.threads(file);
        int ticket = FileHandles.add(threads);
        try {
            other.enter();
            try {
                checkOpen(file, other);
                return call.on(FileHandles.fd(file), other.fd());
            } finally {
                other.exit();
            }
        } finally {
            FileHandles.remove(threads, ticket);
        }
    }

    /** Throws if another thread has closed one of the two, which also makes errors and ends at the other. */
    static void checkOpen(FileChannel file, End other) throws AsynchronousCloseException {
        if (!WrappedFileChannel.inner(file).isOpen() || !other.channel().isOpen()) throw new AsynchronousCloseException();
    }
}
