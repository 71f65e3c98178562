package io.penstock.netty;

import io.netty.channel.FileRegion;
import io.netty.util.AbstractReferenceCounted;
import io.netty.util.IllegalReferenceCountException;
import io.penstock.NativeChannels;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;

/** A region of any file channel, which does not reveal the descriptor to Netty. */
final class PlainFileRegion extends AbstractReferenceCounted implements FileRegion {
    private final FileChannel file;
    private final long position;
    private final long count;
    private final boolean owner;
    private long moved;

    PlainFileRegion(FileChannel file, long position, long count, boolean owner) {
        this.file = file;
        this.position = position;
        this.count = count;
        this.owner = owner;
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public long count() {
        return count;
    }

    @Override
    public long transferred() {
        return moved;
    }

    @Override
    @Deprecated
    public long transfered() {
        return moved;
    }

    @Override
    public long transferTo(WritableByteChannel target, long from) throws IOException {
        if (from < 0 || from > count)
            throw new IllegalArgumentException(
                "position %d is not within the region of %d bytes".formatted(from, count));
        if (refCnt() == 0) throw new IllegalReferenceCountException(0);
        long left = count - from;
        long n = NativeChannels.transferTo(file, position + from, left, target);
        if (n == 0 && left > 0) checkLength();
        moved += n;
        return n;
    }

    /** At the end of the file nothing moves either: Netty would then wait for room that is already there. */
    private void checkLength() throws IOException {
        long length = file.size();
        if (length - position < count)
            throw new IOException(
                "a region of %d bytes from %d on, in a file of %d".formatted(count, position, length));
    }

    @Override
    protected void deallocate() {
        if (!owner) return;
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // which Netty logs
        }
    }

    @Override
    public FileRegion retain() {
        super.retain();
        return this;
    }

    @Override
    public FileRegion retain(int increment) {
        super.retain(increment);
        return this;
    }

    @Override
    public FileRegion touch() {
        return this;
    }

    @Override
    public FileRegion touch(Object hint) {
        return this;
    }
}
