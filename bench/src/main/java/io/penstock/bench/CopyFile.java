package io.penstock.bench;

import io.penstock.CopyResult;
import io.penstock.NativeChannels;
import io.penstock.Sharing;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
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

/**
 * From file to file, in the page cache: plain data, a file that is nearly all holes, and where the file system can
 * share blocks. The target is empty each time.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 1)
@Measurement(iterations = 3)
public class CopyFile {
    private static final int PIECE = 1 << 20;

    /** What is compared. */
    @Param({"stock", "buffer", "penstock", "plain"})
    public String impl;

    /** What is copied: 1 % data, all data, all data on a file system that shares. */
    @Param({"sparse", "plain", "xfs", "btrfs"})
    public String kind;

    /** Size of a file of data; one with holes is ten times as large. */
    @Param("1073741824")
    @Fewer(quick = "67108864", check = "1048576")
    public long bytes;

    private interface Copier {
        long copy() throws IOException;
    }

    private Path source;
    private Path target;
    private long size;
    private Copier copier;
    private AutoCloseable resource = () -> {};

    /** Checks that the copy is one, before anything is measured. */
    @Setup
    public void setUp() throws IOException {
        Path folder = Volumes.folder(kind);
        source = Sample.create(folder);
        target = Sample.create(folder);
        size = kind.equals("sparse") ? 10 * bytes : bytes;
        if (kind.equals("sparse")) fillSparsely();
        else Sample.fill(source, size);
        copier = switch (impl) {
            case "stock" -> () -> betweenChannels((from, to) -> Loops.transferTo(from, 0, size, to));
            case "buffer" -> {
                ByteBuffer buffer = ByteBuffer.allocateDirect(Loops.BUFFER);
                yield () -> betweenChannels((from, to) -> Loops.send(from, 0, size, to, buffer));
            }
            case "penstock" -> Available.checked(() -> Costs.measure(this::penstock));
            case "plain" -> {
                Plain plain = new Plain();
                resource = plain;
                String how = kind.equals("sparse") ? "data" : shares() ? "clone" : "whole";
                yield () -> plain.measure("copy", how, source, target);
            }
            default -> throw new IllegalArgumentException(impl);
        };
        copy();
        if (Sample.crc(source) != Sample.crc(target)) throw new IOException("not a copy");
    }

    @TearDown
    public void tearDown() throws Exception {
        resource.close();
        Files.delete(source);
        Files.delete(target);
    }

    /** Undoes the copy. */
    @Setup(Level.Invocation)
    public void empty() throws IOException {
        FileChannel.open(target, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING).close();
    }

    @Benchmark
    public long copy() throws IOException {
        long copied = copier.copy();
        if (copied != size || Files.size(target) != size)
            throw new IOException("copied " + copied + " of " + size + " bytes");
        return copied;
    }

    private boolean shares() {
        return kind.equals("xfs") || kind.equals("btrfs");
    }

    /** 1 % of it in pieces of 1 MiB, at equal distances. */
    private void fillSparsely() throws IOException {
        byte[] piece = new byte[(int) Math.min(PIECE, size / 100)];
        try (FileChannel file = FileChannel.open(source, StandardOpenOption.WRITE)) {
            for (long at = 0; at < size; at += 100L * piece.length) {
                Arrays.fill(piece, (byte) (at / PIECE + 1));
                file.write(ByteBuffer.wrap(piece, 0, (int) Math.min(piece.length, size - at)), at);
            }
            file.write(ByteBuffer.allocate(1), size - 1);
        }
    }

    private interface Transfer {
        long transfer(FileChannel source, FileChannel target) throws IOException;
    }

    private long betweenChannels(Transfer transfer) throws IOException {
        return Costs.measure(() -> {
            try (FileChannel from = FileChannel.open(source);
                FileChannel to = FileChannel.open(target, StandardOpenOption.WRITE)) {
                return transfer.transfer(from, to);
            }
        });
    }

    private long penstock() throws IOException {
        CopyResult result = NativeChannels.copy(source, target, Sharing.AUTO);
        if (shares() && result.shared() != size) throw new IOException("not shared: " + result);
        return result.bytesTransferred();
    }
}
