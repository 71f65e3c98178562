package io.penstock.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
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
        return crc(count, count);
    }

    /** CRC-32C of what is sent out of a file of {@code length} bytes, made by {@link #fill}, by reading it from its start over and over. */
    static long crc(long length, long... counts) {
        CRC32C crc = new CRC32C();
        for (long count : counts) {
            for (long done = 0; done < count;) {
                ByteBuffer piece = piece(done % length, Math.min(length, done % length + count - done));
                done += piece.remaining();
                crc.update(piece);
            }
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
