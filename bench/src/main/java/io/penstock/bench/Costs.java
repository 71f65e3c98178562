package io.penstock.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ScalarResult;
import org.openjdk.jmh.runner.IterationType;

/**
 * Counts what an operation costs besides time: CPU time of the process that does it, and system calls. Benchmarks say
 * what CPU time to count; JMH asks after each iteration. For benchmarks of one thread. System calls are counted while
 * JMH warms up, so as not to disturb the timing. The machine's load average, of the last minute, shows whether it was
 * busy with other work.
 */
public final class Costs implements InternalProfiler {
    private static final OperatingSystemMXBean SYSTEM =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private static long cpu;
    private static long bytes;
    private static long plainCalls;

    private boolean isSetUp;
    private SystemCalls counter;
    private double callsPerOperation;

    /** Work that moves bytes. */
    interface Work {
        long run() throws IOException;
    }

    /** Does work in this process and counts the CPU time of all its threads. */
    static long measure(Work work) throws IOException {
        long start = SYSTEM.getProcessCpuTime();
        long moved = work.run();
        add(SYSTEM.getProcessCpuTime() - start, moved);
        return moved;
    }

    /** Counts work that was done, maybe elsewhere: nanoseconds and bytes. */
    static void add(long cpuNanos, long moved) {
        cpu += cpuNanos;
        bytes += moved;
    }

    /** Counts system calls of a program that has counted its own. */
    static void addCalls(long made) {
        plainCalls += made;
    }

    @Override
    public String getDescription() {
        return "CPU time, system calls and the machine's load";
    }

    @Override
    public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
        cpu = bytes = plainCalls = 0;
        if (iteration.getType() == IterationType.WARMUP && isSetUp) counter = unchecked(SystemCalls::begin);
        isSetUp = true; // by the first iteration
    }

    @Override
    public List<Result<?>> afterIteration(BenchmarkParams benchmark, IterationParams iteration,
        IterationResult result) {
        double operations = result.getMetadata().getAllOps();
        if (counter != null) {
            callsPerOperation = unchecked(counter::end) / operations;
            counter = null;
        }
        double calls = plainCalls > 0 ? plainCalls / operations : callsPerOperation;
        List<Result<?>> results = new ArrayList<>();
        if (cpu > 0) results.add(new ScalarResult("cpu", cpu / operations, "ns/op", AggregationPolicy.AVG));
        if (cpu > 0 && bytes > 0)
            results.add(new ScalarResult("cpuPerGB", (double) cpu / bytes, "s/GB", AggregationPolicy.AVG));
        if (calls > 0) results.add(new ScalarResult("calls", calls, "#/op", AggregationPolicy.AVG));
        results.add(new ScalarResult("load", SYSTEM.getSystemLoadAverage(), "#", AggregationPolicy.MAX));
        return results;
    }

    private static <T> T unchecked(Callable<T> work) {
        try {
            return work.call();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
