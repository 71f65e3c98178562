package io.penstock.internal.turn;

import java.util.concurrent.TimeUnit;

/** So many bytes a second, for one transfer in one thread. */
final class Rate {
    private static final double SECOND = TimeUnit.SECONDS.toNanos(1);

    /** The time that a turn should take, and the most idle time that is made up for by going faster later. */
    private static final long TURN_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final long bytesPerSecond;

    /** When the bytes that have moved would have, at this rate; the next may go then. */
    private long due = System.nanoTime();

    Rate(long bytesPerSecond) {
        this.bytesPerSecond = bytesPerSecond;
    }

    /** Bytes to move in one turn at most. */
    long turn() {
        return Math.max(1, bytesPerSecond / (TimeUnit.SECONDS.toNanos(1) / TURN_NANOS));
    }

    /** Notes that so many bytes have moved. */
    void moved(long bytes) {
        long earliest = System.nanoTime() - TURN_NANOS;
        if (due - earliest < 0) due = earliest;
        due += (long) Math.ceil(bytes * SECOND / bytesPerSecond);
    }

    /** Nanoseconds until more bytes may go; 0 or less: now. */
    long left() {
        return due - System.nanoTime();
    }
}
