package io.penstock.bench;

/** Ranges of a file one after the other, from the start again at the end. */
final class Walk {
    private final long length;
    private final int size;
    private final int times;
    private long position;

    /** Walks a file of {@code length} bytes, a multiple of {@code size}; {@code times} ranges at a time. */
    Walk(long length, int size, int times) {
        this.length = length;
        this.size = size;
        this.times = times;
    }

    /** Returns a walk from the start of the file, to its end at most. */
    Walk once() {
        return new Walk(length, size, (int) Math.min(times, length / size));
    }

    long length() {
        return length;
    }

    int size() {
        return size;
    }

    int times() {
        return times;
    }

    /** Bytes of so many ranges. */
    long bytes() {
        return (long) size * times;
    }

    /** Returns the position of the next range. */
    long next() {
        long next = position;
        position = (position + size) % length;
        return next;
    }
}
