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
        long result;
        do {
            result = once(file, call);
        } while (result == -Errno.EINTR);
        return Native.checked(result);
    }

    private static long once(FileChannel file, FileCall call) throws IOException {
        Channel interruptible = WrappedFileChannel.closedByInterrupt(file);
        boolean completed = false;
        if (interruptible != null) FileHandles.begin(interruptible);
        try {
            long result = inThreadSet(WrappedFileChannel.inner(file), call);
            completed = result >= 0;
            return result;
        } finally {
            if (interruptible != null) FileHandles.end(interruptible, completed);
        }
    }

    private static long inThreadSet(FileChannel file, FileCall call) throws AsynchronousCloseException {
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
