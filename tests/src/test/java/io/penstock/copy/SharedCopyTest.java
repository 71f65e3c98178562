package io.penstock.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.CopyResult;
import io.penstock.NativeChannels;
import io.penstock.Sharing;
import io.penstock.internal.value.Copied;
import io.penstock.support.Command;
import io.penstock.support.Content;
import io.penstock.support.EndsInTime;
import io.penstock.support.FileSystem;
import io.penstock.support.Lib;
import io.penstock.support.Proof;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Copies on file systems that can share blocks: what is said to be shared is, by the file system's own account. */
@EndsInTime
class SharedCopyTest {
    private static final int PAGE = Content.PAGE;
    private static final int BLOCKS = 768;

    /** Does not end at the end of a block. */
    private static final int SIZE = (BLOCKS - 1) * PAGE + 17;

    private static final long LARGE = Lib.proof() ? 1L << 30 : 64L << 20;

    private static final Map<FileSystem.Kind, FileSystem> MOUNTED = new EnumMap<>(FileSystem.Kind.class);

    private final Content content = Content.of(SIZE);
    private Path directory;

    @BeforeEach
    void canRun() {
        Lib.assumeNative("the JDK shares no blocks that it could tell of");
        Command.assume("filefrag");
    }

    @AfterEach
    void clean() throws IOException {
        if (directory == null) return;
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) Files.delete(file);
        }
    }

    @AfterAll
    static void unmount() throws IOException {
        for (FileSystem system : MOUNTED.values()) system.close();
        MOUNTED.clear();
    }

    private static Path on(FileSystem.Kind kind) throws Exception {
        if (!MOUNTED.containsKey(kind)) MOUNTED.put(kind, FileSystem.mount(kind));
        return Files.createDirectories(MOUNTED.get(kind).root.resolve("files"));
    }

    private Path source(FileSystem.Kind kind) throws Exception {
        directory = on(kind);
        return Files.write(directory.resolve("source"), content.bytes);
    }

    private Path target(byte[] bytes) throws IOException {
        return Files.write(directory.resolve("target"), bytes);
    }

    private static CopyResult copyRange(Path source, long position, long count, Path target, long targetPosition,
            Sharing sharing) throws IOException {
        try (FileChannel from = FileChannel.open(source);
                FileChannel to = FileChannel.open(target, StandardOpenOption.WRITE)) {
            return NativeChannels.copy(from, position, count, to, targetPosition, sharing);
        }
    }

    /** That these blocks of the source are the target's too, so much further on, and no others are. */
    private static void assertShared(Path source, Path target, long first, long count, long distance) throws Exception {
        Extents from = Extents.of(source);
        Extents to = Extents.of(target);
        assertThat(from.common(first, count, to, distance)).as("blocks on the same place of the device")
            .isEqualTo(count);
        assertThat(from.common(0, BLOCKS, to, distance)).as("blocks in common").isEqualTo(count);
        for (long block = first; block < first + count; block++)
            assertThat(from.isShared(block)).as("block %d is shared, says the file system", block).isTrue();
    }

    private static byte[] overlaid(byte[] old, byte[] bytes, int from, int count, int at) {
        byte[] all = Arrays.copyOf(old, Math.max(old.length, at + count));
        System.arraycopy(bytes, from, all, at, count);
        return all;
    }

    @ParameterizedTest
    @EnumSource(names = {"XFS", "BTRFS"})
    void wholeFile(FileSystem.Kind kind) throws Exception {
        Path source = source(kind);
        for (Sharing sharing : new Sharing[] {Sharing.AUTO, Sharing.ALWAYS}) {
            Path target = target(new byte[5 * SIZE]);
            assertThat(NativeChannels.copy(source, target, sharing)).isEqualTo(new Copied(SIZE, 0, 0, null));
            assertThat(target).hasBinaryContent(content.bytes);
            assertShared(source, target, 0, BLOCKS, 0);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"XFS", "BTRFS"})
    void writingToOneLeavesTheOther(FileSystem.Kind kind) throws Exception {
        Path source = source(kind);
        Path target = directory.resolve("target");
        NativeChannels.copy(source, target, Sharing.ALWAYS);
        try (FileChannel file = FileChannel.open(target, StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.wrap("changed".getBytes()), PAGE);
        }
        assertThat(source).hasBinaryContent(content.bytes);
        assertThat(target).hasBinaryContent(overlaid(content.bytes, "changed".getBytes(), 0, 7, PAGE));
    }

    @ParameterizedTest
    @EnumSource(names = {"XFS", "BTRFS"})
    void emptyFile(FileSystem.Kind kind) throws Exception {
        directory = on(kind);
        Path source = Files.createFile(directory.resolve("source"));
        for (Sharing sharing : Sharing.values()) {
            Path target = target(new byte[9]);
            assertThat(NativeChannels.copy(source, target, sharing)).as("%s", sharing)
                .isEqualTo(new Copied(0, 0, 0, null));
            assertThat(target).isEmptyFile();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"XFS", "BTRFS"})
    void neverShares(FileSystem.Kind kind) throws Exception {
        Path source = source(kind);
        Path target = directory.resolve("target");
        assertThat(NativeChannels.copy(source, target, Sharing.NEVER)).isEqualTo(new Copied(0, SIZE, 0, null));
        assertThat(target).hasBinaryContent(content.bytes);
        assertShared(source, target, 0, 0, 0);
        Extents extents = Extents.of(source);
        for (long block = 0; block < BLOCKS; block++)
            assertThat(extents.isShared(block)).as("block %d is shared", block).isFalse();
    }

    @ParameterizedTest
    @EnumSource(names = {"XFS", "BTRFS"})
    void rangeOfBlocks(FileSystem.Kind kind) throws Exception {
        Path source = source(kind);
        byte[] old = Content.random(1, SIZE);
        for (Sharing sharing : new Sharing[] {Sharing.AUTO, Sharing.ALWAYS}) {
            Path target = target(old);
            int count = 100 * PAGE;
            assertThat(copyRange(source, 16 * PAGE, count, target, 2 * PAGE, sharing))
                .isEqualTo(new Copied(count, 0, 0, null));
            assertThat(target).hasBinaryContent(overlaid(old, content.bytes, 16 * PAGE, count, 2 * PAGE));
            assertShared(source, target, 16, 100, -14);
        }
    }

    /** Whole blocks are shared and the rest is copied. */
    @ParameterizedTest
    @EnumSource(names = {"XFS", "BTRFS"})
    void rangeThatEndsWithinABlock(FileSystem.Kind kind) throws Exception {
        Path source = source(kind);
        byte[] old = Content.random(1, SIZE);
        Path target = target(old);
        int count = 100 * PAGE + 99;
        CopyResult result = copyRange(source, 16 * PAGE, count, target, 2 * PAGE, Sharing.AUTO);
        assertThat(result).extracting(CopyResult::shared, CopyResult::copied).containsExactly(100L * PAGE, 99L);
        assertThat(result.fallbackReason()).contains("block");
        assertThat(target).hasBinaryContent(overlaid(old, content.bytes, 16 * PAGE, count, 2 * PAGE));
        assertShared(source, target, 16, 100, -14);

        Path untouched = target(old);
        assertThatThrownBy(() -> copyRange(source, 16 * PAGE, count, untouched, 2 * PAGE, Sharing.ALWAYS))
            .isInstanceOf(UnsupportedOperationException.class);
        assertThat(untouched).hasBinaryContent(old);
    }

    @ParameterizedTest
    @EnumSource(names = {"XFS", "BTRFS"})
    void rangeThatBeginsWithinABlock(FileSystem.Kind kind) throws Exception {
        Path source = source(kind);
        byte[] old = Content.random(1, SIZE);
        int count = 50 * PAGE;
        for (int[] places : new int[][] {{1, 0}, {0, 1}, {1, 1}, {3 * PAGE + 5, PAGE}}) {
            Path target = target(old);
            CopyResult result = copyRange(source, places[0], count, target, places[1], Sharing.AUTO);
            assertThat(result).extracting(CopyResult::shared, CopyResult::copied).containsExactly(0L, (long) count);
            assertThat(result.fallbackReason()).contains("EINVAL");
            assertThat(target).hasBinaryContent(overlaid(old, content.bytes, places[0], count, places[1]));
            Path untouched = target(old);
            assertThatThrownBy(() -> copyRange(source, places[0], count, untouched, places[1], Sharing.ALWAYS))
                .isInstanceOf(UnsupportedOperationException.class);
            assertThat(untouched).hasBinaryContent(old);
        }
    }

    /** The last block of the source is a part of one, and the target's has more in it. */
    @ParameterizedTest
    @EnumSource(names = {"XFS", "BTRFS"})
    void wholeFileIntoALongerOne(FileSystem.Kind kind) throws Exception {
        Path source = source(kind);
        byte[] old = Content.random(1, 2 * SIZE);
        Path target = target(old);
        CopyResult result = copyRange(source, 0, Long.MAX_VALUE, target, 0, Sharing.AUTO);
        assertThat(result).extracting(CopyResult::shared, CopyResult::copied).containsExactly((long) SIZE - 17, 17L);
        assertThat(target).hasBinaryContent(overlaid(old, content.bytes, 0, SIZE, 0));
        assertShared(source, target, 0, BLOCKS - 1, 0);
    }

    @ParameterizedTest
    @EnumSource(names = {"XFS", "BTRFS"})
    void largeFile(FileSystem.Kind kind) throws Exception {
        directory = on(kind);
        Path source = directory.resolve("source");
        try (FileChannel file = FileChannel.open(source, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer chunk = ByteBuffer.wrap(Content.of(Content.MIB).bytes);
            for (long i = 0; i < LARGE; i += Content.MIB) file.write(chunk.clear());
            file.force(true);
        }
        Path target = directory.resolve("target");
        long begin = System.nanoTime();
        CopyResult result = NativeChannels.copy(source, target, Sharing.ALWAYS);
        long shared = System.nanoTime();
        assertThat(result).isEqualTo(new Copied(LARGE, 0, 0, null));
        assertThat(Extents.of(source).common(0, LARGE / PAGE, Extents.of(target), 0)).isEqualTo(LARGE / PAGE);
        Files.delete(target);
        long again = System.nanoTime();
        NativeChannels.copy(source, target, Sharing.NEVER);
        long copied = System.nanoTime();
        assertThat(Extents.of(source).common(0, LARGE / PAGE, Extents.of(target), 0)).isZero();
        Proof.line("%s: copy of %,d MiB: shared in %.1f ms, copied in %,.0f ms", kind, LARGE >> 20,
            (shared - begin) / 1e6, (copied - again) / 1e6);
    }
}
