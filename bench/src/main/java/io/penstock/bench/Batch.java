package io.penstock.bench;

/** Operations in a row, so that what it takes to ask another process or thread for them does not count. */
final class Batch {
    private static final String PROPERTY = "penstock.bench.batch";

    private Batch() {}

    /** So many; or few of them where times do not matter. */
    static int of(int operations) {
        return Math.min(operations, Integer.getInteger(PROPERTY, operations));
    }

    /** From now on, in this JVM, times do not matter. */
    static void shorten() {
        System.setProperty(PROPERTY, "16");
    }
}
