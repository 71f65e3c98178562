package io.penstock;

import io.penstock.internal.map.Mapping;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Buffers over all of a region, each a GiB and the few bytes more that a number at its end may need. Never changes. */
final class RegionBuffers {
    static final int SHIFT = 30;
    static final int MASK = (1 << SHIFT) - 1;

    private static final int OVERLAP = Long.BYTES - 1;

    final long size;
    final ByteBuffer[] buffers;

    /** Which nearly all reads are of. */
    final ByteBuffer first;

    private RegionBuffers(long size, ByteBuffer[] buffers) {
        this.size = size;
        this.buffers = buffers;
        first = buffers.length == 0 ? ByteBuffer.allocate(0) : buffers[0];
    }

    static RegionBuffers open(Mapping mapping, long size, ByteOrder order) {
        return new RegionBuffers(0, new ByteBuffer[0]).extended(mapping, size, order);
    }

    /** Over more; buffers that need not become longer are the same. */
    RegionBuffers extended(Mapping mapping, long newSize, ByteOrder order) {
        ByteBuffer[] all = new ByteBuffer[(int) ((newSize + MASK) >>> SHIFT)];
        for (int i = 0; i < all.length; i++) {
            long start = (long) i << SHIFT;
            int length = (int) Math.min(newSize - start, (1L << SHIFT) + OVERLAP);
            boolean same = i < buffers.length && buffers[i].capacity() == length;
            all[i] = same ? buffers[i] : mapping.buffer(start, length).order(order);
        }
        return new RegionBuffers(newSize, all);
    }

    /** What to do with a part of one buffer, after so many bytes of the whole. */
    @FunctionalInterface
    interface Part {
        void on(ByteBuffer buffer, int index, int done, int length);
    }

    /** Does it with a range, in as many parts as there are buffers that have it. */
    void forEach(long offset, int length, Part part) {
        for (int done = 0; done < length; ) {
            int index = (int) (offset + done) & MASK;
            int n = Math.min(length - done, MASK + 1 - index);
            part.on(buffers[(int) ((offset + done) >>> SHIFT)], index, done, n);
            done += n;
        }
    }
}
