package io.penstock.lab;

import static io.penstock.lab.Row.AUTO;
import static io.penstock.lab.Row.MAP_WRITE;
import static io.penstock.lab.Row.NIO_MAP;
import static io.penstock.lab.Row.NIO_TRANSFER;
import static io.penstock.lab.Row.READ_WRITE;
import static io.penstock.lab.Row.SENDFILE;
import static io.penstock.lab.Row.SENDFILE_COPY;
import static io.penstock.lab.Row.SENDFILE_SEGMENT;
import static io.penstock.lab.Row.SPLICE;
import static io.penstock.lab.Table.precise;
import static io.penstock.lab.Table.rounded;
import static io.penstock.lab.Table.scaled;

import java.io.IOException;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Sentences about the figures of this very run, above all where their order is not that of the textbook. */
final class Observations {
    /** Rounds of one row further apart than this do not support fine distinctions. */
    private static final double NOISY = 1.5;

    /** Rows that are all within this have met the same limit. */
    private static final double LEVEL = 1.25;

    /** A few per GB are the JVM's own. */
    private static final double MAJOR_FAULTS = 100;

    private final Plan plan;
    private final Figures figures;
    private final List<String> sentences = new ArrayList<>();

    private Observations(Plan plan, Figures figures) {
        this.plan = plan;
        this.figures = figures;
    }

    static List<String> of(Plan plan, List<Result> results) throws IOException {
        var observations = new Observations(plan, new Figures(results));
        if (plan.size() == 0) {
            observations.say("The file is empty: every path was asked for nothing and delivered nothing, and there "
                    + "is nothing to divide by.");
        } else {
            observations.describe();
        }
        return observations.sentences;
    }

    private void describe() throws IOException {
        say("CPU s/GB in these sentences are those of both ends together, unless they say otherwise.");
        if (plan.isSmall()) {
            describeSmallFile();
        } else {
            describeCaching();
            describeLimit();
            compareMapping();
            compareGathering();
            compareCharging();
            comparePipe();
            compareSegmentation();
        }
        compareStock(SENDFILE, NIO_TRANSFER, "");
        compareStock(MAP_WRITE, NIO_MAP,
                " It leaves its mappings to the garbage collector, whose work is not in the figure.");
        describeChoice();
        describeNoise();
    }

    private void describeSmallFile() {
        say("The file has only %s: what is measured is the cost of calls, not of bytes, and many of them share a "
                + "packet. The figures are those of a GB sent in such files.", plan.sizeText());
        say("To send it once takes, in CPU time of both ends: %s.", figures.all().stream()
                .map(result -> "%s %.1f µs".formatted(result.row.id, figures.cpu(result.row) * plan.size() / 1000))
                .collect(Collectors.joining(", ")));
        if (figures.dearer(MAP_WRITE, READ_WRITE))
            say("mmap + write (1.2) is the wrong path for small files: to set up a mapping, to fault it in and to "
                    + "take it down costs more than the copy it saves.");
    }

    private void describeCaching() throws IOException {
        if (plan.size() > Machine.availableMemory())
            say("The file is larger than the memory that could cache it: the disk is measured as well.");
        else if (figures.all().stream().anyMatch(result -> result.majorFaults().median() > MAJOR_FAULTS))
            say("There were major page faults: parts of the file came from the disk while it was being sent.");
    }

    private void describeLimit() {
        DoubleSummaryStatistics rates = figures.all().stream()
                .filter(result -> result.row.usesLink() && result.row != SENDFILE_SEGMENT)
                .collect(Collectors.summarizingDouble(result -> result.megabytesPerSecond().median()));
        if (rates.getCount() > 1 && rates.getMax() < LEVEL * rates.getMin())
            say("All paths over the link run at about the same speed (%s–%s MB/s): they wait for the receiver or the "
                    + "network stack, not for their own copies. What a path saves shows as CPU.",
                    rounded(rates.getMin()), rounded(rates.getMax()));
    }

    private void compareMapping() {
        if (figures.dearer(MAP_WRITE, READ_WRITE))
            say("mmap + write (1.2) is dearer than read + write (1.1), %s against %s CPU s/GB, although it copies "
                    + "once less: it takes %s page faults per GB, each of which maps a few pages, and the 8 KiB "
                    + "buffer of 1.1 never leaves the processor's cache, which makes its second copy cheap.",
                    figures.cpuText(MAP_WRITE), figures.cpuText(READ_WRITE),
                    scaled(figures.of(MAP_WRITE).minorFaults().median()));
        else if (figures.dearer(READ_WRITE, MAP_WRITE))
            say("mmap + write (1.2) saves a copy and most system calls of read + write (1.1): %s instead of %s CPU "
                    + "s/GB.",
                    figures.cpuText(MAP_WRITE), figures.cpuText(READ_WRITE));
        for (Row copying : List.of(READ_WRITE, MAP_WRITE)) {
            if (figures.dearer(SENDFILE, copying))
                say("sendfile (1.4) is dearer than %s (%s), %s against %s CPU s/GB, although it copies nothing: it "
                        + "handles every 4 KiB page by itself, at both ends, while write() fills larger pieces of "
                        + "memory, which are still in the processor's cache when the receiver reads them.",
                        copying.title, copying.id, figures.cpuText(SENDFILE), figures.cpuText(copying));
        }
    }

