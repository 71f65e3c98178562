package io.penstock.bench;

import io.penstock.MappedRegion;
import io.penstock.NativeChannels;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Numbers of eight bytes at random positions of a mapped file: of one that the processor's caches hold, and of one that
 * they do not.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class MappedReads {
    private static final int READS = 1024;

    /** What is compared: stock's buffer, one of a region, and the region's own get. */
    @Param({"stock", "buffer", "penstock"})
    public String impl;

    /** Bytes that are mapped, a power of two. */
    @Param({"65536", "67108864"})
    @Fewer(quick = "65536")
    public int size;

    private interface Reader {
        long getLong(int at);
    }

    private FileChannel file;
    private MappedRegion region;
    private Reader reader;
    private long state = 1;

    /** Checks every number, before anything is measured. */
    @Setup
    public void setUp() throws IOException {
        Path path = SharedFiles.sample(size);
        file = FileChannel.open(path);
        reader = switch (impl) {
            case "stock" -> {
                ByteBuffer buffer = file.map(MapMode.READ_ONLY, 0, size);
                yield buffer::getLong;
            }
            case "buffer" -> {
                ByteBuffer buffer = mapped().buffer(0, size);
                yield buffer::getLong;
            }
            case "penstock" -> {
                MappedRegion mapped = mapped();
                yield mapped::getLong;
            }
            default -> throw new IllegalArgumentException(impl);
        };
        ByteBuffer expected = ByteBuffer.wrap(Files.readAllBytes(path));
        for (int at = 0; at < size; at += Long.BYTES) {
            if (reader.getLong(at) != expected.getLong(at))
                throw new IOException("another number is mapped than was written at " + at);
        }
    }

    private MappedRegion mapped() throws IOException {
        region = Available.checked(NativeChannels.map(file, MapMode.READ_ONLY, 0, size));
        return region;
    }

    @TearDown
    public void tearDown() throws IOException {
        if (region != null) region.close();
        file.close();
    }

    @Benchmark
    @OperationsPerInvocation(READS)
    public long read() {
        int mask = size - Long.BYTES;
        long sum = 0;
        long random = state;
        for (int i = 0; i < READS; i++) {
            random = random * 6364136223846793005L + 1442695040888963407L;
            sum += reader.getLong((int) (random >>> 33) & mask);
        }
        state = random;
        return sum;
    }
}
