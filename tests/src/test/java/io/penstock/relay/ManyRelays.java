package io.penstock.relay;

import io.penstock.NativeChannels;
import io.penstock.PipeStatistics;
import io.penstock.support.Call;
import io.penstock.support.Ends;
import io.penstock.support.Lib;
import io.penstock.support.Machine;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/**
 * Many relays at once in this process, on selectors or in virtual threads; also the main class of a JVM of another
 * user.
 */
final class ManyRelays {
    private static final int LOOPS = 2;
    private static final long SAMPLE_MS = Lib.proof() ? 300 : 20;

    /**
     * How it went: CPU time in seconds per GB, of the threads that relay where these are known, and of the whole
     * process.
     */
    record Result(double gigabytes, double seconds, double relayCpu, double processCpu, Usage usage) {
        @Override
        public String toString() {
            String relay = relayCpu > 0 ? "%.3f CPU-s/GB in the event loops, ".formatted(relayCpu) : "";
            return "%.1f GB in %.1f s, %s%.2f CPU-s/GB in all; %s"
                .formatted(gigabytes, seconds, relay, processCpu, usage);
        }
    }

    private ManyRelays() {}

    static Result onSelectors(int connections, long each, Ends.Kind kind) throws Exception {
        List<RelayLoop> loops = new ArrayList<>();
        try (Traffic traffic = new Traffic(connections, each, kind)) {
            for (int i = 0; i < Math.min(LOOPS, connections); i++) loops.add(new RelayLoop());
            long cpu = cpu(loops);
            for (int i = 0; i < connections; i++) loops.get(i % loops.size()).add(traffic.source(i), traffic.target(i));
            Result all = measure(connections * each, traffic, () -> loops.forEach(RelayLoop::check));
            return new Result(all.gigabytes, all.seconds, (cpu(loops) - cpu) / 1e9 / all.gigabytes, all.processCpu,
                all.usage);
        } finally {
            for (RelayLoop loop : loops) loop.close();
        }
    }

    private static long cpu(List<RelayLoop> loops) {
        return loops.stream()
            .mapToLong(loop -> ManagementFactory.getThreadMXBean().getThreadCpuTime(loop.thread().getId())).sum();
    }

    static Result onVirtualThreads(int connections, long each, Ends.Kind kind) throws Exception {
        List<Call> relays = new ArrayList<>();
        try (Traffic traffic = new Traffic(connections, each, kind)) {
            for (int i = 0; i < connections; i++) {
                int at = i;
                relays.add(Call.start(Lib.ThreadKind.VIRTUAL,
                    () -> NativeChannels.relay(traffic.source(at), traffic.target(at))));
            }
            return measure(connections * each, traffic, () -> {});
        } finally {
            for (Call relay : relays) relay.join();
        }
    }

    private static Result measure(long bytes, Traffic traffic, Runnable check)
            throws IOException, InterruptedException {
        long begin = System.nanoTime();
        long cpu = Machine.cpuNanos();
        Usage usage = new Usage();
        traffic.start();
        do {
            usage.sample();
            check.run();
            Thread.sleep(SAMPLE_MS);
        } while (!traffic.isOver());
        double gigabytes = bytes / 1e9;
        Result result = new Result(gigabytes, (System.nanoTime() - begin) / 1e9, 0,
            (Machine.cpuNanos() - cpu) / 1e9 / gigabytes, usage);
        traffic.check();
        return result;
    }

    /** {@code connections bytes-each kind}: on selectors, then in virtual threads if there are any. */
    public static void main(String[] arguments) throws Exception {
        int connections = Integer.parseInt(arguments[0]);
        long each = Long.parseLong(arguments[1]);
        Ends.Kind kind = Ends.Kind.valueOf(arguments[2]);
        onSelectors(connections, each / 4, kind); // warm
        Result result = onSelectors(connections, each, kind);
        System.out.println("selectors: " + result);
        if (Lib.proof()) result.usage.assertFlat();
        if (Lib.ThreadKind.VIRTUAL.exists())
            System.out.println("virtual threads: " + onVirtualThreads(connections, each, kind));
        PipeStatistics pipes = NativeChannels.pipes();
        if (pipes.open() != pipes.idle()) throw new AssertionError("pipes in use when all is over: " + pipes);
        System.out.println(pipes);
    }
}
