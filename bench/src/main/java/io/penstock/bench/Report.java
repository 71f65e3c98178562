package io.penstock.bench;

import io.penstock.bench.Figures.Key;
import io.penstock.lab.Bars;
import io.penstock.lab.Bars.Owner;
import io.penstock.lab.Machine;
import io.penstock.lab.Spread;
import io.penstock.lab.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.openjdk.jmh.annotations.Param;

/** Writes a page of Markdown with charts of what JMH has measured: {@code Report RESULTS PAGE}. */
public final class Report {
    private static final String HEAD = """
            # Benchmarks

            Written by `make report` from what JMH measured; see the end of the page for how to repeat it.

            """;

    private static final String METHOD = """
        ## How it was measured

        - JMH measured in rounds: everything once in JVMs of its own, then everything again. The tables show the median
          of all iterations of all rounds, and the least and the most.
        - *stock* is NIO as it comes; for `RelayStreams`, which NIO lacks, a loop with a direct buffer of 64 KiB.
          *buffer* is a loop with a direct buffer of 256 KiB. *netty* is Netty's native epoll transport:
          `DefaultFileRegion` and `spliceTo`. *plain* is the plain system call, by a program without a JVM
          (`rust/examples/plain`): the limit.
        - `SendCalls`: one call, by its bytes. `WholeFiles`: a file, opened and closed, by its size. `ManyConnections`:
          16 KiB to each of so many in turn. `GatherRanges`: so many ranges of so many bytes. `PositionalReads`: threads
          that read through one channel.
        - `SlowReaders`: so many connections at once, a virtual thread for each, at the pace of readers that take 64
          KiB/s: the readers determine the time, not the CPU time. `ColdCache`: a file that is not in the page cache.
          `ColdNeighbours`: 4 KiB from the cache, while others send files that are not in it. `FirstCall`: the first
          call of a new JVM.
        - A chart shows speed as a multiple of stock's on the same JDK; diamonds show that of the plain system calls.
        - Maps: *stock* is `FileChannel.map`, which nothing closes, so the collector's work is part of it. *arena* is
          the map of JDK 22 into a shared arena. *penstock* and *zero* are regions with `StaleAccess.FAULT` and `ZERO`,
          *populate* is a region whose pages the map populates, *buffer* a buffer of a region.
        - The peers run in a process of their own, whose cost does not count. The source uses `sendfile`; the sink lets
          the kernel discard the bytes.
        - The size in a heading is that of the data; the file of `CopyFile.copy sparse` is ten times as large, 1 % of it
          data, the rest holes.
        - Before a measurement every byte is checked by its CRC-32C; during it, bytes are only counted.
        - `Latency` and `ColdNeighbours` time each call: shown are the median and the time that 99 and 99.9 % of the
          calls keep within; *n* is then the number of rounds.
        - B/op are the bytes that all threads of the JVM allocate for an operation, JMH's own among them.
        - CPU time is that of all threads of the measured process. Over loopback the kernel charges its network work to
          the process that runs when it is due.
        - Calls are all system calls of the measured process, which `perf stat` counts in the last of JMH's warm-ups, if
          there are several; those of *plain* are the ones that moved, or tried to move, the data.

        To repeat it: `make bench` for each JDK (`make bench JDK=25`), or `make bench QUICK=1` for a glance; each ends
        with this page in `build/bench/benchmarks.md`. `make report` writes it here.
        """;

    private final Figures figures;
    private final Path page;
    private final StringBuilder text = new StringBuilder(HEAD);

    private Report(Figures figures, Path page) {
        this.figures = figures;
        this.page = page;
    }

    public static void main(String[] arguments) throws IOException {
        Report report = new Report(Figures.read(Path.of(arguments[0])), Path.of(arguments[1]));
        report.write();
        System.out.println("Written: " + report.page);
    }

    private void write() throws IOException {
        if (figures.questions().isEmpty()) throw new IOException("there are no results; run make bench");
        Files.createDirectories(charts());
        machine();
        goals();
        gaps();
        for (String question : figures.questions()) {
            for (long bytes : figures.sizes(question)) compare(question, bytes);
        }
        Files.writeString(page, text.append(METHOD));
    }

    private Path charts() {
        return page.resolveSibling("benchmarks");
    }

    private void machine() throws IOException {
        line("- **Processor**: %s, %d of them, %s", Machine.processor(), Runtime.getRuntime().availableProcessors(),
            System.getProperty("os.arch"));
        line("- **Kernel**: %s %s", System.getProperty("os.name"), System.getProperty("os.version"));
        line("- **Files**: on %s", Files.getFileStore(Sample.folder()).type());
        Spread load = figures.ofAll("load");
        line("- **Load average** meanwhile: %s–%s, median %s; what is measured and its peers alone make 1 to 3",
                Table.precise(load.least()), Table.precise(load.most()), Table.precise(load.median()));
        figures.jdks().values().forEach(jdk -> line("- **JDK**: %s", jdk));
        line("");
    }

    private void goals() {
        line("## What Penstock is to reach\n");
        line("| | | goal |%s", perJdk(" JDK %d |"));
        line("|---|---|---|%s", perJdk("--:|"));
        for (Goal goal : Goal.ALL) {
            List<String> cells = new ArrayList<>();
            for (int jdk : figures.jdks().keySet()) cells.add(goal.verdict(figures, largest(goal.question()), jdk));
            line("| %s | %s | %s | %s |", goal.question(), goal.text(), goal.target(), String.join(" | ", cells));
        }
        line("");
    }

