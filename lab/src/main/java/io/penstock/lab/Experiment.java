package io.penstock.lab;

import io.penstock.ScatterGatherSupport;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Runs every row over one link: checked first, then traced, then timed, each round in another order. */
final class Experiment implements Closeable {
    private final Plan plan;
    private final Link link;
    private final Path scratch;
    private final Worker receiver;
    private final List<String> notes = new ArrayList<>();
    private final Map<Row, Result> results = new EnumMap<>(Row.class);

    /** Starts the receiver; {@code scratch} is a file that may be overwritten and will be deleted. */
    Experiment(Plan plan, Link link, Path scratch) throws IOException {
        this.plan = plan;
        this.link = link;
        this.scratch = scratch;
        receiver = new Worker(link.receiverPrefix(), Receiver.class, link.receiverAddress());
        for (Row row : Row.values()) {
            results.put(row, new Result(row));
        }
    }

    /** Rows and remarks, once everything has run. */
    record Findings(List<Result> results, List<String> notes) {}

    Findings run() throws IOException {
        int steps = Row.values().length * (2 + plan.rounds() + (plan.needsWarmUp() ? 1 : 0));
        try (var progress = new Progress(steps);
                Worker sender = sender(List.of())) {
            verify(sender, progress);
            trace(progress);
            time(sender, progress);
        }
        return new Findings(List.copyOf(results.values()), notes);
    }

    @Override
    public void close() throws IOException {
        receiver.close();
        Files.deleteIfExists(scratch);
    }

    private Worker sender(List<String> tracer) throws IOException {
        var prefix = new ArrayList<>(link.senderPrefix());
        prefix.addAll(tracer);
        return new Worker(prefix, Sender.class,
                plan.file().toString(), scratch.toString(), link.receiverAddress(), receiver.greeting());
    }

    private Sample send(Worker sender, Pass pass) throws IOException {
        if (pass.row().usesLink()) {
            link.adjust(pass.row().offload);
        }
        return Sample.parse(sender.ask(pass.toLine(), Plan.patience(pass)));
    }

    /** Also warms up: the JIT compiler, and the page cache. */
    private void verify(Worker sender, Progress progress) throws IOException {
        progress.phase("Checking that every path delivers the file (SHA-256)");
        String expected = Digest.of(plan.file(), plan.size());
        for (Result result : results.values()) {
            progress.step("checking " + result.row.id);
            try {
                Sample sample = send(sender, plan.verifying(result.row));
                result.verified(sample, expected);
                checkDevice(result, sample.gathers());
            } catch (IOException e) {
                result.failed(e.getMessage());
            }
        }
    }

    /** Checks that the row is what its name says, on this link. */
    private void checkDevice(Result result, ScatterGatherSupport gathers) {
        Row row = result.row;
        boolean sendfile = row == Row.SENDFILE || row == Row.SENDFILE_COPY || row == Row.SENDFILE_SEGMENT;
        if (link.isAdjustable()) {
            ScatterGatherSupport expected =
                row.offload.gathers() ? ScatterGatherSupport.ENABLED : ScatterGatherSupport.DISABLED;
            if (row.usesLink() && gathers != ScatterGatherSupport.UNKNOWN && gathers != expected)
                result.failed("the device should have scatter-gather " + (row.offload.gathers() ? "on" : "off")
                        + ", the library says otherwise");
        } else if (row == Row.SENDFILE_SEGMENT) {
            result.unavailable("needs root and the veth link: loopback is as it is, in every row");
        } else if (sendfile && row.offload.gathers() == (gathers == ScatterGatherSupport.DISABLED)) {
            result.unavailable("needs root and the veth link: loopback " + (row.offload.gathers()
                    ? "does not scatter-gather, which makes it 1.3" : "scatter-gathers, which makes it 1.4"));
        }
    }

    /** Slow, hence in a process of its own and on a part of the file; a machine that cannot do it loses little. */
    private void trace(Progress progress) throws IOException {
        progress.phase("Counting system calls");
        Path output = Files.createTempFile("penstock-lab", ".strace");
        output.toFile().deleteOnExit(); // should a signal end the lab
        try {
            try (Worker traced = sender(Trace.prefix(output))) {
                for (Result result : sound()) {
                    progress.step("tracing " + result.row.id);
                    send(traced, plan.traced(result.row));
                }
            }
            Trace.count(output).forEach((row, calls) ->
                    results.get(row).systemCallsPerGigabyte(perGigabyte(calls, plan.traced(row).bytes())));
            notes.add("System calls: all that the sending thread made, counted by strace in an untimed pass over "
                    + (plan.tracedBytes() < plan.size() ? "the first 64 MiB of the file." : "the file."));
        } catch (IOException e) {
            for (Result result : sound()) {
                long calls = result.verifiedSample().systemCalls();
                result.systemCallsPerGigabyte(calls < 0 ? Double.NaN : perGigabyte(calls, plan.size()));
            }
            notes.add("System calls: only those that moved data, as the library counts them, and none for stock NIO, "
                    + "since strace could not be used (" + e.getMessage() + ").");
        } finally {
            Files.deleteIfExists(output);
        }
    }

    private static double perGigabyte(long calls, long bytes) {
        return bytes == 0 ? Double.NaN : calls * 1e9 / bytes;
    }

    private void time(Worker sender, Progress progress) {
        var order = new ArrayList<>(sound());
        var random = new Random(plan.rounds()); // another order in each round, the same in each run
        for (int round = plan.needsWarmUp() ? 0 : 1; round <= plan.rounds(); round++) {
            progress.phase(round == 0 ? "Warming up" : "Round " + round + " of " + plan.rounds());
            Collections.shuffle(order, random);
            for (Result result : order) {
                progress.step("round " + round + ", " + result.row.id);
                try {
                    Sample sample = send(sender, plan.timed(result.row));
                    if (round > 0) {
                        result.add(sample);
                    }
                } catch (IOException e) {
                    result.failed(e.getMessage());
                }
            }
        }
    }

    private List<Result> sound() {
        return results.values().stream().filter(Result::isSound).toList();
    }
}
