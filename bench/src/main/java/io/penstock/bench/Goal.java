package io.penstock.bench;

import io.penstock.bench.Figures.Key;
import io.penstock.lab.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What Penstock is to reach.
 *
 * @param question the benchmark
 * @param text what is compared
 * @param atLeast whether more is better
 * @param bound on JDK 17
 * @param boundLater on later JDKs
 */
record Goal(String question, String text, boolean atLeast, double bound, double boundLater,
    ToDoubleFunction<Comparison> figure) {
    static final List<Goal> ALL = all();

    private static List<Goal> all() {
        List<Goal> all = new ArrayList<>();
        String[][] receives = {{"SocketToFile.receive cached", "5", "4"}, {"SocketToFile.receive fresh", "3.5", "3"}};
        for (String[] line : receives) {
            speed(all, line[0], "stock", Double.parseDouble(line[1]));
            all.add(new Goal(line[0], "CPU, part of stock's", false, 1 / Double.parseDouble(line[2]),
                1 / Double.parseDouble(line[2]), c -> c.cpuAgainst("stock")));
            speed(all, line[0], "plain", 0.95);
        }
        all.add(new Goal("RelayStreams.relay", "CPU, part of a 64 KiB loop's", false, 0.5, 0.5,
            c -> c.cpuAgainst("stock")));
        speed(all, "RelayStreams.relay", "plain", 0.9);
        speed(all, "RelayStreams.relay", "netty", 2);
        all.add(new Goal("SendCalls.send 512", "speed, times stock's", true, 1.3, 1.5,
            c -> c.speedAgainst("stock").median()));
        beyondPlain(all, "SendCalls.send 512");
        all.add(new Goal("SendCalls.send 4096", "speed, times stock's", true, 1.25, 1.38,
            c -> c.speedAgainst("stock").median()));
        beyondPlain(all, "SendCalls.send 4096");
        for (String size : List.of("512", "4096"))
            all.add(new Goal("SendCalls.send " + size, "bytes allocated a call", false, 1, 1,
                c -> c.of(Figures.ALLOCATED).median()));
        speed(all, "FileToSocket.whole", "plain", 0.98);
        speed(all, "FileToSocket.whole", "stock", 1);
        speed(all, "GatherRanges.gather 64x8192", "stock", 1.5);
        speed(all, "CopyFile.copy sparse", "stock", 20);
        for (String kind : List.of("xfs", "btrfs"))
            all.add(new Goal("CopyFile.copy " + kind, "ms", false, 10, 10, c -> c.result().median()));
        for (String size : List.of("65536", "1048576", "67108864"))
            speed(all, "MapTouchClose.cycle " + size, "stock", 1);
        for (String size : List.of("65536", "67108864")) speed(all, "MappedReads.read " + size, "stock", 1);
        return all;
    }

    private static void speed(List<Goal> all, String question, String other, double bound) {
        all.add(new Goal(question, "speed, times " + other + "'s", true, bound, bound,
            c -> c.speedAgainst(other).median()));
    }

    private static void beyondPlain(List<Goal> all, String question) {
        all.add(new Goal(question, "µs a call beyond plain's", false, 0.2, 0.2, c -> c.beyond("plain")));
    }

    private double boundOn(int jdk) {
        return jdk < 21 ? bound : boundLater;
    }

    /** What was measured, and whether it is enough. */
    String verdict(Figures figures, long bytes, int jdk) {
        Comparison comparison = new Comparison(figures, new Key(question, bytes, "penstock", jdk));
        double measured = comparison.result().isKnown() ? figure.applyAsDouble(comparison) : Double.NaN;
        if (Double.isNaN(measured)) return "not measured";
        boolean met = atLeast ? measured >= boundOn(jdk) : measured <= boundOn(jdk);
        return Table.precise(measured) + (met ? "" : " **missed**");
    }

    String target() {
        String sign = atLeast ? "≥ " : "≤ ";
        return sign + Table.precise(bound) + (bound == boundLater ? "" : "; later " + sign + Table.precise(boundLater));
    }
}
