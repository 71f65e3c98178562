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
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The first 4 KiB that a JVM sends, which include loading classes and the native library. The file and the connection
 * are already open, except Netty's, whose opening counts.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(10)
@Warmup(iterations = 0)
@Measurement(iterations = 1)
public class FirstCall {
    private static final int SIZE = 4096;

    /** What is compared. */
    @Param({"stock", "buffer", "penstock", "netty"})
    public String impl;

    private Peer peer;
    private Path path;
    private FileChannel file;
    private SocketChannel socket;
    private Netty netty;
    private long sent;

    @Setup
    public void setUp() throws IOException {
        peer = new Peer();
        path = SharedFiles.sample(SIZE);
        file = FileChannel.open(path);
        if (!impl.equals("netty")) socket = Peer.connect(peer.checkingSink);
    }

    /** Checks every byte. */
    @TearDown
    public void tearDown() throws IOException {
        // not before: it loads what is to be loaded
        if (impl.equals("penstock")) Available.checked(NativeChannels.class);
        long times = sent / SIZE;
        Peer.check(netty != null ? netty.finish() : Peer.finish(socket), sent,
            Sample.crcOfRanges(1, 0, SIZE, (int) times));
        if (netty != null) netty.close();
        else socket.close();
        file.close();
        peer.close();
    }

    @Benchmark
    public long send() throws IOException {
        long moved = switch (impl) {
            case "stock" -> Loops.transferTo(file, 0, SIZE, socket);
            case "buffer" -> Loops.send(file, 0, SIZE, socket, ByteBuffer.allocateDirect(SIZE));
            case "penstock" -> NativeChannels.transferTo(file, 0, SIZE, socket);
            case "netty" -> {
                netty = new Netty();
                netty.open(peer.checkingSink, 1, 0);
                yield netty.sendFiles(path.toFile(), 1);
            }
            default -> throw new IllegalArgumentException(impl);
        };
        sent += moved;
        return moved;
    }
}
