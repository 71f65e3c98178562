package io.penstock.internal.relay;

import io.penstock.TransferOptions;
import io.penstock.TransferPath;
import io.penstock.TransferResult;
import io.penstock.internal.end.Coverage;
import io.penstock.internal.memory.Buffers;
import io.penstock.internal.transfer.Transfer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.concurrent.locks.ReentrantLock;

/** A relay between channels of any implementation, through its own buffer. */
final class BufferRelaying extends Relaying {
    private static final int SIZE = 64 * 1024;

    /**
     * Held while a thread moves bytes or discards them: bytes that a write has taken when it is closed count as
     * delivered, not as lost.
     */
    private final ReentrantLock moving = new ReentrantLock();

    /** Bytes to be written lie between position and limit. */
    private volatile ByteBuffer buffer;

    private volatile long read;
    private volatile long delivered;
    private volatile boolean freed;

    BufferRelaying(ReadableByteChannel source, WritableByteChannel target, ByteBuffer prefix, TransferOptions options) {
        super(source, target, options);
        buffer = prefix;
    }

    @Override
    Step move(long turn) throws IOException {
        moving.lock();
        try {
            if (freed) throw new AsynchronousCloseException();
            return moveOnce(turn);
        } finally {
            moving.unlock();
        }
    }

    private Step moveOnce(long turn) throws IOException {
        if (!deliver()) return Step.NEED_WRITE;
        if (buffer.capacity() < SIZE) buffer = Buffers.whole(SIZE).limit(0);
        int n;
        try {
            n = source.read(buffer.clear().limit((int) Math.min(buffer.capacity(), turn)));
        } finally {
            read += buffer.position();
            buffer.flip();
        }
        if (n < 0) return Step.END;
        if (n == 0) return Step.NEED_READ;
        return deliver() ? Step.MOVED : Step.NEED_WRITE;
    }

    /**
     * Writes the buffer. Counts by the buffer, as a read does: a call that an interrupt ends may have moved bytes and
     * still throw.
     */
    private boolean deliver() throws IOException {
        ByteBuffer bytes = buffer;
        long before = delivered - bytes.position();
        try {
            while (bytes.hasRemaining()) {
                if (target.write(bytes) <= 0) return false;
            }
            return true;
        } finally {
            delivered = before + bytes.position();
        }
    }

    @Override
    boolean moveAll(Run run, long turn) throws IOException {
        while (run.goOn()) {
            Step step = move(turn); // the channels wait by themselves
            if (step == Step.END) return true;
            if (step != Step.MOVED) checkBlocking(true); // a listener may have made one non-blocking
        }
        return false;
    }

    @Override
    boolean isInKernel() {
        return false;
    }

    @Override
    TransferResult result() {
        String reason = Coverage.why("a relay goes by the kernel between sockets and pipes of the JDK", source, target);
        return Transfer.uncounted(delivered, TransferPath.BUFFER, reason);
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
    public byte[] take() {
        return Buffers.bytes(buffer);
    }

    @Override
    long free() {
        moving.lock(); // both channels are closed, or this thread has just moved
        try {
            freed = true;
            long lost = buffer.remaining();
            buffer = ByteBuffer.allocate(0);
            return lost;
        } finally {
            moving.unlock();
        }
    }
}
