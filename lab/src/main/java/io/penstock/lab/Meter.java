package io.penstock.lab;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What the calling thread has cost the machine since the meter was started. */
final class Meter {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final Path STATUS = Path.of("/proc/thread-self/status");
    private static final Path STAT = Path.of("/proc/thread-self/stat");

    /** Fields of stat after the name, which may itself contain spaces: field 3 has index 0; see proc(5). */
    private static final int MINOR_FAULTS = 10 - 3;
    private static final int MAJOR_FAULTS = 12 - 3;

    private final Reading start;
    private final long cpuStart;
    private final long clockStart;

    /** Reads /proc first and the clocks last, so that the former is not measured. */
    Meter() throws IOException {
        start = Reading.now();
        cpuStart = cpuNanos();
        clockStart = System.nanoTime();
    }

    /** Reads the clocks first, for the same reason. */
    Cost stop() throws IOException {
        long nanos = System.nanoTime() - clockStart;
        long cpuNanos = cpuNanos() - cpuStart;
        Reading end = Reading.now();
        return new Cost(
                nanos,
                cpuNanos,
                end.softirqNanos - start.softirqNanos,
                end.switches - start.switches,
                end.minorFaults - start.minorFaults,
                end.majorFaults - start.majorFaults);
    }

    /** CPU time of the calling thread, in user mode and in the kernel. */
    static long cpuNanos() {
        return THREADS.getCurrentThreadCpuTime();
    }

    /** Time, CPU time of the thread and of {@link Softirqs}, context switches (voluntary and not), page faults. */
    record Cost(
            long nanos, long cpuNanos, long softirqNanos, long switches, long minorFaults, long majorFaults) {}

    private record Reading(long softirqNanos, long switches, long minorFaults, long majorFaults) {
        static Reading now() throws IOException {
            String stat = Files.readString(STAT);
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return new Reading(
                    Softirqs.nanos(),
                    switches(Files.readAllLines(STATUS)),
                    Long.parseLong(fields[MINOR_FAULTS]),
                    Long.parseLong(fields[MAJOR_FAULTS]));
        }

        private static long switches(List<String> status) {
            return status.stream()
                    .filter(line -> line.contains("voluntary_ctxt_switches:"))
                    .mapToLong(line -> Long.parseLong(line.substring(line.indexOf(':') + 1).strip()))
                    .sum();
        }
    }
}