    private String perJdk(String format) {
        StringBuilder cells = new StringBuilder();
        figures.jdks().keySet().forEach(jdk -> cells.append(format.formatted(jdk)));
        return cells.toString();
    }

    private long largest(String question) {
        return figures.sizes(question).stream().mapToLong(Long::longValue).max().orElse(0);
    }

    /** What should be there and is not. */
    private void gaps() {
        List<String> gaps = new ArrayList<>();
        for (Class<?> type : Benchmarks.ALL) {
            Set<String> asked = new TreeSet<>(figures.questions());
            asked.removeIf(question -> !question.startsWith(type.getSimpleName() + "."));
            for (int jdk : figures.jdks().keySet()) {
                if (!Benchmarks.exists(type, jdk)) continue;
                List<String> missing = new ArrayList<>();
                int answers = 0;
                for (String question : asked) {
                    for (String impl : ways(type)) {
                        if (!Benchmarks.exists(impl, jdk)) continue;
                        if (figures.count(new Key(question, largest(question), impl, jdk)) > 0) answers++;
                        else missing.add("%s: %s on JDK %d".formatted(question, impl, jdk));
                    }
                }
                if (answers == 0) gaps.add("%s on JDK %d".formatted(type.getSimpleName(), jdk));
                else gaps.addAll(missing);
            }
        }
        if (gaps.isEmpty()) return;
        line("**Not measured**: %s.\n", String.join("; ", gaps));
    }

    private static List<String> ways(Class<?> type) {
        try {
            return Arrays.asList(type.getField("impl").getAnnotation(Param.class).value());
        } catch (NoSuchFieldException e) {
            throw new IllegalStateException(e);
        }
    }

    private void compare(String question, long bytes) throws IOException {
        List<Comparison> rows = new ArrayList<>();
        Class<?> type = Benchmarks.ALL.stream().filter(any -> question.startsWith(any.getSimpleName() + "."))
            .findFirst().orElseThrow();
        for (String impl : ways(type)) {
            for (int jdk : figures.jdks().keySet()) {
                Comparison row = new Comparison(figures, new Key(question, bytes, impl, jdk));
                if (row.result().isKnown()) rows.add(row);
            }
        }
        line("## %s%s\n", question, bytes == 0 ? "" : ", " + size(bytes));
        boolean isSampled = rows.stream().anyMatch(row -> row.of(Figures.P99).isKnown());
        line("| | JDK | %s | min–max |%s n | × stock | × plain | CPU s/GB | CPU, part of stock's | calls/op | B/op |",
            figures.unit(question), isSampled ? " 99 % | 99.9 % |" : "");
        line("|---|--:|--:|--:|%s--:|--:|--:|--:|--:|--:|--:|", isSampled ? "--:|--:|" : "");
        for (Comparison row : rows) {
            Spread result = row.result();
            String tail = !isSampled ? "" : " %s | %s |".formatted(
                Table.precise(row.of(Figures.P99).median()), Table.precise(row.of(Figures.P999).median()));
            line("| %s | %d | %s | %s–%s |%s %d | %s | %s | %s | %s | %s | %s |", row.key().impl(), row.key().jdk(),
                    Table.precise(result.median()), Table.precise(result.least()), Table.precise(result.most()), tail,
                    figures.count(row.key()), Table.precise(row.speedAgainst("stock").median()),
                    Table.precise(row.speedAgainst("plain").median()), Table.precise(row.of("cpuPerGB").median()),
                    Table.precise(row.cpuAgainst("stock")), Table.scaled(row.of("calls").median()),
                    // plain is another process
                    row.key().impl().equals("plain") ? "–" : Table.scaled(row.of(Figures.ALLOCATED).median()));
        }
        line("");
        String name = (question + (bytes == 0 ? "" : "-" + size(bytes))).replace(' ', '-') + ".svg";
        Files.writeString(charts().resolve(name), chart(question, rows));
        line("![%s: speed, stock NIO = 1](benchmarks/%s)\n", question, name);
    }

    private static String size(long bytes) {
        return bytes < 1 << 20 ? (bytes >> 10) + " KiB" : (bytes >> 20) + " MiB";
    }

    private static String chart(String question, List<Comparison> rows) throws IOException {
        Bars bars = new Bars(question + ": speed, stock NIO = 1",
            rows.stream().map(row -> row.key().impl() + " " + row.key().jdk()).toList());
        for (Owner owner : Owner.values()) {
            bars.add(owner,
                rows.stream().map(row -> owner(row) == owner ? row.speedAgainst("stock").median() : 0).toList());
        }
        bars.addSpread("least and most of all iterations",
            rows.stream().map(row -> row.speedAgainst("stock").least()).toList(),
                rows.stream().map(row -> row.speedAgainst("stock").most()).toList());
        bars.addLimit("plain system calls, the limit",
            rows.stream().map(row -> row.other("plain").speedAgainst("stock").median()).toList());
        return bars.file();
    }

    private static Owner owner(Comparison row) {
        return switch (row.key().impl()) {
            case "penstock", "zero", "populate" -> Owner.PENSTOCK;
            case "stock" -> Owner.STOCK;
            default -> Owner.OTHER;
        };
    }

    private void line(String format, Object... arguments) {
        text.append(format.formatted(arguments)).append('\n');
    }
}
