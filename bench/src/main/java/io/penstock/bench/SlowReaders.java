package io.penstock.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
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
 * Thousands of connections whose readers are slow, each served by a virtual thread of its own: a header, then 128 KiB
 * of a file in the page cache. The readers set the pace, about 64 KiB/s; what differs is what waiting for them costs.
 * Netty serves them from one event loop.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 1)
@Measurement(iterations = 3)
public class SlowReaders {
    private static final int SIZE = 128 << 10;

    /** A reader's own, for the loop with a buffer. */
    private static final int BUFFER = 16 << 10;

    /**
     * What is compared; stock's transfer, which does not wait for the socket of a virtual thread, is called again after
     * a yield.
     */
    @Param({"stock", "buffer", "penstock", "netty"})
    public String impl;

    /** How many there are. */
    @Param({"1000", "10000"})
    @Fewer(quick = "200", check = "20")
    public int readers;

    private interface Way {
        void serveAll() throws IOException;
    }

    private Peer peer;
    private FileChannel file;
    private SocketChannel[] sockets;
    private Netty netty;
    private Way way;
    private int times;

    @Setup
    public void setUp() throws IOException {
        peer = new Peer();
        file = FileChannel.open(SharedFiles.sample(SIZE));
        way = choose();
        if (netty != null) {
            netty.open(peer.slowSink, readers, Peer.SMALL_BUFFER);
        } else {
            sockets = new SocketChannel[readers];
            for (int i = 0; i < readers; i++) sockets[i] = Peer.connectSmall(peer.slowSink);
        }
    }

    private Way choose() {
        return switch (impl) {
            case "stock", "penstock" -> eachBy(Sender.Transfer.of(impl));
            case "buffer" ->
                eachBy((from, position, count, to) ->
                Loops.send(from, position, count, to, ByteBuffer.allocateDirect(BUFFER)));
            case "netty" -> {
                netty = new Netty();
                yield () -> netty.sendToAll(file, SIZE);
            }
            default -> throw new IllegalArgumentException(impl);
        };
    }

    private Way eachBy(Sender.Transfer transfer) {
        return () -> {
            List<CompletableFuture<Long>> all = new ArrayList<>(readers);
            for (SocketChannel socket : sockets) {
                all.add(Virtual.begin(() -> {
                    socket.write(ByteBuffer.allocate(1));
                    return transfer.transfer(file, 0, SIZE, socket);
                }));
            }
            for (CompletableFuture<Long> one : all) {
                if (one.join() != SIZE) throw new IOException("moved " + one.join() + " bytes");
            }
        };
    }

    /** Checks that every byte has arrived at every reader. */
    @TearDown
    public void tearDown() throws IOException {
        long crc = readers * Sample.crcAfterZero(SIZE, times);
        Peer.check(netty != null ? netty.finish() : Peer.finish(sockets), (long) times * readers * (SIZE + 1), crc);
        if (netty != null) netty.close();
        else for (SocketChannel socket : sockets) socket.close();
        file.close();
        peer.close();
    }

    @Benchmark
    public long serve() throws IOException {
        times++;
        return Costs.measure(() -> {
            way.serveAll();
            return (long) readers * (SIZE + 1);
        });
    }
}
