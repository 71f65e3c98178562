package io.penstock.bench;

import io.penstock.NativeChannels;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;
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
 * A file in the page cache to a loopback TCP socket, whose other end is drained by another process: stock NIO against
 * Penstock, the whole file at once and a few bytes a call.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class FileToSocket {
    private static final int FILE_SIZE = 256 << 20;

    /** What is compared. */
    @Param({"stock", "penstock"})
    public String impl;

    private interface Transfer {
        long transfer(FileChannel file, long position, long count, WritableByteChannel target) throws IOException;
    }

    private Transfer transfer;
    private FileChannel file;
    private SinkProcess sink;
    private SocketChannel socket;
    private long position;
    private long sent;

    /** Makes the file, starts the sink and checks that every byte arrives, before anything is measured. */
    @Setup
    public void setUp() throws IOException {
        transfer = switch (impl) {
            case "stock" -> FileToSocket::stock;
            case "penstock" -> penstock();
            default -> throw new IllegalArgumentException(impl);
        };
        CRC32C crc = new CRC32C();
        file = createFile(crc);
        sink = SinkProcess.start();
        socket = sink.connect();
        whole();
        sink.finish(socket, sent, crc.getValue());
        socket = sink.connect();
        sent = 0;
    }

    /** Checks that the sink counted what was sent. */
    @TearDown
    public void tearDown() throws IOException {
        sink.finish(socket, sent, 0);
        sink.close();
        file.close();
    }

    /** The whole file in one call. */
    @Benchmark
    @OutputTimeUnit(TimeUnit.MILLISECONDS)
    public long whole() throws IOException {
        return send(0, FILE_SIZE);
    }

    /** 4 KiB a call. */
    @Benchmark
    public long calls4k() throws IOException {
        return walk(4096);
    }

    /** 512 bytes a call. */
    @Benchmark
    public long calls512() throws IOException {
        return walk(512);
    }

    private long walk(int count) throws IOException {
        long from = position;
        position = (from + count) % FILE_SIZE;
        return send(from, count);
    }

    private long send(long from, long count) throws IOException {
        long moved = transfer.transfer(file, from, count, socket);
        if (moved != count)
            throw new IOException("moved " + moved + " of " + count + " bytes");
        sent += moved;
        return moved;
    }

    private static long stock(FileChannel file, long position, long count, WritableByteChannel target)
            throws IOException {
        long moved = 0;
        while (moved < count)
            moved += file.transferTo(position + moved, count - moved, target);
        return moved;
    }

    private static Transfer penstock() {
        if (!NativeChannels.isAvailable())
            throw new IllegalStateException("no native library", NativeChannels.unavailabilityCause().orElse(null));
        return NativeChannels::transferTo;
    }

    /** Random bytes, so that no layer can be clever about them. */
    private static FileChannel createFile(CRC32C crc) throws IOException {
        Path path = Files.createTempFile("penstock-bench", null);
        FileChannel file = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE,
                StandardOpenOption.DELETE_ON_CLOSE);
        Random random = new Random(1);
        byte[] block = new byte[1 << 20];
        for (int written = 0; written < FILE_SIZE; written += block.length) {
            random.nextBytes(block);
            crc.update(block);
            file.write(ByteBuffer.wrap(block));
        }
        return file;
    }
}
