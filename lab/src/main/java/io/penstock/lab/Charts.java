package io.penstock.lab;

import io.penstock.lab.Bars.Owner;
import java.io.IOException;
import java.util.List;
import java.util.function.Function;

/** A figure of every row as bars, with the least and the most of all rounds as dots. */
final class Charts {
    private Charts() {}

    /** Returns an SVG element of the rows over the link, or nothing if none has that figure. */
    static String draw(String title, List<Result> results, Function<Result, Spread> figure) throws IOException {
        List<Result> shown = results.stream()
                .filter(result -> result.row.usesLink() && figure.apply(result).isKnown())
                .toList();
        if (shown.isEmpty())
            return "";
        Bars bars = new Bars(title, shown.stream().map(result -> result.row.id).toList());
        bars.add(Owner.PENSTOCK,
            shown.stream().map(result -> result.row.isStock() ? 0 : figure.apply(result).median()).toList());
        bars.add(Owner.STOCK,
            shown.stream().map(result -> result.row.isStock() ? figure.apply(result).median() : 0).toList());
        bars.addSpread("least and most of all rounds",
                shown.stream().map(result -> figure.apply(result).least()).toList(),
                shown.stream().map(result -> figure.apply(result).most()).toList());
        return bars.element();
    }
}
