package io.penstock.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;

/** Bytes that cannot be right by accident, and files of them, kept for the run and removed at its end. */
public final class Content {
    public static final int PAGE = 4096;
    public static final int PIPE = 65536;
    public static final int MIB = 1 << 20;

    /** Normally where temporary files go; another place for tests in which the library cannot use that. */
    private static final Path DIRECTORY =
        Path.of(System.getProperty("penstock.tests.tmpdir", System.getProperty("java.io.tmpdir")));

    private static final Map<Integer, Content> BY_SIZE = new ConcurrentHashMap<>();

    public final byte[] bytes;
    public final Path file;

    private Content(byte[] bytes, Path file) {
        this.bytes = bytes;
        this.file = file;
    }

    /** The content of that size; a file of it is there to be read, never to be changed. */
    public static Content of(int size) {
        return BY_SIZE.computeIfAbsent(size, n -> {
            byte[] bytes = random(n, n);
            try {
                Path file = fresh();
                Files.write(file, bytes);
                return new Content(bytes, file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    public static byte[] random(long seed, int size) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    /** A new empty file, removed when the JVM ends at the latest. */
    public static Path fresh() throws IOException {
        Path file = Files.createTempFile(DIRECTORY, "penstock-test", ".bin");
        file.toFile().deleteOnExit();
        return file;
    }

    public FileChannel open() throws IOException {
        return FileChannel.open(file, StandardOpenOption.READ);
    }

    /** What a transfer of that range has to carry. */
    public byte[] range(long position, long count) {
        if (position >= bytes.length) return new byte[0];
        int from = (int) position;
        return Arrays.copyOfRange(bytes, from, from + (int) Math.min(count, bytes.length - from));
    }

    public static void assertSame(byte[] expected, byte[] actual) {
        int at = Arrays.mismatch(expected, actual);
        if (at < 0) return;
        fail("bytes differ from index %d on: %d bytes expected, %d arrived", at, expected.length, actual.length);
    }

    /** That {@code actual} is what {@code expected} begins with. */
    public static void assertPrefix(byte[] expected, byte[] actual) {
        assertThat(actual.length).as("bytes that arrived").isLessThanOrEqualTo(expected.length);
        assertSame(Arrays.copyOf(expected, actual.length), actual);
    }

    public static byte[] copyOf(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }
}
