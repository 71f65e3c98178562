package io.penstock.soak;

import io.penstock.NativeChannels;
import io.penstock.PipeStatistics;
import io.penstock.support.Descriptors;
import io.penstock.support.Mapped;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import javax.management.JMException;
import javax.management.ObjectName;
import javax.management.ReflectionException;

/**
 * What this process has when nothing is under way: descriptors and pipes in use, mappings, and bytes of memory. Those
 * are comparable only in a process that starts with {@link #PLAIN_MALLOC}.
 */
record Residue(long descriptors, long pipes, long mappings, long resident, long heap) {
    /** Threads come and go with their stacks, and the C library has an arena for some of them. */
    private static final long MORE_MAPPINGS = 100;

    /**
     * What the JVM itself takes in the course of time: code that it compiles, what it notes of it, and memory to
     * compile in.
     */
    private static final long MORE_RESIDENT = 48L << 20;

    private static final long MORE_HEAP = 8L << 20;

    /**
     * A beginning of a command, as {@code make soak} has it too: by itself, glibc keeps what was the most in each of
     * its arenas, blocks of up to 32 MiB and up to 64 MiB at the end of each, which no {@code malloc_trim} gives back.
     * See mallopt(3).
     */
    static final List<String> PLAIN_MALLOC =
        List.of("env", "MALLOC_MMAP_THRESHOLD_=131072", "MALLOC_TRIM_THRESHOLD_=131072");

    /** What is left after a collection, and after the C library has given back what it can. */
    static Residue now() throws IOException {
        for (int i = 0; i < 3; i++) System.gc();
        trim();
        PipeStatistics pipes = NativeChannels.pipes();
        long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        return new Residue(Descriptors.inUse(), pipes.open() - pipes.idle(), Mapped.maps().size(), residentNow(), heap);
    }

    /** Memory that is not of files. */
    static long residentNow() throws IOException {
        return Mapped.status("RssAnon") * 1024;
    }

    /** As {@code jcmd System.trim_native_heap}; older updates of JDK 17 do not have it. */
    private static void trim() {
        try {
            ManagementFactory.getPlatformMBeanServer()
                .invoke(new ObjectName("com.sun.management:type=DiagnosticCommand"), "systemTrimNativeHeap",
                    new Object[0], new String[0]);
        } catch (ReflectionException e) {
            if (!(e.getCause() instanceof NoSuchMethodException)) throw new IllegalStateException(e);
        } catch (JMException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What there is more of than before, in words. */
    List<String> growthSince(Residue before) {
        List<String> growth = new ArrayList<>();
        compare(growth, "descriptors", before.descriptors, descriptors, 0);
        compare(growth, "pipes in use", before.pipes, pipes, 0);
        compare(growth, "mappings", before.mappings, mappings, MORE_MAPPINGS);
        compare(growth, "resident bytes", before.resident, resident, MORE_RESIDENT);
        compare(growth, "bytes of heap", before.heap, heap, MORE_HEAP);
        return growth;
    }

    private static void compare(List<String> growth, String what, long before, long after, long more) {
        if (after > before + more) growth.add("%s grew from %,d to %,d".formatted(what, before, after));
    }

    @Override
    public String toString() {
        return "%d descriptors, %d pipes in use, %d mappings, %d MiB resident, %d MiB of heap".formatted(
            descriptors, pipes, mappings, resident >> 20, heap >> 20);
    }
}
