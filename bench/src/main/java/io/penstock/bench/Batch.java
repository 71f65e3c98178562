package io.penstock.bench;

/** How many operations run in a row, so that the cost of asking another process or thread for them does not count. */
final class Batch {
    private static final String PROPERTY = "penstock.bench.batch";

    private Batch() {}

    /** Returns that number; or fewer where times do not matter. */
    static int of(int operations) {
        return Math.min(operations, Integer.getInteger(PROPERTY, operations));
    }

    /** From now on, in this JVM, times do not matter. */
    static void shorten() {
        System.setProperty(PROPERTY, "16");
    }
}
