package io.penstock.internal.turn;

import java.util.concurrent.TimeUnit;

/** Keeps a transfer in one thread to a number of bytes a second. */
final class Rate {
    private static final double SECOND = TimeUnit.SECONDS.toNanos(1);

    /** The time that a turn should take, and the most idle time that later turns catch up with. */
    private static final long TURN_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final long bytesPerSecond;

    /** The time by which the bytes that have moved are due at this rate; the next may go then. */
    private long due = System.nanoTime();

    Rate(long bytesPerSecond) {
        this.bytesPerSecond = bytesPerSecond;
    }

    /** Returns the most bytes to move in one turn. */
    long turn() {
        return Math.max(1, bytesPerSecond / (TimeUnit.SECONDS.toNanos(1) / TURN_NANOS));
    }

    /** Notes that that many bytes have moved. */
    void moved(long bytes) {
        long earliest = System.nanoTime() - TURN_NANOS;
        if (due - earliest < 0) due = earliest;
        due += (long) Math.ceil(bytes * SECOND / bytesPerSecond);
    }

    /** Returns the nanoseconds until more bytes may go; 0 or less means now. */
    long left() {
        return due - System.nanoTime();
    }
}
