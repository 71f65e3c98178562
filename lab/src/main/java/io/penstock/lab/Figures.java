package io.penstock.lab;

import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** The rows that were measured, to be compared. */
final class Figures {
    /** Closer than this counts as equal. */
    private static final double NOTABLE = 1.1;

    private final Map<Row, Result> results = new EnumMap<>(Row.class);

    Figures(List<Result> all) {
        for (Result result : all) {
            if (result.isSound() && result.cpuSeconds().isKnown()) {
                results.put(result.row, result);
            }
        }
    }

    Collection<Result> all() {
        return results.values();
    }

    boolean have(Row... rows) {
        return results.keySet().containsAll(List.of(rows));
    }

    Result of(Row row) {
        return results.get(row);
    }

    /** CPU s/GB of both ends: what the sender is charged alone depends on who happens to run when packets can leave. */
    double cpu(Row row) {
        return of(row).totalCpuSeconds().median();
    }

    String cpuText(Row row) {
        return Table.precise(cpu(row));
    }

    String senderCpuText(Row row) {
        return Table.precise(of(row).cpuSeconds().median());
    }

    String rateText(Row row) {
        return Table.rounded(of(row).megabytesPerSecond().median());
    }

    boolean dearer(Row one, Row other) {
        return exceeds(one, other, result -> result.totalCpuSeconds().median());
    }

    boolean dearerForTheSender(Row one, Row other) {
        return exceeds(one, other, result -> result.cpuSeconds().median());
    }

    boolean faster(Row one, Row other) {
        return exceeds(one, other, result -> result.megabytesPerSecond().median());
    }

    private boolean exceeds(Row one, Row other, ToDoubleFunction<Result> figure) {
        return have(one, other) && figure.applyAsDouble(of(one)) > NOTABLE * figure.applyAsDouble(of(other));
    }
}
