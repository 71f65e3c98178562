package io.penstock.bench;

import io.penstock.FileRange;
import io.penstock.NativeChannels;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
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

/** 64 ranges of a file in the page cache to a loopback TCP socket: one stock {@code transferTo} for each against one gather. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class GatherRanges {
    private static final int FILE_SIZE = 256 << 20;
    private static final int RANGES = 64;

    /** What is compared. */
    @Param({"stock", "penstock"})
    public String impl;

    /** Bytes per range. */
    @Param({"256", "1024", "4096", "8192", "16384", "65536"})
    public int size;

    private FileChannel file;
    private SinkProcess sink;
    private SocketChannel socket;
    private List<FileRange> ranges;
    private long sent;

    /** Makes the file and starts the sink. */
    @Setup
    public void setUp() throws IOException {
        Path path = Files.createTempFile("penstock-bench", null);
        file = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
        ByteBuffer block = ByteBuffer.allocate(1 << 20);
        for (int written = 0; written < FILE_SIZE; written += block.capacity()) file.write(block.clear());
        SplittableRandom random = new SplittableRandom(1);
        ranges = Stream.generate(() -> new FileRange(file, random.nextInt(FILE_SIZE - size), size)).limit(RANGES).toList();
        sink = SinkProcess.start();
        sink.connect().close(); // the sink takes the second connection as the measured one
        socket = sink.connect();
    }

    /** Checks that the sink counted what was sent. */
    @TearDown
    public void tearDown() throws IOException {
        sink.finish(socket, sent, 0);
        sink.close();
        file.close();
    }

    /** All ranges. */
    @Benchmark
    public void ranges() throws IOException {
        if (impl.equals("penstock")) sent += NativeChannels.gather(null, ranges, null, socket);
        else for (FileRange range : ranges) sent += file.transferTo(range.position(), range.count(), socket);
    }
}
