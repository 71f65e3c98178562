package io.penstock.bench;

import java.io.IOException;
import java.nio.file.Path;
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

/** A file that is not in the page cache to a loopback TCP socket, whose other end is drained. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 1)
@Measurement(iterations = 5)
public class ColdCache {
    /** What is compared. */
    @Param({"stock", "buffer", "penstock", "netty", "plain"})
    public String impl;

    /** Size of the file. */
    @Param("67108864")
    @Fewer(check = "1048576")
    public long bytes;

    private Connections connections;
    private PageCache cache;
    private Path path;

    /** Makes the file and checks that every byte of it arrives, before anything is measured. */
    @Setup
    public void setUp() throws IOException {
        path = SharedFiles.sample(bytes);
        connections = new Connections(impl, 1, path, new Walk(bytes, Math.toIntExact(bytes), 1));
        cache = new PageCache();
    }

    @Setup(Level.Invocation)
    public void forget() throws IOException {
        cache.forgetAll(path);
    }

    /** Checks that the sink counted what was sent. */
    @TearDown
    public void tearDown() throws IOException {
        connections.close();
        cache.close();
    }

    @Benchmark
    public long send() throws IOException {
        return connections.send();
    }
}
