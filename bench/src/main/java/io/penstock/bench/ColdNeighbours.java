package io.penstock.bench;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
 * Whether other connections stay alive while files come from the disk: how long 4 KiB of a file in the page cache take,
 * while four files that are not in it are sent over and over. All in virtual threads where there are any; Netty's are
 * on one event loop.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 1, time = 1)
@Measurement(iterations = 3, time = 2)
public class ColdNeighbours {
    private static final int COLD_FILES = 4;
    private static final int COLD_SIZE = 16 << 20;
    private static final int SIZE = 4096;

    /** What is compared. */
    @Param({"stock", "buffer", "penstock", "netty"})
    public String impl;

    private final List<Thread> others = new ArrayList<>();
    private Peer peer;
    private FileChannel file;
    private Connection connection;
    private Netty netty;
    private long sent;
    private volatile boolean ended;
    private volatile Throwable failure;

    @Setup
    public void setUp() throws IOException {
        peer = new Peer();
        file = FileChannel.open(SharedFiles.sample(SIZE));
        if (impl.equals("netty")) netty = new Netty();
        connection = open(peer.checkingSink);
        for (int i = 0; i < COLD_FILES; i++) {
            Path cold = SharedFiles.sample(COLD_SIZE, i);
            Thread thread = new Thread(() -> sendCold(cold));
            thread.start();
            others.add(thread);
        }
    }

    /** One of the connections, all of which send the ranges of a file from its start. */
    private interface Connection {
        void send(FileChannel from, int size) throws IOException;

        long[] finish() throws IOException;
    }

    private Connection open(int sink) throws IOException {
        if (netty != null) return openInLoop(sink);
        SocketChannel socket = Peer.connect(sink);
        Sender.Transfer transfer = Sender.Transfer.of(impl);
        return new Connection() {
            @Override
            public void send(FileChannel from, int size) throws IOException {
                long moved = Virtual.run(() -> transfer.transfer(from, 0, size, socket));
                if (moved != size) throw new IOException("moved " + moved + " bytes");
            }

            @Override
            public long[] finish() throws IOException {
                try (socket) {
                    return Peer.finish(socket);
                }
            }
        };
    }

    private Connection openInLoop(int sink) {
        Netty.Sink opened = netty.connect(sink, 0);
        return new Connection() {
            @Override
            public void send(FileChannel from, int size) {
                netty.send(opened, from, size);
            }

            @Override
            public long[] finish() {
                return opened.finish();
            }
        };
    }

    private void sendCold(Path path) {
        try (PageCache cache = new PageCache(); FileChannel cold = FileChannel.open(path)) {
            Connection other = open(peer.sink);
            long coldBytes = 0;
            for (; !ended; coldBytes += COLD_SIZE) {
                cache.forget(path);
                other.send(cold, COLD_SIZE);
            }
            Peer.check(other.finish(), coldBytes, 0);
        } catch (IOException | RuntimeException e) {
            failure = e;
        }
    }

    /** Checks every byte that was sent, and that the others went on to the end. */
    @TearDown
    public void tearDown() throws Exception {
        ended = true;
        for (Thread other : others) other.join();
        if (failure != null) throw new IllegalStateException(failure);
        Peer.check(connection.finish(), sent, Sample.crcOfRanges(1, 0, SIZE, Math.toIntExact(sent / SIZE)));
        if (netty != null) netty.close();
        file.close();
        peer.close();
    }

    @Benchmark
    public void send() throws IOException {
        connection.send(file, SIZE);
        sent += SIZE;
    }
}
