package io.penstock.lab;

import java.util.stream.DoubleStream;

/** The results of several rounds; not-a-number where there was nothing to measure. */
public record Spread(double median, double least, double most) {
    public static final Spread NONE = new Spread(Double.NaN, Double.NaN, Double.NaN);

    public static Spread of(DoubleStream figures) {
        double[] sorted = figures.sorted().toArray();
        if (sorted.length == 0)
            return NONE;
        int middle = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Spread(median, sorted[0], sorted[sorted.length - 1]);
    }

    public boolean isKnown() {
        return !Double.isNaN(median);
    }

    /** How far apart the rounds lie: most by least. */
    double ratio() {
        return most / least;
    }
}
