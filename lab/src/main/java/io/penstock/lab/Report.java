package io.penstock.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * All there is to tell of a run.
 *
 * @param machine what it was measured on, by name
 * @param results the rows
 * @param observations what stands out in this run
 * @param method how the figures came about
 */
record Report(Map<String, String> machine, List<Result> results, List<String> observations, List<String> method) {
    private static final List<String> METHOD = List.of(
            "MB/s and GB are decimal. Time runs from the first send until the receiver has said that it has read "
                    + "every byte, so bytes in buffers count. Shown are the medians of all rounds, and the least "
                    + "and the most.",
            "CPU s/GB is that of the sending thread. On virtual links and loopback the work of the network stack, "
                    + "for both sides, is charged to the thread that runs when it is due: sender, receiver or a kernel "
                    + "thread (ksoftirqd). Their sum, in the column of both ends, does not depend on that.",
            "Switches: context switches of that thread, voluntary and not. Faults: its page faults, minor and major.",
            "Copies are theory: what the sending machine must copy according to the diagrams. The receiver copies "
                    + "once more, on every path.",
            "SHA-256: of what arrived in an untimed pass along the same path, against a digest of the file by plain "
                    + "reads.",
            "Every row but 1.4+ runs with segmentation offload (TSO, GSO) off, where the link can be adjusted: 1.3 "
                    + "cannot have it, and would otherwise be compared with more than a copy.",
            "The row from file to file ends in the page cache, over pages of the target that are there already; not "
                    + "on its disk.");

    static Report of(Plan plan, Link link, Experiment.Findings findings) throws IOException {
        var method = new ArrayList<>(METHOD);
        method.addAll(findings.notes());
        return new Report(
                Machine.describe(plan, link), findings.results(), Observations.of(plan, findings.results()), method);
    }

    /** Whether every available path has delivered the file. */
    boolean isSound() {
        return results.stream().noneMatch(result -> result.verdict().isFailure());
    }

    /** Why rows have no figures. */
    List<String> gaps() {
        return results.stream()
                .filter(result -> !result.reason().isEmpty())
                .map(result -> result.row.id + " " + result.row.title + ": " + result.reason())
                .toList();
    }

    /** For the terminal. */
    String text() {
        var text = new StringBuilder("\n");
        machine.forEach((name, value) -> text.append("%-10s %s%n".formatted(name, value)));
        text.append('\n').append(Table.text(results)).append('\n');
        gaps().forEach(gap -> text.append(gap).append('\n'));
        observations.forEach(observation -> text.append("* ").append(observation).append('\n'));
        return text.toString();
    }

    /** Writes the files and returns their names. */
    List<Path> write(Path folder) throws IOException {
        return List.of(
                Files.writeString(folder.resolve("report.md"), markdown()),
                Files.writeString(folder.resolve("report.html"), HtmlReport.render(this)));
    }

    private String markdown() {
        var text = new StringBuilder("# The ways of a file to a socket\n\n");
        machine.forEach((name, value) -> text.append("- **").append(name).append("**: ").append(value).append('\n'));
        text.append('\n').append(Table.markdown(results)).append('\n');
        section(text, "Rows without figures", gaps());
        section(text, "What stands out", observations);
        text.append("## The rows\n\n");
        for (Result result : results) {
            Row row = result.row;
            text.append("- **%s %s** %s%n".formatted(row.id, row.title, String.join(" ", row.lines)));
        }
        text.append('\n');
        section(text, "How it was measured", method);
        return text.toString();
    }

    private static void section(StringBuilder text, String title, List<String> lines) {
        if (!lines.isEmpty()) {
            text.append("## ").append(title).append("\n\n");
            lines.forEach(line -> text.append("- ").append(line).append('\n'));
            text.append('\n');
        }
    }
}
