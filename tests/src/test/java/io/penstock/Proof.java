package io.penstock;

/** What a test measured or counted, in a line that {@code tests/run} puts into its table. */
final class Proof {
    private Proof() {}

    static void line(String format, Object... arguments) {
        System.out.println("proof: " + String.format(format, arguments));
    }
}
