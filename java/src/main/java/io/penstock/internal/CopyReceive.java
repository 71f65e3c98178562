package io.penstock.internal;

import io.penstock.TransferOptions;
import io.penstock.TransferPath;
import io.penstock.TransferResult;
import java.io.IOException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.FileChannel;

/**
 * A transfer from file to file by {@code copy_file_range(2)}, which reads at the source's own position and moves that, and
 * through a buffer where the kernel does not do it: for targets in append mode, files of {@code /proc}, other file systems.
 */
final class CopyReceive extends Receive {
    /** The most one system call may copy, in bytes: a close has to wait no longer than this takes. */
    private static final long CHUNK = 64 << 20;

    /** The channel behind the source, or that itself. */
    private final FileChannel from;

    private long calls;
    private BufferReceive rest;

    CopyReceive(FileChannel file, long position, long count, FileChannel source) {
        super(file, position, count, source);
        from = WrappedFileChannel.inner(source);
    }

    @Override
    void move() throws IOException {
        if (sizeUnknown) {
            moveRest("the source tells no size");
            return;
        }
        while (moved < count) {
            long n = copy();
            calls++;
            if (n > 0) continue;
            if (n == 0 || Errno.isRefusal(n)) {
                moveRest(n == 0 ? "copy_file_range(2) sees no bytes" : "copy_file_range(2) refused: " + Errno.describe(n));
                return;
            }
            if (n != -Errno.EINTR) throw new IOException("%s: copy_file_range(2) from %s to %s".formatted(Errno.describe(n), source, file));
        }
    }

    /** One system call, inside of what keeps both descriptors from being closed. */
    private long copy() throws IOException {
        FileChannel interruptible = closedByInterrupt();
        if (interruptible != null) FileHandles.begin(interruptible);
        boolean completed = false;
        try {
            long n = copyInThreadSets();
            completed = moved > 0 || n >= 0;
            return n;
        } finally {
            if (interruptible != null) FileHandles.end(interruptible, completed);
        }
    }

    private long copyInThreadSets() throws AsynchronousCloseException {
        Object targets = FileHandles.threads(stock);
        Object sources = FileHandles.threads(from);
        int target = FileHandles.add(targets);
        try {
            int source = FileHandles.add(sources);
            try {
                if (!stock.isOpen() || !from.isOpen()) throw new AsynchronousCloseException();
                long size = Math.min(count - moved, CHUNK);
                long n = Native.checked(Native.copyFileRange(FileHandles.fd(from), FileHandles.fd(stock), position + moved, size));
                moved += Math.max(n, 0); // here, since an interrupt makes end() throw
                return n;
            } finally {
                FileHandles.remove(sources, source);
            }
        } finally {
            FileHandles.remove(targets, target);
        }
    }

    private void moveRest(String reason) throws IOException {
        rest = new BufferReceive(file, position + moved, count - moved, source, TransferOptions.DEFAULT_BUFFER_SIZE, reason);
        long before = moved;
        try {
            rest.move();
        } finally {
            moved = before + rest.moved;
        }
    }

    @Override
    TransferResult result(long bytes) {
        if (rest != null && rest.moved > 0) return rest.result(bytes);
        return new TransferResult(bytes, bytes == 0 ? TransferPath.NONE : TransferPath.COPY_FILE_RANGE, calls, null);
    }
}
