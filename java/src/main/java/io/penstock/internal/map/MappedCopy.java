package io.penstock.internal.map;

import io.penstock.internal.jdk.BufferHandles;
import io.penstock.internal.jni.Errno;
import io.penstock.internal.jni.Native;
import io.penstock.internal.memory.Buffers;
import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;

/** Copies between mapped files and buffers in the kernel: if a page is missing, the copy fails and the VM survives. */
final class MappedCopy {
    /** The most that one system call copies, in bytes. */
    private static final int CHUNK = 1 << 30;

    private MappedCopy() {}

    /**
     * Copies out of the mapping or into it, as much as the buffer has room for or holds. No other code uses the buffer;
     * its position tells how far the copy got.
     */
    static void run(Mapping mapping, boolean out, long offset, ByteBuffer buffer) throws IOException {
        if (BufferHandles.ownsMemory(buffer) || !buffer.hasRemaining()) {
            direct(mapping, out, offset, buffer);
            return;
        }
        ByteBuffer between = Buffers.takeDirect(Math.min(buffer.remaining(), 1 << 16));
        try {
            for (long at = offset; buffer.hasRemaining(); ) {
                int wanted = Math.min(between.clear().capacity(), buffer.remaining());
                between.limit(wanted);
                if (!out) between.put(0, buffer, buffer.position(), wanted);
                try {
                    direct(mapping, out, at, between);
                } finally {
                    int done = between.position();
                    if (out) buffer.put(buffer.position(), between, 0, done);
                    buffer.position(buffer.position() + done);
                    at += done;
                }
            }
        } finally {
            Buffers.give(between);
        }
    }

    private static void direct(Mapping mapping, boolean out, long offset, ByteBuffer buffer) throws IOException {
        mapping.enter();
        try {
            for (long at = offset; buffer.hasRemaining(); ) {
                long inside = mapping.address(at);
                long outside = BufferHandles.address(buffer, buffer.position());
                int wanted = Math.min(buffer.remaining(), CHUNK);
                long n = Native.checked(
                    out ? Native.copyMemory(inside, outside, wanted) : Native.copyMemory(outside, inside, wanted));
                if (mapping.isClosed()) throw Mapping.closed();
                if (n == -Errno.EINTR) continue;
                if (n < 0) throw failure(n, out, at);
                buffer.position(buffer.position() + (int) n);
                at += n;
            }
        } finally {
            mapping.exit();
            Reference.reachabilityFence(buffer);
        }
    }

    private static IOException failure(long result, boolean out, long offset) {
        String what = out ? "reading" : "writing";
        String why = result == -Errno.EFAULT ? "; the file has become shorter, or its disk is full or fails" : "";
        return new IOException("%s: %s mapped bytes from %d on%s".formatted(Errno.describe(result), what, offset, why));
    }
}
