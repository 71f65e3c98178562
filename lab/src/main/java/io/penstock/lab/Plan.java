package io.penstock.lab;

import java.nio.file.Path;
import java.time.Duration;

/**
 * How much is sent how often, so that a byte and a terabyte both take a bearable time.
 *
 * @param file the file
 * @param size its size when the lab began; what is appended later is not sent
 * @param repeats how often a timed pass sends it, back to back
 * @param rounds how many timed passes each row gets
 */
record Plan(Path file, long size, int repeats, int rounds) {
    private static final long MIB = 1 << 20;

    /** Shorter passes would measure the clock. */
    private static final long LEAST_PASS = 256 * MIB;
    private static final int MOST_REPEATS = 20_000;

    /** Longer passes say nothing new: of a larger file only the beginning is timed, but all of it checked. */
    private static final long MOST_PASS = 1024 * MIB;

    /** What each row sends in all its timed passes, more or less. */
    private static final long BUDGET = 3500 * MIB;
    private static final int LEAST_ROUNDS = 3;
    private static final int MOST_ROUNDS = 9;

    /** Every traced system call costs microseconds. */
    private static final long MOST_TRACED = 64 * MIB;

    /** Below this a transfer costs what its calls cost, not what its bytes do. */
    private static final long SMALL = 64 << 10;

    /** {@code rounds} 0 leaves their number to the plan. */
    static Plan of(Path file, long size, int rounds) {
        int repeats = size == 0 ? 1 : (int) Math.min((LEAST_PASS + size - 1) / size, MOST_REPEATS);
        long affordable = BUDGET / Math.max(Math.min(size, MOST_PASS) * repeats, 1);
        int chosen = (int) Math.max(LEAST_ROUNDS, Math.min(affordable, MOST_ROUNDS));
        return new Plan(file, size, repeats, rounds > 0 ? rounds : chosen);
    }

    boolean isSmall() {
        return size < SMALL;
    }

    /** Whether the JIT compiler needs more than the one pass that checks the path. A large file is loop enough. */
    boolean needsWarmUp() {
        return repeats > 1;
    }

    String sizeText() {
        return "%,d byte%s".formatted(size, size == 1 ? "" : "s");
    }

    Pass timed(Row row) {
        return new Pass(row, timedBytes(), repeats, Pass.Purpose.TIME);
    }

    Pass verifying(Row row) {
        return new Pass(row, size, 1, Pass.Purpose.VERIFY);
    }

    Pass traced(Row row) {
        return new Pass(row, tracedBytes(), tracedRepeats(), Pass.Purpose.TRACE);
    }

    private long timedBytes() {
        return Math.min(size, MOST_PASS);
    }

    /** What a timed pass sends, in words. */
    String passText() {
        if (timedBytes() < size)
            return "the first GiB of the file";
        return "the file " + (repeats == 1 ? "once" : "%,d times".formatted(repeats));
    }

    long tracedBytes() {
        return Math.min(size, MOST_TRACED);
    }

    /** Small files several times: a first call also sets things up. */
    private int tracedRepeats() {
        return size < MIB ? Math.min(repeats, 100) : 1;
    }

    /** How long a pass may take before something must be wrong: at 5 MB/s, and a minute. */
    static Duration patience(Pass pass) {
        return Duration.ofSeconds(60 + pass.bytes() / 5_000_000);
    }
}
