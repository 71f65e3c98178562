package io.penstock.internal.channel;

import io.penstock.internal.jdk.BufferHandles;
import io.penstock.internal.jdk.FileHandles;
import io.penstock.internal.jni.Errno;
import io.penstock.internal.jni.Failures;
import io.penstock.internal.jni.Native;
import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.FileChannel;

/** Positional reads and writes that do without the file's thread set, which is one monitor for all threads. */
final class PositionalIo {
    private final FileChannel file;
    private final Gate gate = new Gate();

    PositionalIo(FileChannel file) {
        this.file = file;
    }

    /** Tells whether the file can be read and written so; only {@link #close} must then close it. */
    static boolean fits(FileChannel file) {
        return FileHandles.cover(file) && !BufferHandles.isMissing() && !FileHandles.isDirect(file);
    }

    boolean takes(ByteBuffer buffer) {
        return buffer != null && BufferHandles.ownsMemory(buffer);
    }

    /** Reads as {@code FileChannel.read(target, position)}, after its arguments were checked. */
    int read(ByteBuffer target, long position) throws IOException {
        long n = call(true, target, position);
        return n == 0 && target.hasRemaining() ? -1 : advance(target, n);
    }

    /** Writes as {@code FileChannel.write(source, position)}, after its arguments were checked. */
    int write(ByteBuffer source, long position) throws IOException {
        return advance(source, call(false, source, position));
    }

    private static int advance(ByteBuffer buffer, long n) {
        buffer.position(buffer.position() + (int) n);
        return (int) n;
    }

    private long call(boolean read, ByteBuffer buffer, long position) throws IOException {
        int place = gate.enter();
        if (place < 0) throw new AsynchronousCloseException();
        try {
            int fd = FileHandles.fd(file);
            int from = buffer.position(); // once: a buffer that others move meanwhile still has no more memory
            int length = Math.max(buffer.limit() - from, 0);
            long address = BufferHandles.address(buffer, from);
            long n;
            do {
                n = read ? Native.pread(fd, address, length, position) : Native.pwrite(fd, address, length, position);
            } while (n == -Errno.EINTR);
            String name = read ? "pread(2)" : "pwrite(2)";
            if (Native.checked(n) < 0)
                throw Failures.of((int) -n, "%s of %d bytes from %d on: %s".formatted(name, length, position, file));
            return n;
        } finally {
            gate.exit(place);
            Reference.reachabilityFence(buffer);
        }
    }

    /** Closes the file after the calls that are under way have ended. */
    void close() throws IOException {
        gate.close();
        file.close();
    }
}
