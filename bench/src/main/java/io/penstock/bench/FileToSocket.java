package io.penstock.bench;

import java.io.IOException;
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

/** All of a large file in the page cache to a loopback TCP socket, whose other end is drained, in one call. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
public class FileToSocket {
    /** What is compared. */
    @Param({"stock", "buffer", "penstock", "netty", "plain"})
    public String impl;

    /** Size of the file. */
    @Param("1073741824")
    @Fewer(quick = "268435456", check = "1048576")
    public long bytes;

    private Connections connections;

    /** Makes the file and checks that every byte of it arrives, before anything is measured. */
    @Setup
    public void setUp() throws IOException {
        connections = new Connections(impl, 1, SharedFiles.sample(bytes), new Walk(bytes, Math.toIntExact(bytes), 1));
    }

    /** Checks that the sink counted what was sent. */
    @TearDown
    public void tearDown() throws IOException {
        connections.close();
    }

    @Benchmark
    public long whole() throws IOException {
        return connections.send();
    }
}
