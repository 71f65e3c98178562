package io.penstock.lab;

import static io.penstock.lab.Table.precise;
import static io.penstock.lab.Table.rounded;
import static io.penstock.lab.Table.scaled;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/** Sentences about the figures of this very run, above all where their order is not that of the textbook. */
final class Observations {
    /** Closer than this counts as equal. */
    private static final double NOTABLE = 1.1;
    /** Rounds of one row further apart than this do not support fine distinctions. */
    private static final double NOISY = 1.5;
    /** All rows within this have met the same limit. */
    private static final double LEVEL = 1.25;
    /** A few per GB are the JVM's own. */
    private static final double MAJOR_FAULTS = 100;

    private final Map<Row, Result> results = new EnumMap<>(Row.class);
    private final List<String> sentences = new ArrayList<>();

    private Observations(List<Result> all) {
        for (Result result : all) {
            if (result.isSound() && result.cpuSeconds().isKnown()) {
                results.put(result.row, result);
            }
        }
    }

    static List<String> of(Plan plan, List<Result> results) throws IOException {
        if (plan.size() == 0)
            return List.of("The file is empty: every path was asked for nothing and delivered nothing. Nothing per byte can be said.");
        var observations = new Observations(results);
        observations.describe(plan);
        return observations.sentences;
    }

    private void describe(Plan plan) throws IOException {
        say("CPU s/GB in these sentences are those of both ends together.");
        if (plan.isSmall()) {
            describeSmallFile(plan);
        } else {
            describeCaching(plan);
            describeLimit();
            compareMapping();
            compareGathering();
            compareCharging();
            comparePipe();
            compareSegmentation();
        }
        compareStock(Row.SENDFILE, Row.NIO_TRANSFER);
        compareStock(Row.MAP_WRITE, Row.NIO_MAP);
        describeChoice();
        describeNoise();
    }

    private void describeSmallFile(Plan plan) {
        say("The file has only %s: what is measured is the cost of calls, not of bytes, and many of them share a packet. The figures "
                + "are those of a GB sent in such files.", plan.sizeText());
        say("To send it once takes, in CPU time of both ends: %s.", results.values().stream()
                .map(result -> result.row.id + " " + precise(cpuOf(result.row) * plan.size() / 1000) + " µs")
                .collect(Collectors.joining(", ")));
        if (dearer(Row.MAP_WRITE, Row.READ_WRITE))
            say("mmap + write (1.2) is the wrong path for small files: to set up a mapping, to fault it in and to take it down costs more "
                    + "than the copy it saves.");
    }

    private void describeCaching(Plan plan) throws IOException {
        if (plan.size() > Machine.availableMemory())
            say("The file is larger than the memory that could cache it: the disk is measured as well.");
        else if (results.values().stream().anyMatch(result -> result.majorFaults().median() > MAJOR_FAULTS))
            say("There were major page faults: parts of the file came from the disk while it was being sent.");
    }

    private void describeLimit() {
        OptionalDouble least = rates().min();
        OptionalDouble most = rates().max();
        if (least.isPresent() && most.getAsDouble() < LEVEL * least.getAsDouble())
            say("All paths over the link run at about the same speed (%s–%s MB/s): they wait for the receiver or the network "
                    + "stack, not for their own copies. What a path saves shows as CPU.",
                    rounded(least.getAsDouble()), rounded(most.getAsDouble()));
    }

    private DoubleStream rates() {
        return results.values().stream()
                .filter(result -> result.row.usesLink() && result.row != Row.SENDFILE_SEGMENT)
                .mapToDouble(result -> result.megabytesPerSecond().median());
    }

    private void compareMapping() {
        if (dearer(Row.MAP_WRITE, Row.READ_WRITE))
            say("mmap + write (1.2) is dearer than read + write (1.1), %s against %s CPU s/GB, although it copies once less: "
                    + "it takes %s page faults per GB, each of which maps a few pages, and the 8 KiB buffer of 1.1 never leaves "
                    + "the processor's cache, which makes its second copy cheap.",
                    cpu(Row.MAP_WRITE), cpu(Row.READ_WRITE), scaled(results.get(Row.MAP_WRITE).minorFaults().median()));
        else if (dearer(Row.READ_WRITE, Row.MAP_WRITE))
            say("mmap + write (1.2) saves a copy and %s system calls per GB against read + write (1.1): %s instead of %s CPU s/GB.",
                    scaled(results.get(Row.READ_WRITE).systemCalls() - results.get(Row.MAP_WRITE).systemCalls()),
                    cpu(Row.MAP_WRITE), cpu(Row.READ_WRITE));
        if (dearer(Row.SENDFILE, Row.READ_WRITE))
            say("sendfile (1.4) is dearer than read + write (1.1), %s against %s CPU s/GB. It copies nothing, but handles every "
                    + "4 KiB page by itself, while write() fills larger pieces of memory from a buffer in the processor's cache.",
                    cpu(Row.SENDFILE), cpu(Row.READ_WRITE));
    }

