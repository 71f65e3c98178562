package io.penstock.bench;

import io.penstock.Relay;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
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
 * From one loopback TCP socket to another, blocking, between two other processes; the clock stops when the sink has
 * counted every byte. Stock NIO has no such transfer: its row is the usual loop with a direct buffer of 64 KiB.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 2)
public class RelayStreams {
    /** What is compared. */
    @Param({"stock", "buffer", "penstock", "netty", "plain"})
    public String impl;

    /** Bytes that come. */
    @Param("1073741824")
    @Fewer(quick = "268435456", check = "1048576")
    public long bytes;

    private interface Relayer {
        /** Returns what the sink got, as far as it is known. */
        long[] relay(int sink) throws IOException;
    }

    private Peer peer;
    private Relayer relayer;
    private AutoCloseable resource = () -> {};

    /** Checks that every byte arrives, before anything is measured. */
    @Setup
    public void setUp() throws IOException {
        peer = new Peer();
        relayer = switch (impl) {
            case "stock" -> pump(64 << 10);
            case "buffer" -> pump(Loops.BUFFER);
            case "penstock" -> Available.checked(betweenChannels((source, sink) -> Relay.of(source, sink).run()));
            case "netty" -> {
                Netty netty = new Netty();
                resource = netty;
                yield measured(sink -> netty.relay(peer.source, Math.toIntExact(bytes), sink));
            }
            case "plain" -> {
                Plain plain = new Plain();
                resource = plain;
                yield sink -> plain.relay(peer.source, bytes, sink);
            }
            default -> throw new IllegalArgumentException(impl);
        };
        Peer.check(relayer.relay(peer.checkingSink), bytes, Sample.crc(bytes));
    }

    @TearDown
    public void tearDown() throws Exception {
        resource.close();
        peer.close();
    }

    @Benchmark
    public long relay() throws IOException {
        long[] got = relayer.relay(peer.sink);
        Peer.check(got, bytes, 0);
        return got[0];
    }

    private Relayer pump(int size) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(size);
        return betweenChannels((source, sink) -> Loops.pump(source, sink, buffer));
    }

    private interface Transfer {
        long transfer(SocketChannel source, SocketChannel sink) throws IOException;
    }

    private Relayer betweenChannels(Transfer transfer) {
        return measured(port -> {
            try (SocketChannel source = peer.request(bytes); SocketChannel sink = Peer.connect(port)) {
                transfer.transfer(source, sink);
                return Peer.finish(sink);
            }
        });
    }

    private static Relayer measured(Relayer relayer) {
        return sink -> {
            long[][] got = new long[1][];
            Costs.measure(() -> {
                got[0] = relayer.relay(sink);
                return got[0][0];
            });
            return got[0];
        };
    }
}
