package io.penstock;

import io.penstock.internal.map.Mapping;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The buffers over a region, each of a GiB plus the few bytes that a number at its end may need. Immutable. */
final class RegionBuffers {
    static final int SHIFT = 30;
    static final int MASK = (1 << SHIFT) - 1;

    private static final int OVERLAP = Long.BYTES - 1;

    final long size;
    final ByteBuffer[] buffers;

    /** The first buffer, which nearly all reads use. */
    final ByteBuffer first;

    private RegionBuffers(long size, ByteBuffer[] buffers) {
        this.size = size;
        this.buffers = buffers;
        first = buffers.length == 0 ? ByteBuffer.allocate(0) : buffers[0];
    }

    static RegionBuffers open(Mapping mapping, long size, ByteOrder order) {
        return new RegionBuffers(0, new ByteBuffer[0]).extended(mapping, size, order);
    }

    /** Returns buffers over a longer region, and reuses those that need not grow. */
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

    /** Handles a part of one buffer, which follows that many bytes of the whole range. */
    @FunctionalInterface
    interface Part {
        void on(ByteBuffer buffer, int index, int done, int length);
    }

    /** Calls {@code part} for each buffer that holds a part of the range. */
    void forEach(long offset, int length, Part part) {
        for (int done = 0; done < length; ) {
            int index = (int) (offset + done) & MASK;
            int n = Math.min(length - done, MASK + 1 - index);
            part.on(buffers[(int) ((offset + done) >>> SHIFT)], index, done, n);
            done += n;
        }
    }
}
