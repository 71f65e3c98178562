package io.penstock.bench;

import io.penstock.bench.Figures.Key;
import io.penstock.lab.Spread;

/** One way, compared with the others that do the same on the same JDK. */
record Comparison(Figures figures, Key key) {
    /** Time, or throughput. */
    Spread result() {
        return figures.of(key, Figures.PRIMARY);
    }

    Spread of(String metric) {
        return figures.of(key, metric);
    }

    /** Another way to answer the same question on the same JDK. */
    Comparison other(String impl) {
        return new Comparison(figures, new Key(key.question(), key.bytes(), impl, key.jdk()));
    }

    /**
     * How many times as fast as another way, by the medians; least and most are those of this way. Not-a-number if one
     * is missing.
     */
    Spread speedAgainst(String impl) {
        double base = other(impl).result().median();
        Spread mine = result();
        return figures.isThroughput(key.question())
            ? new Spread(mine.median() / base, mine.least() / base, mine.most() / base)
            : new Spread(base / mine.median(), base / mine.most(), base / mine.least());
    }

    /** How much CPU time per operation, as a part of another way's. */
    double cpuAgainst(String impl) {
        return of("cpu").median() / other(impl).of("cpu").median();
    }

    /** Time beyond another way's, in the unit of the question. */
    double beyond(String impl) {
        return result().median() - other(impl).result().median();
    }
}
