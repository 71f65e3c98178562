package io.penstock.bench;

import java.io.IOException;
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
 * What one call costs, by the bytes it sends: ranges of a file in the page cache to a loopback TCP socket, whose other
 * end is drained.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
public class SendCalls {
    private static final long FILE_SIZE = 64 << 20;
    private static final int CALLS = 1 << 13;

    /** What is compared. */
    @Param({"stock", "buffer", "penstock", "netty", "plain"})
    public String impl;

    /** Bytes a call. */
    @Param({"64", "512", "4096", "65536", "1048576"})
    @Fewer(quick = {"512", "4096"})
    public int size;

    private Connections connections;

    /** Makes the file and checks that every byte arrives, before anything is measured. */
    @Setup
    public void setUp() throws IOException {
        connections =
            new Connections(impl, 1, SharedFiles.sample(FILE_SIZE), new Walk(FILE_SIZE, size, Batch.of(CALLS)));
    }

    /** Checks that the sink counted what was sent. */
    @TearDown
    public void tearDown() throws IOException {
        connections.close();
    }

    @Benchmark
    @OperationsPerInvocation(CALLS)
    public long send() throws IOException {
        return connections.send();
    }
}
