package io.penstock.internal;

import java.io.IOException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.Channel;
import java.nio.channels.FileChannel;

/** A system call on the descriptor of one file. {@code docs/protocol.md} explains the order around it. */
@FunctionalInterface
interface FileCall {
    /** Makes the call, which does not wait for others and runs no foreign code. */
    long on(int file);

    /** Makes a call, again after signals, inside of what keeps the descriptor from being closed. */
    static long guarded(FileChannel file, FileCall call) throws IOException {
        return repeated(file, stock -> inThreadSet(stock, call));
    }

    /**
     * The same for a call that may make the file longer after a look at its size: with the lock that sequential writes of the channel take, or
     * it would cut off what they write in between.
     */
    static long growing(FileChannel file, FileCall call) throws IOException {
        return repeated(file, stock -> {
            synchronized (FileHandles.positionLock(stock)) {
                return inThreadSet(stock, call);
            }
        });
    }

    /** What is done where an interrupt closes the channel. */
    @FunctionalInterface
    interface Interruptible {
        long on(FileChannel stock) throws IOException;
    }

    private static long repeated(FileChannel file, Interruptible body) throws IOException {
        long result;
        do {
            result = once(file, body);
        } while (result == -Errno.EINTR);
        return Native.checked(result);
    }

    private static long once(FileChannel file, Interruptible body) throws IOException {
        Channel interruptible = WrappedFileChannel.closedByInterrupt(file);
        boolean completed = false;
        if (interruptible != null) FileHandles.begin(interruptible);
        try {
            long result = body.on(WrappedFileChannel.inner(file));
            completed = result >= 0;
            return result;
        } finally {
            if (interruptible != null) FileHandles.end(interruptible, completed);
        }
    }

    private static long inThreadSet(FileChannel file, FileCall call) throws AsynchronousCloseException {
        Room.toLeave();
        Object threads = FileHandles.threads(file);
        int ticket = FileHandles.add(threads);
        try {
            if (!file.isOpen()) throw new AsynchronousCloseException();
            return call.on(FileHandles.fd(file));
        } finally {
            FileHandles.remove(threads, ticket);
        }
    }
}
