package io.penstock.support;

/** What a test measured or counted, in a line that {@code tests/run} puts into its table. */
public final class Proof {
    private Proof() {}

    public static void line(String format, Object... arguments) {
        System.out.println("proof: " + String.format(format, arguments));
    }
}
