package io.penstock.lab;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A page that needs no network, no script and no font: everything is in it. */
final class HtmlReport {
    private HtmlReport() {}

    static String render(Report report) throws IOException {
        var parts = Map.of(
                "style", resource("report.css"),
                "machine", machine(report.machine()),
                "table", Table.html(report.results()),
                "gaps", list(report.gaps(), "gaps"),
                "observations", list(report.observations(), "observations"),
                "charts", charts(report.results()),
                "markers", Diagram.markers(),
                "key", Diagram.key(),
                "rows", report.results().stream().map(HtmlReport::row).collect(Collectors.joining()),
                "method", list(report.method(), "method"));
        String page = resource("report.html");
        for (var part : parts.entrySet()) {
            page = page.replace("{{" + part.getKey() + "}}", part.getValue());
        }
        return page;
    }

    private static String machine(Map<String, String> facts) {
        return facts.entrySet().stream()
                .map(fact -> "<dt>%s</dt><dd>%s</dd>\n"
                        .formatted(Html.escape(fact.getKey()), Html.escape(fact.getValue())))
                .collect(Collectors.joining("", "<dl>\n", "</dl>\n"));
    }

    private static String row(Result result) {
        Row row = result.row;
        return """
                <article class="%s">
                <h3><span class="id">%s</span> %s</h3>
                <p>%s</p>
                %s</article>
                """.formatted(Html.rowClass(result), row.id, Html.escape(row.title),
                        Html.escape(String.join(" ", row.lines)), Diagram.draw(row.route));
    }

    private static String list(List<String> lines, String style) {
        return lines.isEmpty() ? "" : lines.stream()
                .map(line -> "<li>" + Html.escape(line) + "</li>\n")
                .collect(Collectors.joining("", "<ul class=\"" + style + "\">\n", "</ul>\n"));
    }

    /** Java draws text with the system's fonts, and a slim machine has none: then the table must do. */
    private static String charts(List<Result> results) throws IOException {
        try {
            return chart("MB/s (more is better)", results, Result::megabytesPerSecond)
                    + chart("CPU seconds of the sender per GB (less is better)", results, Result::cpuSeconds)
                    + chart("CPU seconds of both ends per GB (less is better)", results, Result::totalCpuSeconds);
        } catch (RuntimeException | LinkageError e) {
            return "<p>No charts: this JDK cannot draw text here (" + Html.escape(e.toString()) + ").</p>";
        }
    }

    private static String chart(String title, List<Result> results, Function<Result, Spread> figure)
            throws IOException {
        String svg = Charts.draw(title, results, figure);
        return svg.isEmpty() ? "" : "<figure>" + svg + "</figure>\n";
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = HtmlReport.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