    private void compareGathering() {
        if (figures.dearer(SENDFILE, SENDFILE_COPY) || figures.faster(SENDFILE_COPY, SENDFILE))
            say("sendfile without scatter-gather (1.3) beats sendfile with it (1.4): %s against %s CPU s/GB, %s "
                    + "against %s MB/s. That happens on virtual devices: they have no hardware to gather with, so "
                    + "that references save the sender only short copies, at the price of counting them on every "
                    + "page, and packets in one piece are faster to read at the other end. On a network card the "
                    + "order is the other one.",
                    figures.cpuText(SENDFILE_COPY), figures.cpuText(SENDFILE),
                    figures.rateText(SENDFILE_COPY), figures.rateText(SENDFILE));
        else if (figures.dearer(SENDFILE_COPY, SENDFILE))
            say("The copy that a device without scatter-gather forces costs %s CPU s/GB (1.3: %s, 1.4: %s).",
                    precise(figures.cpu(SENDFILE_COPY) - figures.cpu(SENDFILE)),
                    figures.cpuText(SENDFILE_COPY), figures.cpuText(SENDFILE));
        else if (figures.have(SENDFILE, SENDFILE_COPY))
            say("With and without scatter-gather (1.4 and 1.3), sendfile costs about the same here: %s and %s CPU "
                    + "s/GB. The one copy is small against cutting the stream into packets.",
                    figures.cpuText(SENDFILE), figures.cpuText(SENDFILE_COPY));
    }

    private void compareCharging() {
        if (figures.dearerForTheSender(SENDFILE, SENDFILE_COPY) && !figures.dearer(SENDFILE, SENDFILE_COPY))
            say("The sender alone is charged less without scatter-gather (1.3: %s, 1.4: %s CPU s/GB), both ends "
                    + "together are not (%s, %s): most packets leave when acknowledgments come in, and then the "
                    + "sending is charged to the receiver, or to the kernel.",
                    figures.senderCpuText(SENDFILE_COPY), figures.senderCpuText(SENDFILE),
                    figures.cpuText(SENDFILE_COPY), figures.cpuText(SENDFILE));
    }

    private void comparePipe() {
        if (figures.dearer(SPLICE, SENDFILE))
            say("splice (1.5) costs %s CPU s/GB, sendfile (1.4) %s: the way through a pipe takes two calls a "
                    + "pipeful.",
                    figures.cpuText(SPLICE), figures.cpuText(SENDFILE));
        else if (figures.dearer(SENDFILE, SPLICE))
            say("splice (1.5) is cheaper than sendfile (1.4) here, %s against %s CPU s/GB, although the kernel does "
                    + "the same for both: sendfile goes through a hidden pipe of 16 pages, ours is larger and needs "
                    + "fewer rounds.",
                    figures.cpuText(SPLICE), figures.cpuText(SENDFILE));
    }

    private void compareSegmentation() {
        if (figures.dearer(SENDFILE, SENDFILE_SEGMENT))
            say("Segmentation offload is worth a factor of %.1f in CPU (1.4: %s, 1.4+: %s CPU s/GB): the stack "
                    + "handles one packet of up to 64 KiB instead of some 45 of 1,448 bytes. It is on by default, "
                    + "and needs scatter-gather: that, more than the copy, is why a device should have it.",
                    figures.cpu(SENDFILE) / figures.cpu(SENDFILE_SEGMENT),
                    figures.cpuText(SENDFILE), figures.cpuText(SENDFILE_SEGMENT));
    }

    /** {@code excuse} is what to say where the JDK is cheaper. */
    private void compareStock(Row ours, Row stock, String excuse) {
        if (figures.dearer(stock, ours))
            say("Stock NIO (%s) costs %.1f times the CPU of the same path here (%s).",
                    stock.id, figures.cpu(stock) / figures.cpu(ours), ours.id);
        else if (figures.dearer(ours, stock))
            say("Stock NIO (%s) is cheaper than the same path here (%s): %s against %s CPU s/GB.%s",
                    stock.id, ours.id, figures.cpuText(stock), figures.cpuText(ours), excuse);
        else if (figures.have(ours, stock))
            say("Stock NIO (%s) and the same path here (%s) cost about the same for this file.", stock.id, ours.id);
    }

    private void describeChoice() {
        if (figures.have(AUTO)) {
            Sample sample = figures.of(AUTO).verifiedSample();
            say("Left to choose, Penstock took %s%s.",
                    sample.path(), sample.remark().equals("-") ? "" : " (" + sample.remark() + ")");
        }
    }

    private void describeNoise() {
        List<String> noisy = figures.all().stream()
                .filter(result -> result.megabytesPerSecond().ratio() > NOISY)
                .map(result -> result.row.id)
                .toList();
        if (!noisy.isEmpty())
            say("The rounds of %s differ widely in speed (by more than %.1f times): something else ran on this "
                    + "machine, or it has fewer free cores than sender, receiver and network stack would use. Take "
                    + "their medians with caution.",
                    noisy.size() > figures.all().size() / 2 ? "most rows" : String.join(", ", noisy), NOISY);
    }

    private void say(String sentence, Object... figures) {
        sentences.add(String.format(Locale.ROOT, sentence, figures));
    }
}
