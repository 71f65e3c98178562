package io.penstock.support;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.ClosedChannelException;

/** A channel as others write them, which does not care about interrupts: takes, or gives, a few bytes a call. */
public final class ForeignStream implements ByteChannel {
    /** What happens when all bytes have gone. */
    public enum AtEnd { STOPS, BREAKS }

    private final ByteBuffer bytes;
    private final int most;
    private final AtEnd atEnd;
    private boolean closed;

    /**
     * A channel that has these bytes, or as much room.
     *
     * @param most bytes a call
     */
    public ForeignStream(byte[] bytes, int most, AtEnd atEnd) {
        this.bytes = ByteBuffer.wrap(bytes);
        this.most = most;
        this.atEnd = atEnd;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        int n = some(target);
        if (n == 0) return target.hasRemaining() ? -1 : 0;
        target.put(bytes.slice().limit(n));
        bytes.position(bytes.position() + n);
        return n;
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        int n = some(source);
        bytes.put(source.slice().limit(n));
        source.position(source.position() + n);
        return n;
    }

    private int some(ByteBuffer buffer) throws IOException {
        if (closed) throw new ClosedChannelException();
        if (atEnd == AtEnd.BREAKS && !bytes.hasRemaining()) throw new IOException("broken");
        return Math.min(most, Math.min(buffer.remaining(), bytes.remaining()));
    }

    /** The bytes that were written. */
    public ByteBuffer written() {
        return bytes.duplicate().flip();
    }

    public boolean isEmpty() {
        return !bytes.hasRemaining();
    }

    @Override
    public boolean isOpen() {
        return !closed;
    }

    @Override
    public void close() {
        closed = true;
    }
}
