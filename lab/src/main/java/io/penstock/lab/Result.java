package io.penstock.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** The result of a row. The experiment fills it, the reports read it. */
final class Result {
    final Row row;
    private final List<Sample> samples = new ArrayList<>();
    private Verdict verdict = Verdict.UNTRIED;
    private String reason = "";
    private Sample verified;
    private double systemCalls = Double.NaN;

    Result(Row row) {
        this.row = row;
    }

    /** Did what arrived equal what was sent? */
    enum Verdict {
        UNTRIED("–"),
        MATCH("matches"),
        MISMATCH("DIFFERS"),
        FAILED("failed"),
        UNAVAILABLE("n/a");

        final String text;

        Verdict(String text) {
            this.text = text;
        }

        boolean isFailure() {
            return this == MISMATCH || this == FAILED;
        }
    }

    void verified(Sample sample, String expected) {
        verified = sample;
        verdict = sample.digest().equals(expected) ? Verdict.MATCH : Verdict.MISMATCH;
        if (verdict == Verdict.MISMATCH) {
            reason = "SHA-256 at the other end is " + sample.digest();
        }
    }

    void failed(String why) {
        verdict = Verdict.FAILED;
        reason = why;
    }

    void unavailable(String why) {
        verdict = Verdict.UNAVAILABLE;
        reason = why;
    }

    void add(Sample sample) {
        samples.add(sample);
    }

    void systemCallsPerGigabyte(double calls) {
        systemCalls = calls;
    }

    Verdict verdict() {
        return verdict;
    }

    /** Whether it is worth timing. */
    boolean isSound() {
        return verdict == Verdict.MATCH;
    }

    /** Why there are no figures; empty if there are. */
    String reason() {
        return reason;
    }

    /** What the untimed pass reported of the path taken; null if it never ended. */
    Sample verifiedSample() {
        return verified;
    }

    Spread megabytesPerSecond() {
        return spread(Sample::megabytesPerSecond);
    }

    Spread cpuSeconds() {
        return spread(Sample::cpuSecondsPerGigabyte);
    }

    Spread totalCpuSeconds() {
        return spread(Sample::totalCpuSecondsPerGigabyte);
    }

    Spread switches() {
        return spread(sample -> sample.perGigabyte(sample.cost().switches()));
    }

    Spread minorFaults() {
        return spread(sample -> sample.perGigabyte(sample.cost().minorFaults()));
    }

    Spread majorFaults() {
        return spread(sample -> sample.perGigabyte(sample.cost().majorFaults()));
    }

    /** As strace counted them, or else the library; not-a-number if neither did. */
    double systemCalls() {
        return systemCalls;
    }

    private Spread spread(ToDoubleFunction<Sample> figure) {
        return Spread.of(samples.stream().mapToDouble(figure).filter(value -> !Double.isNaN(value)));
    }
}
