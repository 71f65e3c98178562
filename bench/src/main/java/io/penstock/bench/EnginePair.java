package io.penstock.bench;

import io.penstock.lab.Spread;
import java.util.ArrayList;
import java.util.List;

/**
 * The same measured with and without the agent, in turn, in pairs whose order changes from round to round.
 *
 * @param what what is measured
 * @param unit of the rate
 */
record EnginePair(String what, String unit, List<Result> stock, List<Result> agent) {
    /**
     * What one window came to.
     *
     * @param rate per second
     * @param cost CPU time of the engine for each unit of work, in microseconds
     */
    record Result(double rate, double cost) {}

    /** Measures one window. */
    @FunctionalInterface
    interface Window {
        Result measure(boolean agent) throws Exception;
    }

    static EnginePair measure(String what, String unit, int rounds, Window window) throws Exception {
        EnginePair pair = new EnginePair(what, unit, new ArrayList<>(), new ArrayList<>());
        for (boolean agent : new boolean[] {false, true}) window.measure(agent); // warms up
        for (int round = 0; round < rounds; round++) {
            boolean first = round % 2 == 1;
            for (boolean agent : new boolean[] {first, !first})
                (agent ? pair.agent : pair.stock).add(window.measure(agent));
        }
        return pair;
    }

    private static Spread rate(List<Result> results) {
        return Spread.of(results.stream().mapToDouble(Result::rate));
    }

    private static Spread cost(List<Result> results) {
        return Spread.of(results.stream().mapToDouble(Result::cost));
    }

    /** The ratio, with the agent to without, of each round. */
    private Spread ratio(boolean ofCost) {
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < stock.size(); i++)
            ratios.add(ofCost ? agent.get(i).cost / stock.get(i).cost : agent.get(i).rate / stock.get(i).rate);
        return Spread.of(ratios.stream().mapToDouble(Double::doubleValue));
    }

    /** A row of a table in Markdown; see {@link Engines}. */
    String row() {
        return "| %s | %,.0f | %,.0f | %s | %,.1f µs | %,.1f µs | %s |".formatted(what + ", " + unit,
            rate(stock).median(), rate(agent).median(), text(ratio(false)),
            cost(stock).median(), cost(agent).median(), text(ratio(true)));
    }

    private static String text(Spread spread) {
        return "%.2f (%.2f–%.2f)".formatted(spread.median(), spread.least(), spread.most());
    }
}
