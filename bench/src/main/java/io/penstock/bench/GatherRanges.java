package io.penstock.bench;

import io.penstock.FileRange;
import io.penstock.NativeChannels;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
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
 * Ranges of a file in the page cache, scattered and not aligned, to a loopback TCP socket: one {@code transferTo} for
 * each, reads into one buffer, one gather, and {@code splice} by hand into one pipe. By the size of a range, and by
 * their number.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
public class GatherRanges {
    private static final long FILE_SIZE = 64 << 20;

    /** What ranges begin before an equal part of the file. */
    private static final long SHIFT = 100;

    /** Gathers in a row, so that what it takes to ask another process for them does not count. */
    private static final int TIMES = 64;

    /** What is compared. */
    @Param({"stock", "buffer", "penstock", "plain"})
    public String impl;

    /** How many ranges, and bytes per range. */
    @Param({"64x1024", "64x8192", "64x65536", "1x8192", "8x8192", "512x8192"})
    @Fewer(quick = {"64x8192", "8x8192"})
    public String ranges;

    private interface Way {
        long gather() throws IOException;
    }

    private Peer peer;
    private Path path;
    private FileChannel file;
    private SocketChannel socket;
    private List<FileRange> list;
    private int count;
    private int size;
    private long stride;
    private Plain plain;
    private Way way;
    private long sent;

    /** Makes the file and checks that every byte of a gather arrives, before anything is measured. */
    @Setup
    public void setUp() throws IOException {
        peer = new Peer();
        path = SharedFiles.sample(FILE_SIZE);
        file = FileChannel.open(path);
        count = Integer.parseInt(ranges.split("x")[0]);
        size = Integer.parseInt(ranges.split("x")[1]);
        stride = FILE_SIZE / count - SHIFT;
        list = LongStream.range(0, count).mapToObj(i -> new FileRange(file, i * stride, size)).toList();
        if (impl.equals("plain")) plain = new Plain();
        way = choose();
        connect(peer.checkingSink);
        gather();
        Peer.check(finish(), sent, Sample.crcOfRanges(count, stride, size, Batch.of(TIMES)));
        sent = 0;
        connect(peer.sink);
    }

    private Way choose() {
        ByteBuffer buffer = ByteBuffer.allocateDirect(Loops.BUFFER);
        return switch (impl) {
            case "stock" -> many(() -> {
                long moved = 0;
                for (FileRange range : list) moved += Loops.transferTo(file, range.position(), range.count(), socket);
                return moved;
            });
            case "buffer" -> many(() -> Loops.gather(file, list, socket, buffer));
            case "penstock" -> Available.checked(many(() -> NativeChannels.gather(null, list, null, socket)));
            case "plain" -> () -> plain.measure("gather", count, stride, size, Batch.of(TIMES), path);
            default -> throw new IllegalArgumentException(impl);
        };
    }

    private static Way many(Way once) {
        return () -> Costs.measure(() -> {
            long moved = 0;
            for (int i = 0; i < Batch.of(TIMES); i++) moved += once.gather();
            return moved;
        });
    }

    private void connect(int sink) throws IOException {
        if (plain != null) plain.ask("connect", sink, 1);
        else socket = Peer.connect(sink);
    }

    private long[] finish() throws IOException {
        if (plain != null) return plain.finish();
        try (SocketChannel ended = socket) {
            return Peer.finish(ended);
        }
    }

    /** Checks that the sink counted what was sent. */
    @TearDown
    public void tearDown() throws IOException {
        Peer.check(finish(), sent, 0);
        if (plain != null) plain.close();
        peer.close();
        file.close();
    }

    /** All ranges. */
    @Benchmark
    @OperationsPerInvocation(TIMES)
    public long gather() throws IOException {
        long moved = way.gather();
        if (moved != (long) count * size * Batch.of(TIMES)) throw new IOException("moved " + moved + " bytes");
        sent += moved;
        return moved;
    }
}
