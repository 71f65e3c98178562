package io.penstock.internal.channel;

import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * Lets calls enter until it is closed; a close waits until all have left. Unlike a read-write lock, it counts threads
 * in different places, so that they do not wait for each other's cache lines.
 */
final class Gate {
    private static final int PLACES = 32;

    /** Ints from one place to the next: two cache lines, since processors fetch them in pairs. */
    private static final int SPACING = 32;

    private final AtomicIntegerArray inside = new AtomicIntegerArray((PLACES + 1) * SPACING);
    private volatile boolean closed;

    /** Enters. Returns the place for {@link #exit}, or &minus;1 if the gate is closed. */
    int enter() {
        // a subclass of Thread may return a negative id
        int place = (1 + Math.floorMod(Thread.currentThread().getId(), PLACES)) * SPACING;
        inside.getAndIncrement(place);
        if (!closed) return place;
        exit(place);
        return -1;
    }

    void exit(int place) {
        inside.getAndDecrement(place);
    }

    /** Closes the gate and waits until all calls have left. A call that is inside must not call it. */
    void close() {
        closed = true;
        for (int place = SPACING; place < inside.length(); place += SPACING) {
            while (inside.get(place) != 0) Thread.yield();
        }
    }
}
