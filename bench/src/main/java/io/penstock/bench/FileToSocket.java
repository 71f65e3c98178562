package io.penstock.bench;

import java.io.IOException;
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

/** A file in the page cache to a loopback TCP socket, whose other end is drained: all of it at once, and a few bytes a call. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
public class FileToSocket {
    /** Calls in a row, so that what it takes to ask another process or thread for them does not count. */
    private static final int CALLS = 1 << 14;

    /** What is compared. */
    @Param({"stock", "buffer", "penstock", "netty", "plain"})
    public String impl;

    /** Size of the file. */
    @Param("1073741824")
    public long bytes;

    private Peer peer;
    private Sender sender;
    private Walk whole;
    private Walk calls4k;
    private Walk calls512;
    private long sent;

    /** Makes the file and checks that every byte of it arrives, before anything is measured. */
    @Setup
    public void setUp() throws IOException {
        peer = new Peer();
        Path path = SharedFiles.sample(bytes);
        whole = new Walk(bytes, Math.toIntExact(bytes), 1);
        calls4k = new Walk(bytes, 4096, CALLS);
        calls512 = new Walk(bytes, 512, CALLS);

        sender = Sender.open(impl, peer.checkingSink, path);
        whole();
        calls4k();
        calls512();
        Peer.check(finish(), sent, Sample.crc(bytes, whole.bytes(), calls4k.bytes(), calls512.bytes()));
        sender = Sender.open(impl, peer.sink, path);
        sent = 0;
    }

    private long[] finish() throws IOException {
        try (Sender ended = sender) {
            return ended.finish();
        }
    }

    /** Checks that the sink counted what was sent. */
    @TearDown
    public void tearDown() throws IOException {
        Peer.check(finish(), sent, 0);
        peer.close();
    }

    /** The whole file in one call. */
    @Benchmark
    @OutputTimeUnit(TimeUnit.MILLISECONDS)
    public long whole() throws IOException {
        return send(whole);
    }

    /** 4 KiB a call. */
    @Benchmark
    @OperationsPerInvocation(CALLS)
    public long calls4k() throws IOException {
        return send(calls4k);
    }

    /** 512 bytes a call. */
    @Benchmark
    @OperationsPerInvocation(CALLS)
    public long calls512() throws IOException {
        return send(calls512);
    }

    private long send(Walk walk) throws IOException {
        long moved = sender.send(walk);
        if (moved != walk.bytes()) throw new IOException("moved " + moved + " of " + walk.bytes() + " bytes");
        sent += moved;
        return moved;
    }
}
