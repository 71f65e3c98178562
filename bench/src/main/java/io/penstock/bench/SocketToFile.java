package io.penstock.bench;

import io.penstock.FileRange;
import io.penstock.NativeChannels;
import io.penstock.TransferOptions;
import io.penstock.TransferPath;
import io.penstock.TransferResult;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** A blocking loopback TCP socket into a file: over pages that are in the cache, and into a file that is empty. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 2)
public class SocketToFile {
    /** What is compared. */
    @Param({"stock", "buffer", "penstock", "netty", "plain"})
    public String impl;

    /** What the file is like. */
    @Param({"cached", "fresh"})
    public String target;

    /** Bytes that come. */
    @Param("1073741824")
    @Fewer(quick = "268435456", check = "1048576")
    public long bytes;

    private interface Receiver {
        long receive() throws IOException;
    }

    private Peer peer;
    private Path path;
    private Receiver receiver;
    private AutoCloseable resource = () -> {};

    /** Checks that every byte arrives, before anything is measured. */
    @Setup
    public void setUp() throws IOException {
        peer = new Peer();
        path = SharedFiles.target();
        receiver = switch (impl) {
            case "stock" -> () ->
                Costs.measure(() -> intoChannel((socket, file) -> Loops.transferFrom(socket, file, bytes)));
            case "buffer" -> {
                ByteBuffer buffer = ByteBuffer.allocateDirect(Loops.BUFFER);
                yield () -> Costs.measure(() -> intoChannel((socket, file) -> Loops.pump(socket, file, buffer)));
            }
            case "penstock" -> Available.checked(() -> Costs.measure(() -> intoChannel(this::penstock)));
            case "netty" -> {
                Netty netty = new Netty();
                resource = netty;
                yield () -> Costs.measure(() -> netty.receive(peer.source, Math.toIntExact(bytes), path.toFile()));
            }
            case "plain" -> {
                Plain plain = new Plain();
                resource = plain;
                yield () -> plain.measure("receive", peer.source, bytes, path);
            }
            default -> throw new IllegalArgumentException(impl);
        };
        Sample.blank(path);
        receive();
        if (Sample.crc(path) != Sample.crc(bytes)) throw new IOException("other bytes arrived than were sent");
    }

    @TearDown
    public void tearDown() throws Exception {
        resource.close();
        peer.close();
    }

    /** Frees the pages, if the file is to be fresh. */
    @Setup(Level.Invocation)
    public void empty() throws IOException {
        if (target.equals("fresh"))
            FileChannel.open(path, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING).close();
    }

    @Benchmark
    public long receive() throws IOException {
        long received = receiver.receive();
        if (received != bytes) throw new IOException("received " + received + " of " + bytes + " bytes");
        return received;
    }

    private interface Transfer {
        long transfer(SocketChannel socket, FileChannel file) throws IOException;
    }

    private long intoChannel(Transfer transfer) throws IOException {
        try (SocketChannel socket = peer.request(bytes);
            FileChannel file = FileChannel.open(path, StandardOpenOption.WRITE)) {
            return transfer.transfer(socket, file);
        }
    }

    private long penstock(SocketChannel socket, FileChannel file) throws IOException {
        FileRange range = new FileRange(file, 0, bytes);
        TransferResult result = NativeChannels.transferFrom(socket, range, TransferOptions.DEFAULT);
        if (result.path() != TransferPath.SPLICE) throw new IOException("not spliced: " + result);
        return result.bytesTransferred();
    }
}