    private void compareGathering() {
        if (dearer(Row.SENDFILE, Row.SENDFILE_COPY) || faster(Row.SENDFILE_COPY, Row.SENDFILE))
            say("sendfile without scatter-gather (1.3) beats sendfile with it (1.4): %s against %s CPU s/GB, %s against %s MB/s. "
                    + "That happens on virtual devices: no hardware is there to gather, so that references save the sender a copy "
                    + "of 1,448 bytes a packet, out of the processor's cache, and cost counting on every page; and the receiver "
                    + "reads packets in one piece faster. On a network card the order is the other one.",
                    cpu(Row.SENDFILE_COPY), cpu(Row.SENDFILE), rate(Row.SENDFILE_COPY), rate(Row.SENDFILE));
        else if (dearer(Row.SENDFILE_COPY, Row.SENDFILE))
            say("The copy that a device without scatter-gather forces costs %s CPU s/GB (1.3: %s, 1.4: %s).",
                    precise(cpuOf(Row.SENDFILE_COPY) - cpuOf(Row.SENDFILE)), cpu(Row.SENDFILE_COPY), cpu(Row.SENDFILE));
        else if (has(Row.SENDFILE) && has(Row.SENDFILE_COPY))
            say("With and without scatter-gather (1.4 and 1.3), sendfile costs about the same here: %s and %s CPU s/GB. The one "
                    + "copy comes out of the processor's cache, and is small beside cutting the stream into packets.",
                    cpu(Row.SENDFILE), cpu(Row.SENDFILE_COPY));
    }

    private void compareCharging() {
        if (!exceeds(Row.SENDFILE, Row.SENDFILE_COPY, result -> result.cpuSeconds().median())
                || dearer(Row.SENDFILE, Row.SENDFILE_COPY))
            return;
        say("The sender alone is charged less without scatter-gather (1.3: %s, 1.4: %s CPU s/GB), both ends together are not (%s, %s): "
                + "most packets leave when acknowledgments come in, and then the sending is charged to the receiver, or to the kernel.",
                precise(results.get(Row.SENDFILE_COPY).cpuSeconds().median()),
                precise(results.get(Row.SENDFILE).cpuSeconds().median()),
                cpu(Row.SENDFILE_COPY), cpu(Row.SENDFILE));
    }

    private void comparePipe() {
        if (dearer(Row.SPLICE, Row.SENDFILE))
            say("splice (1.5) costs %s CPU s/GB, sendfile (1.4) %s: the way through a pipe takes two calls for each pipeful.",
                    cpu(Row.SPLICE), cpu(Row.SENDFILE));
        else if (dearer(Row.SENDFILE, Row.SPLICE))
            say("splice (1.5) is cheaper than sendfile (1.4) here, %s against %s CPU s/GB, although the kernel does the same for "
                    + "both: sendfile goes through a hidden pipe of 16 pages, ours is larger and needs fewer rounds.",
                    cpu(Row.SPLICE), cpu(Row.SENDFILE));
    }

    private void compareSegmentation() {
        if (dearer(Row.SENDFILE, Row.SENDFILE_SEGMENT))
            say("Segmentation offload is worth a factor of %.1f in CPU (1.4: %s, 1.4+: %s CPU s/GB): the stack handles one packet "
                    + "of up to 64 KiB instead of some 45 of 1,448 bytes. It is on by default, and needs scatter-gather: that, more than "
                    + "the copy, is why 1.4 is worth having.",
                    cpuOf(Row.SENDFILE) / cpuOf(Row.SENDFILE_SEGMENT), cpu(Row.SENDFILE), cpu(Row.SENDFILE_SEGMENT));
    }

    private void compareStock(Row ours, Row stock) {
        if (dearer(stock, ours))
            say("Stock NIO (%s) costs %.1f times the CPU of the same path here (%s).", stock.id, cpuOf(stock) / cpuOf(ours), ours.id);
        else if (dearer(ours, stock))
            say("Stock NIO (%s) is cheaper than the same path here (%s): %s against %s CPU s/GB.%s",
                    stock.id, ours.id, cpu(stock), cpu(ours), stock == Row.NIO_MAP
                            ? " It leaves its mappings to the garbage collector, whose work is not in the figure." : "");
        else if (has(ours) && has(stock))
            say("Stock NIO (%s) and the same path here (%s) cost about the same for this file: both go the same way.",
                    stock.id, ours.id);
    }

    private void describeChoice() {
        if (has(Row.AUTO)) {
            Sample sample = results.get(Row.AUTO).verifiedSample();
            say("Left to choose, Penstock took %s%s.", sample.path(), sample.remark().equals("-") ? "" : " (" + sample.remark() + ")");
        }
    }

    private void describeNoise() {
        List<String> noisy = results.values().stream()
                .filter(result -> result.megabytesPerSecond().ratio() > NOISY)
                .map(result -> result.row.id)
                .toList();
        if (!noisy.isEmpty())
            say("The rounds of %s differ widely in speed (by more than %.1f times): something else ran on this machine, or there are "
                    + "fewer free cores than sender, receiver and network stack would use. Compare their medians with caution.",
                    String.join(", ", noisy), NOISY);
    }

    private boolean has(Row row) {
        return results.containsKey(row);
    }

    private boolean dearer(Row one, Row other) {
        return exceeds(one, other, result -> result.totalCpuSeconds().median());
    }

    private boolean faster(Row one, Row other) {
        return exceeds(one, other, result -> result.megabytesPerSecond().median());
    }

    private boolean exceeds(Row one, Row other, ToDoubleFunction<Result> figure) {
        return has(one) && has(other)
                && figure.applyAsDouble(results.get(one)) > NOTABLE * figure.applyAsDouble(results.get(other));
    }

    /** Of both ends: what the sender is charged alone depends on who happens to run when packets can leave. */
    private double cpuOf(Row row) {
        return results.get(row).totalCpuSeconds().median();
    }

    private String cpu(Row row) {
        return precise(cpuOf(row));
    }

    private String rate(Row row) {
        return rounded(results.get(row).megabytesPerSecond().median());
    }

    private void say(String sentence, Object... figures) {
        sentences.add(String.format(Locale.ROOT, sentence, figures));
    }
}
