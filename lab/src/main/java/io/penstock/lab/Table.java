package io.penstock.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The one table there is, as plain text, Markdown and HTML. */
public final class Table {
    private static final String RANGE = "min–max";
    private static final List<String> HEADERS = List.of(
            "Row", "Path", "MB/s", RANGE, "CPU s/GB", RANGE, "Both ends", "Calls/GB", "Switches/GB", "Faults/GB",
            "Copies", "SHA-256");

    /** The first columns hold text; the others figures. */
    private static final int TEXT_COLUMNS = 2;

    private Table() {}

    static List<String> cells(Result result) {
        Spread rate = result.megabytesPerSecond();
        Spread cpu = result.cpuSeconds();
        return List.of(
                result.row.id,
                result.row.title,
                rounded(rate.median()),
                range(rate.isKnown(), rounded(rate.least()), rounded(rate.most())),
                precise(cpu.median()),
                range(cpu.isKnown(), precise(cpu.least()), precise(cpu.most())),
                precise(result.totalCpuSeconds().median()),
                scaled(result.systemCalls()),
                scaled(result.switches().median()),
                scaled(result.minorFaults().median() + result.majorFaults().median()),
                Long.toString(result.row.route.copies()),
                result.verdict().text);
    }

    static String text(List<Result> results) {
        List<List<String>> lines = withHeaders(results);
        int[] widths = new int[HEADERS.size()];
        for (List<String> line : lines) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], line.get(i).length());
            }
        }
        var text = new StringBuilder();
        for (List<String> line : lines) {
            for (int i = 0; i < widths.length; i++) {
                String pad = " ".repeat(widths[i] - line.get(i).length());
                text.append(i < TEXT_COLUMNS ? line.get(i) + pad : pad + line.get(i)).append("  ");
            }
            text.setLength(text.length() - 2);
            text.append('\n');
        }
        return text.toString();
    }

    static String markdown(List<Result> results) {
        List<String> lines = withHeaders(results).stream()
                .map(cells -> "| " + String.join(" | ", cells) + " |")
                .collect(Collectors.toCollection(ArrayList::new));
        lines.add(1, "|---|---|" + "--:|".repeat(HEADERS.size() - TEXT_COLUMNS));
        return String.join("\n", lines) + "\n";
    }

    /** Here a range stands below its figure. */
    static String html(List<Result> results) {
        var html = new StringBuilder("<table>\n<thead><tr>");
        html.append(htmlCells("th", HEADERS)).append("</tr></thead>\n<tbody>\n");
        for (Result result : results) {
            html.append("<tr class=\"%s\">".formatted(Html.rowClass(result)));
            html.append(htmlCells("td", cells(result))).append("</tr>\n");
        }
        return html.append("</tbody>\n</table>\n").toString();
    }

    private static String htmlCells(String tag, List<String> cells) {
        var html = new StringBuilder();
        for (int i = 0; i < cells.size(); i++) {
            String text = Html.escape(cells.get(i));
            if (HEADERS.get(i).equals(RANGE)) {
                html.insert(html.lastIndexOf("</"), "<small>" + text + "</small>");
            } else {
                html.append("<%s%s>%s</%s>".formatted(tag, i < TEXT_COLUMNS ? "" : " class=\"figure\"", text, tag));
            }
        }
        return html.toString();
    }

    private static List<List<String>> withHeaders(List<Result> results) {
        return Stream.concat(Stream.of(HEADERS), results.stream().map(Table::cells)).toList();
    }

    private static String range(boolean known, String least, String most) {
        return known ? least + "–" + most : "–";
    }

    /** Whole numbers, but for what is small. */
    public static String rounded(double figure) {
        return Double.isNaN(figure) ? "–" : String.format(Locale.ROOT, figure < 10 ? "%.2f" : "%,.0f", figure);
    }

    public static String precise(double figure) {
        return Double.isNaN(figure) ? "–" : String.format(Locale.ROOT, figure < 10 ? "%.3f" : "%,.0f", figure);
    }

    /** Three digits and k, M or G. */
    public static String scaled(double figure) {
        if (Double.isNaN(figure))
            return "–";
        String[] units = {"", " k", " M", " G", " T"};
        int unit = 0;
        while (figure >= 999.5 && unit < units.length - 1) {
            figure /= 1000;
            unit++;
        }
        String format = unit == 0 && (figure >= 10 || figure == Math.rint(figure)) || figure >= 100 ? "%.0f" : "%.1f";
        return String.format(Locale.ROOT, format, figure) + units[unit];
    }
}
