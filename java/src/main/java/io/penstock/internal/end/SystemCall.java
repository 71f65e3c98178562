package io.penstock.internal.end;

import io.penstock.internal.jdk.FileHandles;
import io.penstock.internal.load.Room;
import java.io.IOException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.Channel;
import java.nio.channels.ClosedByInterruptException;

/**
 * A system call on the descriptors of a file and of another end. {@code docs/protocol.md} explains the order around it.
 */
@FunctionalInterface
public interface SystemCall {
    /**
     * Makes the call. It runs no foreign code, and waits only in a system call that the signal of a close interrupts.
     */
    long on(int file, int other);

    /** Whether the whole work has got anywhere, so that a close meanwhile cuts it short rather than fails it. */
    default boolean hasMoved(long result) {
        return true;
    }

    /**
     * Makes a call inside of what keeps both descriptors from being closed, and has an interrupt close the file, if
     * that heeds it.
     */
    static long guarded(FileEnd file, End other, SystemCall call) throws IOException {
        return guarded(file.closedByInterrupt, file, other, call);
    }

    /** The same with another channel to be closed by an interrupt, or none: null. */
    static long guarded(Channel interruptible, End file, End other, SystemCall call) throws IOException {
        return guarded(interruptible, file, other, null, call);
    }

    /**
     * The same with the position lock of one of the files, unless that is null: for a call that uses its position,
     * which the kernel would let two calls use at the same time, or makes it longer after a look at its size, and would
     * cut off what sequential writes of the channel have written in between.
     */
    static long guardedAtPosition(FileEnd file, End other, FileEnd positioned, SystemCall call) throws IOException {
        return guarded(file.closedByInterrupt, file, other, positioned, call);
    }

    private static long guarded(Channel interruptible, End file, End other, FileEnd positioned, SystemCall call)
            throws IOException {
        begin(interruptible);
        long result = -1;
        try {
            if (positioned == null) {
                result = inThreadSets(file, other, call);
            } else {
                synchronized (positioned.positionLock()) {
                    result = inThreadSets(file, other, call);
                }
            }
            return result;
        } finally {
            if (interruptible != null) FileHandles.end(interruptible, call.hasMoved(result));
        }
    }

    /**
     * From here on an interrupt closes the channel, unless it is null. One that has come already does so once this
     * thread has let go of its locks: the close waits for all in the thread set, and one of the JDK's own transfers
     * there may wait for a socket's lock of ours.
     */
    static void begin(Channel interruptible) throws ClosedByInterruptException {
        if (interruptible == null) return;
        if (Thread.currentThread().isInterrupted()) throw new ClosedByInterruptException();
        FileHandles.begin(interruptible);
    }

    private static long inThreadSets(End file, End other, SystemCall call) throws AsynchronousCloseException {
        if (!(other instanceof StreamEnd)) Room.toLeave(); // a call to a socket has little to spare, and needs less
        file.addThread();
        try {
            other.addThread();
            try {
                checkOpen(file, other);
                return call.on(file.fd(), other.fd());
            } finally {
                other.removeThread();
            }
        } finally {
            file.removeThread();
        }
    }

    /** Throws if another thread has closed one of the two, which also makes errors and ends at the other. */
    static void checkOpen(End file, End other) throws AsynchronousCloseException {
        if (!file.isOpen() || !other.isOpen()) throw new AsynchronousCloseException();
    }
}
