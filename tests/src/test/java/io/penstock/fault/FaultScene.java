package io.penstock.fault;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Work of the library that a {@link FaultWorker} does while system calls fail, and what has to be true of it
 * nevertheless.
 */
interface FaultScene extends Closeable {
    /** Does the work, in the thread whose system calls fail; returns what the library reports of it. */
    String run() throws IOException;

    /** The file that it maps, if it maps one. */
    default Path mapped() {
        return null;
    }

    /**
     * When nothing fails any more: that no byte is wrong, missing or there twice, by the library's own account. What
     * was not done is done now, so that a wrong account shows in the bytes.
     *
     * @param thrown by {@link #run}, or null
     */
    void check(Throwable thrown) throws Exception;

    /** That a number is what it has to be. No library does this, since other users may not see those. */
    static void same(String what, long actual, long expected) {
        if (actual != expected) throw new AssertionError("%s: %,d, not %,d".formatted(what, actual, expected));
    }

    /** A count that has to be positive, or what is waited for would never come. */
    static long some(long moved) {
        if (moved <= 0) throw new AssertionError("nothing moves although nothing fails any more");
        return moved;
    }
}
