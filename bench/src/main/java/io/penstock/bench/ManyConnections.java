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
 * What a call costs where there are many connections: 16 KiB of a file in the page cache to each in turn, by one
 * thread.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
public class ManyConnections {
    private static final long FILE_SIZE = 64 << 20;
    private static final int SIZE = 16 << 10;
    private static final int CALLS = 1 << 12;

    /** What is compared. */
    @Param({"stock", "buffer", "penstock", "netty", "plain"})
    public String impl;

    /** How many there are. */
    @Param({"1", "100", "1000"})
    @Fewer(quick = "100", check = {"1", "20"})
    public int connections;

    private Connections opened;

    /** Makes the file and checks that every byte arrives, before anything is measured. */
    @Setup
    public void setUp() throws IOException {
        opened = new Connections(impl, connections, SharedFiles.sample(FILE_SIZE),
            new Walk(FILE_SIZE, SIZE, Batch.of(CALLS)));
    }

    /** Checks that the sink counted what was sent. */
    @TearDown
    public void tearDown() throws IOException {
        opened.close();
    }

    @Benchmark
    @OperationsPerInvocation(CALLS)
    public long send() throws IOException {
        return opened.send();
    }
}
