package io.penstock.bench;

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
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How long a client waits for 16 KiB of a file in the page cache while seven others ask for the same, which keeps the
 * server busy. The clients are threads of the same JVM; Netty serves from one event loop, the others from a thread for
 * each connection.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Threads(8)
@Fork(1)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 2)
public class Latency {
    private static final int SIZE = 16 << 10;

    /** What is compared. */
    @Param({"stock", "buffer", "penstock", "netty", "plain"})
    public String impl;

    private Peer peer;
    private AutoCloseable server = () -> {};
    private int port;

    /** One of the clients. */
    @State(Scope.Thread)
    public static class Client {
        private final ByteBuffer request = ByteBuffer.allocateDirect(Long.BYTES);
        private final ByteBuffer answer = ByteBuffer.allocateDirect(SIZE);
        private SocketChannel socket;

        /** Checks every byte, before anything is measured. */
        @Setup
        public void setUp(Latency latency) throws IOException {
            socket = Peer.connect(latency.port);
            ask();
            if (Sample.crc(answer.flip()) != Sample.crc(SIZE))
                throw new IOException("other bytes arrived than were asked for");
        }

        @TearDown
        public void tearDown() throws IOException {
            socket.close();
        }

        int ask() throws IOException {
            socket.write(request.clear().putLong(SIZE).flip());
            answer.clear();
            while (answer.hasRemaining()) {
                if (socket.read(answer) < 0) throw new IOException("the server has ended the connection");
            }
            return answer.position();
        }
    }

    @Setup
    public void setUp() throws IOException {
        peer = new Peer();
        Path path = SharedFiles.sample(SIZE);
        switch (impl) {
            case "netty" -> {
                FileChannel file = FileChannel.open(path);
                Netty netty = new Netty();
                port = netty.serve(file);
                server = () -> {
                    netty.close();
                    file.close();
                };
            }
            case "plain" -> port = peer.server;
            default -> {
                Server threads = new Server(impl, path);
                port = threads.port();
                server = threads;
            }
        }
    }

    @TearDown
    public void tearDown() throws Exception {
        server.close();
        peer.close();
    }

    @Benchmark
    public int ask(Client client) throws IOException {
        return client.ask();
    }
}
