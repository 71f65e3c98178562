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

    /** Tells whether any byte has moved, so that a close meanwhile cuts the operation short and does not fail it. */
    default boolean hasMoved(long result) {
        return true;
    }

    /**
     * Makes a call while both descriptors are kept from being closed; an interrupt closes the file, if that heeds
     * interrupts.
     */
    static long guarded(FileEnd file, End other, SystemCall call) throws IOException {
        return guarded(file.closedByInterrupt, file, other, call);
    }

    /** Makes a call where an interrupt closes another channel, or none if it is null. */
    static long guarded(Channel interruptible, End file, End other, SystemCall call) throws IOException {
        return guarded(interruptible, file, other, null, call);
    }

    /**
     * Makes a call with the position lock of one of the files, unless that is null. It is for a call that uses the
     * file's position, which the kernel would let two calls use at once, and for a call that makes the file longer
     * depending on its size, which could cut off sequential writes of the channel in between.
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
     * Lets an interrupt close the channel from here on, unless it is null. An interrupt that has come already closes it
     * once this thread has released its locks: the close waits for all in the thread set, and one of the JDK's own
     * transfers there may wait for a socket's lock that we hold.
     */
    static void begin(Channel interruptible) throws ClosedByInterruptException {
        if (interruptible == null) return;
        if (Thread.currentThread().isInterrupted()) throw new ClosedByInterruptException();
        FileHandles.begin(interruptible);
    }

    private static long inThreadSets(End file, End other, SystemCall call) throws AsynchronousCloseException {
        if (!(other instanceof StreamEnd)) Room.toLeave(); // a call to a socket must be cheap, and needs less stack
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

    /**
     * Throws if another thread has closed one of the two; such a close also causes errors and ends of stream at the
     * other.
     */
    static void checkOpen(End file, End other) throws AsynchronousCloseException {
        if (!file.isOpen() || !other.isOpen()) throw new AsynchronousCloseException();
    }
}
