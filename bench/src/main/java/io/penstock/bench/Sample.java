package io.penstock.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32C;

/** Random bytes, so that no layer can be clever about them, in files that end with this JVM. */
final class Sample {
    /** After so many bytes they repeat. */
    static final int SIZE = 64 << 20;

    private static ByteBuffer bytes;

    private Sample() {}

    /** Where files are made: the system property {@code penstock.bench.folder}, else where temporary files go. */
    static Path folder() {
        return Path.of(System.getProperty("penstock.bench.folder", System.getProperty("java.io.tmpdir")));
    }

    /** A new, empty file. */
    static Path create(Path folder) throws IOException {
        Path path = Files.createTempFile(folder, "penstock-bench", null);
        path.toFile().deleteOnExit();
        return path;
    }

    /** Makes a file of the first bytes that a source sends. */
    static void fill(Path path, long count) throws IOException {
        try (FileChannel channel =
            FileChannel.open(path, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            for (long written = 0; written < count;) written += channel.write(piece(written, count));
        }
    }

    /** Makes all bytes of a file zero, where they are. */
    static void blank(Path path) throws IOException {
        ByteBuffer zeros = ByteBuffer.allocateDirect(1 << 20);
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
            for (long left = channel.size(); left > 0; left -= zeros.limit()) {
                channel.write(zeros.clear().limit((int) Math.min(left, zeros.capacity())));
            }
        }
    }

    /** CRC-32C of the first bytes that a source sends. */
    static long crc(long count) {
        CRC32C crc = new CRC32C();
        for (long done = 0; done < count;) {
            ByteBuffer piece = piece(done, count);
            done += piece.remaining();
            crc.update(piece);
        }
        return crc.getValue();
    }

    /**
     * Sum of the CRC-32Cs of what connections get that take the ranges of a walk, which begins at the start of the
     * file, in turn.
     */
    static long crcs(Walk walk, int connections) {
        CRC32C[] crcs = new CRC32C[connections];
        Arrays.setAll(crcs, i -> new CRC32C());
        for (int i = 0; i < walk.times(); i++) {
            for (long from = (long) i * walk.size() % walk.length(), end = from + walk.size(); from < end;) {
                ByteBuffer piece = piece(from, end);
                from += piece.remaining();
                crcs[i % connections].update(piece);
            }
        }
        return Arrays.stream(crcs).mapToLong(CRC32C::getValue).sum();
    }

    /** CRC-32C of a zero and that many of the first bytes that a source sends, so many times. */
    static long crcAfterZero(int count, int times) {
        CRC32C crc = new CRC32C();
        for (int i = 0; i < times; i++) {
            crc.update(0);
            crc.update(piece(0, count));
        }
        return crc.getValue();
    }

    /** CRC-32C of ranges of {@code size} bytes, each so far after the one before, sent so many times. */
    static long crcOfRanges(int ranges, long stride, int size, int times) {
        CRC32C crc = new CRC32C();
        for (int i = 0; i < times * ranges; i++) {
            long from = i % ranges * stride;
            crc.update(piece(from, from + size));
        }
        return crc.getValue();
    }

    /** CRC-32C of what remains of a buffer. */
    static long crc(ByteBuffer buffer) {
        CRC32C crc = new CRC32C();
        crc.update(buffer);
        return crc.getValue();
    }

    /** CRC-32C of a file. */
    static long crc(Path path) throws IOException {
        CRC32C crc = new CRC32C();
        ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 20);
        try (FileChannel channel = FileChannel.open(path)) {
            while (channel.read(buffer.clear()) >= 0) crc.update(buffer.flip());
        }
        return crc.getValue();
    }

    private static synchronized ByteBuffer piece(long from, long end) {
        if (bytes == null) {
            bytes = ByteBuffer.allocateDirect(SIZE);
            byte[] block = new byte[1 << 20];
            for (Random random = new Random(1); bytes.hasRemaining(); bytes.put(block)) random.nextBytes(block);
        }
        int start = (int) (from % SIZE);
        return bytes.clear().slice(start, (int) Math.min(SIZE - start, end - from));
    }
}
