package io.penstock;

import io.penstock.internal.Mapping;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Buffers over all of a region, each a GiB and the few bytes more that a number at its end may need. */
final class Windows {
    static final int SHIFT = 30;
    static final int MASK = (1 << SHIFT) - 1;

    private static final int OVERLAP = Long.BYTES - 1;

    final long size;
    final ByteBuffer[] buffers;

    private Windows(long size) {
        this.size = size;
        buffers = new ByteBuffer[(int) ((size + MASK) >>> SHIFT)];
    }

    static Windows open(Mapping mapping, long size, ByteOrder order) {
        return new Windows(0).extended(mapping, size, order);
    }

    /** Over more; buffers that need not become longer are the same. */
    Windows extended(Mapping mapping, long newSize, ByteOrder order) {
        Windows all = new Windows(newSize);
        for (int i = 0; i < all.buffers.length; i++) {
            long start = (long) i << SHIFT;
            int length = (int) Math.min(newSize - start, (1L << SHIFT) + OVERLAP);
            boolean same = i < buffers.length && buffers[i].capacity() == length;
            all.buffers[i] = same ? buffers[i] : mapping.buffer(start, length).order(order);
        }
        return all;
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
