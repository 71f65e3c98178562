package io.penstock.relay;

import io.penstock.NativeChannels;
import io.penstock.support.Content;
import io.penstock.support.Descriptors;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/** What this process occupies, sampled while something runs. */
final class Usage {
    private static final double MOST_GROWTH = 1.1;

    /** One look. Memory in bytes, the heap after a collection. */
    private record Sample(long heap, long resident, long descriptors, int pipes) {}

    private final List<Sample> samples = new ArrayList<>();

    void sample() throws IOException {
        System.gc();
        long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        long resident = Long.parseLong(Files.readString(Path.of("/proc/self/statm")).split(" ")[1]) * Content.PAGE;
        samples.add(new Sample(heap, resident, Descriptors.open(), NativeChannels.pipes().open()));
    }

    private long most(ToLongFunction<Sample> what, int from, int to) {
        return samples.subList(from, to).stream().mapToLong(what).max().orElse(0);
    }

    /**
     * That the last half's maximum is not above the first half's. Pipes have a bound of their own, and are as many as
     * the relays that are fast at the moment.
     */
    void assertFlat() {
        assertFlat("heap after a collection", Sample::heap);
        assertFlat("resident memory", Sample::resident);
        assertFlat("descriptors apart from pipes", sample -> sample.descriptors - 2L * sample.pipes);
    }

    private void assertFlat(String name, ToLongFunction<Sample> what) {
        int half = samples.size() / 2;
        long before = most(what, 0, half);
        long after = most(what, half, samples.size());
        if (after > MOST_GROWTH * before)
            throw new AssertionError("%s grew from %,d to %,d; %d samples"
                .formatted(name, before, after, samples.size()));
    }

    long mostPipes() {
        return most(Sample::pipes, 0, samples.size());
    }

    @Override
    public String toString() {
        int half = samples.size() / 2;
        int all = samples.size();
        return "heap %d/%d MiB, resident %d/%d MiB, descriptors %,d/%,d, %,d pipes".formatted(
            most(Sample::heap, 0, half) >> 20, most(Sample::heap, half, all) >> 20,
            most(Sample::resident, 0, half) >> 20, most(Sample::resident, half, all) >> 20,
            most(Sample::descriptors, 0, half), most(Sample::descriptors, half, all), mostPipes());
    }
}
