package io.penstock.internal.transfer;

import io.penstock.TransferOptions;
import io.penstock.TransferPath;
import io.penstock.TransferResult;
import io.penstock.internal.end.FileCall;
import io.penstock.internal.end.FileEnd;
import io.penstock.internal.jdk.BufferHandles;
import io.penstock.internal.jni.Errno;
import io.penstock.internal.jni.Native;
import io.penstock.internal.memory.Buffers;
import io.penstock.internal.turn.Turns;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.WritableByteChannel;

/** A transfer to a channel of any implementation, through a large direct buffer. */
final class BufferSend extends Send {
    private final int bufferSize;
    private final String reason;

    BufferSend(
            FileEnd file, long position, long count, WritableByteChannel target, TransferOptions options, Turns turns,
            String reason) {
        super(file, position, count, target, options, turns);
        bufferSize = options.bufferSize();
        this.reason = reason;
    }

    @Override
    public void move() throws IOException {
        ByteBuffer buffer = Buffers.take(bufferSize);
        try {
            copy(buffer);
        } finally {
            Buffers.give(buffer);
        }
    }

    private void copy(ByteBuffer buffer) throws IOException {
        while (moved < count && goOn()) {
            long from = position + moved;
            // no position is larger
            long left = Math.min(Math.min(chunk, count - moved), Long.MAX_VALUE - from);
            buffer.clear().limit((int) Math.min(Math.min(bufferSize, buffer.capacity()), left));
            int n = read(buffer, from);
            if (n <= 0) {
                checkOpen(file);
                ended = n < 0;
                return;
            }
            if (!deliver(buffer.flip())) return; // full; the bytes read in excess stay in the file
        }
    }

    /**
     * Reads from a position. A file without positions, such as a named pipe, has bytes at the first position only, as
     * for the JDK.
     */
    private int read(ByteBuffer buffer, long from) throws IOException {
        try {
            return file.read(buffer, from);
        } catch (ClosedChannelException e) {
            throw e;
        } catch (IOException e) {
            if (from > 0 && fileEnd.covered && !BufferHandles.isMissing() && hasNoPositions(buffer, from)) return -1;
            throw e;
        }
    }

    private boolean hasNoPositions(ByteBuffer buffer, long from) throws IOException {
        return FileCall.guarded(fileEnd, fd -> readNothing(fd, buffer, from)) == -Errno.ESPIPE;
    }

    private static long readNothing(int fd, ByteBuffer buffer, long from) {
        return Native.pread(fd, BufferHandles.address(buffer, 0), 0, from);
    }

    /**
     * Writes the buffer. Counts by the buffer: a write that an interrupt ends may have written bytes and still throw.
     */
    private boolean deliver(ByteBuffer buffer) throws IOException {
        long start = moved;
        try {
            while (buffer.hasRemaining()) {
                if (target.write(buffer) <= 0) return false;
            }
            return true;
        } finally {
            moved = start + buffer.position();
        }
    }

    @Override
    TransferResult ofWay() {
        return uncounted(moved, TransferPath.BUFFER, reason);
    }
}
