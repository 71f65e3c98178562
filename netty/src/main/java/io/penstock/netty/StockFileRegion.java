package io.penstock.netty;

import io.netty.channel.DefaultFileRegion;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;

/**
 * A region of one of the JDK's channels, whose descriptor native transports may use: they know the superclass, read the
 * channel from it and store in it what they moved. Everything else is the plain region's, references included, because
 * the superclass closes its file with the last of its own.
 */
final class StockFileRegion extends DefaultFileRegion {
    private final PlainFileRegion plain;

    StockFileRegion(PlainFileRegion plain, FileChannel stock) {
        super(stock, plain.position(), plain.count());
        this.plain = plain;
    }

    /**
     * Called by native transports before they send. That of io_uring truncates positions to 32 bits, and would send
     * other bytes.
     */
    @Override
    public void open() throws IOException {
        if (position() > Integer.MAX_VALUE - count() && isCalledByUring())
            throw new IOException("Netty's io_uring transport cannot send beyond 2 GiB: %d bytes from %d on"
                .formatted(count(), position()));
        super.open();
    }

    private static boolean isCalledByUring() {
        return StackWalker.getInstance()
            .walk(frames -> frames.anyMatch(frame -> frame.getClassName().endsWith("IoUringFileRegion")));
    }

    @Override
    public long transferTo(WritableByteChannel target, long from) throws IOException {
        return plain.transferTo(target, from);
    }

    @Override
    public long transferred() {
        return plain.transferred() + super.transferred();
    }

    @Override
    @Deprecated
    public long transfered() {
        return transferred();
    }

    @Override
    public int refCnt() {
        return plain.refCnt();
    }

    @Override
    public DefaultFileRegion retain() {
        plain.retain();
        return this;
    }

    @Override
    public DefaultFileRegion retain(int increment) {
        plain.retain(increment);
        return this;
    }

    @Override
    public DefaultFileRegion touch() {
        return this;
    }

    @Override
    public DefaultFileRegion touch(Object hint) {
        return this;
    }

    @Override
    public boolean release() {
        return plain.release();
    }

    @Override
    public boolean release(int decrement) {
        return plain.release(decrement);
    }
}
