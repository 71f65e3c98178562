package io.penstock.bench;

import io.penstock.MapOptions;
import io.penstock.MappedRegion;
import io.penstock.NativeChannels;
import io.penstock.Populate;
import io.penstock.StaleAccess;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A file in the page cache is mapped, a byte of each page is read through a buffer, and the map is closed. Stock's
 * cannot be: its maps are left to the collector.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class MapTouchClose {
    private static final int PAGE = 4096;

    /**
     * What is compared: a shared arena of JDK 22; Penstock's two kinds of {@code StaleAccess}, and pages that the map
     * populates.
     */
    @Param({"stock", "arena", "penstock", "zero", "populate"})
    public String impl;

    /** Bytes that are mapped. */
    @Param({"65536", "1048576", "67108864"})
    @Fewer(quick = "65536")
    public int size;

    /** Maps the file, uses its bytes, and releases it. */
    private interface Cycle {
        long run(ToLongFunction<ByteBuffer> use) throws IOException;
    }

    private FileChannel file;
    private Cycle cycle;

    /** Checks every byte, before anything is measured. */
    @Setup
    public void setUp() throws IOException {
        Path path = SharedFiles.sample(size);
        file = FileChannel.open(path);
        cycle = switch (impl) {
            case "stock" -> use -> use.applyAsLong(file.map(MapMode.READ_ONLY, 0, size));
            case "arena" -> use -> Arenas.map(file, size, use);
            case "penstock" -> region(MapOptions.DEFAULT);
            case "zero" -> region(MapOptions.DEFAULT.withStale(StaleAccess.ZERO));
            case "populate" -> region(MapOptions.DEFAULT.withPopulate(Populate.READ));
            default -> throw new IllegalArgumentException(impl);
        };
        if (cycle.run(Sample::crc) != Sample.crc(size))
            throw new IOException("other bytes are mapped than were written");
    }

    @TearDown
    public void tearDown() throws IOException {
        file.close();
    }

    @Benchmark
    public long cycle() throws IOException {
        return cycle.run(MapTouchClose::touch);
    }

    private Cycle region(MapOptions options) {
        return Available.checked(use -> {
            try (MappedRegion region = NativeChannels.map(file, MapMode.READ_ONLY, 0, size, options)) {
                return use.applyAsLong(region.buffer(0, size));
            }
        });
    }

    private static long touch(ByteBuffer buffer) {
        long sum = 0;
        for (int at = 0; at < buffer.capacity(); at += PAGE) sum += buffer.get(at);
        return sum;
    }
}
