package io.penstock.internal;

import io.penstock.Relay.Step;
import io.penstock.TransferOptions;
import io.penstock.TransferPath;
import io.penstock.TransferResult;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/** A relay between channels of any make, through a buffer of its own. */
final class BufferRelaying extends Relaying {
    private static final int SIZE = 64 * 1024;

    /** Bytes to be written lie between position and limit. */
    private ByteBuffer buffer;

    private long read;
    private long delivered;

    BufferRelaying(ReadableByteChannel source, WritableByteChannel target, ByteBuffer prefix, TransferOptions options) {
        super(source, target, options);
        buffer = prefix;
    }

    @Override
    Step move(long turn) throws IOException {
        if (!deliver()) return Step.NEED_WRITE;
        if (buffer.capacity() < SIZE) buffer = ByteBuffer.allocateDirect(SIZE);
        int n;
        try {
            n = source.read(buffer.clear().limit((int) Math.min(buffer.capacity(), turn)));
        } finally {
            buffer.flip();
        }
        if (n < 0) return Step.END;
        read += n;
        if (n == 0) return Step.NEED_READ;
        return deliver() ? Step.MOVED : Step.NEED_WRITE;
    }

    private boolean deliver() throws IOException {
        while (buffer.hasRemaining()) {
            int n = target.write(buffer);
            if (n <= 0) return false;
            delivered += n;
        }
        return true;
    }

    @Override
    boolean moveAll(long turn) throws IOException {
        while (goOn()) {
            if (move(turn) == Step.END) return true; // the channels wait by themselves
        }
        return false;
    }

    @Override
    boolean isInKernel() {
        return false;
    }

    @Override
    TransferResult result() {
        return Transfer.uncounted(delivered, TransferPath.BUFFER, null);
    }

    @Override
    public long bytesRead() {
        return read;
    }

    @Override
    public long bytesDelivered() {
        return delivered;
    }

    @Override
    public long bytesHeld() {
        return buffer.remaining();
    }

    @Override
    ByteBuffer take() {
        return buffer.duplicate();
    }

    @Override
    long free() {
        long lost = buffer.remaining();
        buffer = ByteBuffer.allocate(0);
        return lost;
    }
}
