package io.penstock.internal.channel;

import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * Lets calls in until it is closed, and closes once all are out. Unlike a read-write lock, it gives threads that come
 * in different places to count at, so that they do not wait for each other's caches.
 */
final class Gate {
    private static final int PLACES = 32;

    /** Ints from one place to the next: two cache lines, since processors fetch them in pairs. */
    private static final int SPACING = 32;

    private final AtomicIntegerArray inside = new AtomicIntegerArray((PLACES + 1) * SPACING);
    private volatile boolean closed;

    /** Answers the place for {@link #exit}, or &minus;1 if the gate is closed. */
    int enter() {
        // a subclass may answer a negative one
        int place = (1 + Math.floorMod(Thread.currentThread().getId(), PLACES)) * SPACING;
        inside.getAndIncrement(place);
        if (!closed) return place;
        exit(place);
        return -1;
    }

    void exit(int place) {
        inside.getAndDecrement(place);
    }

    /** Returns when nobody is inside and nobody will be. Not to be called from inside. */
    void close() {
        closed = true;
        for (int place = SPACING; place < inside.length(); place += SPACING) {
            while (inside.get(place) != 0) Thread.yield();
        }
    }
}
