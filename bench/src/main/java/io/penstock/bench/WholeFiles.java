package io.penstock.bench;

import io.penstock.NativeChannels;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
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
 * What a file costs, by its size: opened, sent from the page cache to a loopback TCP socket whose other end is drained,
 * and closed.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
public class WholeFiles {
    private static final int FILES = 1 << 8;

    /** What is compared. */
    @Param({"stock", "buffer", "penstock", "netty", "plain"})
    public String impl;

    /** Size of the file. */
    @Param({"1024", "16384", "262144", "4194304"})
    @Fewer(quick = "16384")
    public long bytes;

    private interface Way {
        long send(int times) throws IOException;
    }

    private Peer peer;
    private Path path;
    private SocketChannel socket;
    private Netty netty;
    private Plain plain;
    private Way way;
    private long sent;

    /** Makes the file and checks that every byte of it arrives, before anything is measured. */
    @Setup
    public void setUp() throws IOException {
        peer = new Peer();
        path = SharedFiles.sample(bytes);
        if (impl.equals("netty")) netty = new Netty();
        if (impl.equals("plain")) plain = new Plain();
        way = choose();
        connect(peer.checkingSink);
        way.send(1);
        Peer.check(finish(), bytes, Sample.crc(bytes));
        connect(peer.sink);
    }

    private Way choose() {
        ByteBuffer buffer = ByteBuffer.allocateDirect(Loops.BUFFER);
        return switch (impl) {
            case "stock" -> each(() -> opened(file -> Loops.transferTo(file, 0, file.size(), socket)));
            case "buffer" -> each(() -> opened(file -> Loops.send(file, 0, file.size(), socket, buffer)));
            case "penstock" -> Available.checked(each(() -> NativeChannels.transferTo(path, socket)));
            case "netty" -> times -> Costs.measure(() -> netty.sendFiles(path.toFile(), times));
            case "plain" -> times -> plain.measure("files", times, path);
            default -> throw new IllegalArgumentException(impl);
        };
    }

    private static Way each(Costs.Work one) {
        return times -> Costs.measure(() -> {
            long moved = 0;
            for (int i = 0; i < times; i++) moved += one.run();
            return moved;
        });
    }

    private interface Use {
        long of(FileChannel file) throws IOException;
    }

    private long opened(Use use) throws IOException {
        try (FileChannel file = FileChannel.open(path)) {
            return use.of(file);
        }
    }

    private void connect(int sink) throws IOException {
        if (plain != null) plain.ask("connect", sink, 1);
        else if (netty != null) netty.open(sink, 1, 0);
        else socket = Peer.connect(sink);
    }

    private long[] finish() throws IOException {
        if (plain != null) return plain.finish();
        if (netty != null) return netty.finish();
        try (SocketChannel ended = socket) {
            return Peer.finish(ended);
        }
    }

    /** Checks that the sink counted what was sent. */
    @TearDown
    public void tearDown() throws IOException {
        Peer.check(finish(), sent, 0);
        if (plain != null) plain.close();
        if (netty != null) netty.close();
        peer.close();
    }

    @Benchmark
    @OperationsPerInvocation(FILES)
    public long send() throws IOException {
        int files = Batch.of(FILES);
        long moved = way.send(files);
        if (moved != files * bytes) throw new IOException("moved " + moved + " bytes");
        sent += moved;
        return moved;
    }
}
