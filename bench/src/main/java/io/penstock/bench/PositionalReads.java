package io.penstock.bench;

import io.penstock.NativeChannels;
import io.penstock.NativeOpenOption;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
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
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Threads that read 512 bytes at random positions of one cached file into direct buffers, through one channel: stock
 * NIO against {@link NativeOpenOption#CONCURRENT}. More threads than processors measure the scheduler.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
public class PositionalReads {
    private static final int SIZE = 512;
    private static final int BLOCKS = 1 << 15;

    /** What is compared. */
    @Param({"stock", "penstock"})
    public String impl;

    private FileChannel file;

    /** A thread's own. */
    @State(Scope.Thread)
    public static class Reader {
        final ByteBuffer buffer = ByteBuffer.allocateDirect(SIZE);
    }

    /** Each block of the file is filled with its number. */
    @Setup
    public void setUp() throws IOException {
        Path path = Files.createTempFile("penstock-bench", null);
        try (FileChannel writer = FileChannel.open(path, StandardOpenOption.WRITE)) {
            for (int block = 0; block < BLOCKS; block++) {
                ByteBuffer content = ByteBuffer.allocate(SIZE);
                while (content.hasRemaining()) content.putInt(block);
                writer.write(content.flip());
            }
        }
        file = switch (impl) {
            case "stock" -> FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.DELETE_ON_CLOSE);
            case "penstock" -> NativeChannels.open(path, StandardOpenOption.READ,
                StandardOpenOption.DELETE_ON_CLOSE, NativeOpenOption.CONCURRENT);
            default -> throw new IllegalArgumentException(impl);
        };
    }

    @TearDown
    public void tearDown() throws IOException {
        file.close();
    }

    @Benchmark
    @Threads(1)
    public int oneThread(Reader reader) throws IOException {
        return read(reader);
    }

    @Benchmark
    @Threads(2)
    public int twoThreads(Reader reader) throws IOException {
        return read(reader);
    }

    @Benchmark
    @Threads(4)
    public int fourThreads(Reader reader) throws IOException {
        return read(reader);
    }

    @Benchmark
    @Threads(8)
    public int eightThreads(Reader reader) throws IOException {
        return read(reader);
    }

    private int read(Reader reader) throws IOException {
        int block = ThreadLocalRandom.current().nextInt(BLOCKS);
        int n = file.read(reader.buffer.clear(), (long) block * SIZE);
        if (n != SIZE || reader.buffer.getInt(SIZE - 4) != block)
            throw new IOException("read " + n + " bytes, not those of block " + block);
        return n;
    }
}
