package io.penstock.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.penstock.CopyResult;
import io.penstock.NativeChannels;
import io.penstock.Sharing;
import io.penstock.internal.value.Copied;
import io.penstock.support.Command;
import io.penstock.support.Content;
import io.penstock.support.EndsInTime;
import io.penstock.support.FileSystem;
import io.penstock.support.Lib;
import io.penstock.support.OnFirstJdk;
import io.penstock.support.Proof;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Copies from one file system to another, and of files with holes. */
@EndsInTime
@OnFirstJdk
class MixedCopyTest {
    private static final int SIZE = 3 * Content.MIB + 17;

    /** More than 32 bits can count. */
    private static final long SPARSE = (5L << 30) + 12_345;

    private static final List<Long> DATA =
        List.of(0L, 1L << 20, (2L << 30) - 8192, (4L << 30) - 4096, SPARSE - 100_000);
    private static final int PIECE = 64 * 1024;

    private final Content content = Content.of(SIZE);
    private FileSystem first;
    private FileSystem second;

    @BeforeEach
    void canRun() {
        Lib.assumeNative("the JDK writes holes out");
        Command.assume("filefrag");
    }

    @AfterEach
    void unmount() throws IOException {
        try {
            if (first != null) first.close();
        } finally {
            if (second != null) second.close();
        }
    }

    private void mount(FileSystem.Kind from, FileSystem.Kind to) throws Exception {
        first = FileSystem.mount(from);
        second = FileSystem.mount(to);
    }

    static Stream<Arguments> pairs() {
        return Arrays.stream(FileSystem.Kind.values())
            .flatMap(from -> Arrays.stream(FileSystem.Kind.values()).map(to -> arguments(from, to)));
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void blocksCannotBeSharedAcross(FileSystem.Kind from, FileSystem.Kind to) throws Exception {
        mount(from, to);
        Path source = Files.write(first.root.resolve("source"), content.bytes);
        Path target = second.root.resolve("target");
        CopyResult result = NativeChannels.copy(source, target, Sharing.AUTO);
        assertThat(result).extracting(CopyResult::shared, CopyResult::copied, CopyResult::skipped)
            .containsExactly(0L, (long) SIZE, 0L);
        assertThat(result.fallbackReason()).contains("the file system does not share these blocks");
        assertThat(target).hasBinaryContent(content.bytes);
        assertThatThrownBy(() -> NativeChannels.copy(source, target, Sharing.ALWAYS))
            .isInstanceOf(UnsupportedOperationException.class);
        assertThat(NativeChannels.copy(source, target, Sharing.NEVER)).isEqualTo(new Copied(0, SIZE, 0, null));
        assertThat(target).hasBinaryContent(content.bytes);
    }

    /** Neither a size nor blocks. */
    @ParameterizedTest
    @EnumSource(FileSystem.Kind.class)
    void outOfProc(FileSystem.Kind kind) throws Exception {
        first = FileSystem.mount(kind);
        assumeTrue(Files.isReadable(Path.of("/proc/version")), "no /proc here");
        for (Path proc : List.of(Path.of("/proc/version"), Path.of("/proc/cpuinfo"), Path.of("/proc/self/cmdline"))) {
            Path target = first.root.resolve("target");
            for (Sharing sharing : new Sharing[] {Sharing.AUTO, Sharing.NEVER}) {
                CopyResult result = NativeChannels.copy(proc, target, sharing);
                assertThat(result.copied()).isPositive().isEqualTo(Files.size(target));
                // clock rates change
                if (!proc.endsWith("cpuinfo")) assertThat(target).hasBinaryContent(Files.readAllBytes(proc));
            }
            assertThatThrownBy(() -> NativeChannels.copy(proc, target, Sharing.ALWAYS))
                .isInstanceOf(UnsupportedOperationException.class);
        }
    }

    /** A sparse file whose data lies where a count may overflow. */
    private static Path sparse(Path path) throws IOException {
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (long at : DATA) file.write(piece(at), at);
            file.write(ByteBuffer.allocate(1), SPARSE - 1);
        }
        return path;
    }

    private static ByteBuffer piece(long at) {
        return ByteBuffer.wrap(Content.random(at, PIECE));
    }

    private static void assertSparse(Path copy, Path original) throws Exception {
        assertThat(Files.size(copy)).isEqualTo(SPARSE);
        try (FileChannel file = FileChannel.open(copy)) {
            for (long at : DATA) {
                ByteBuffer bytes = ByteBuffer.allocate(PIECE);
                while (bytes.hasRemaining() && file.read(bytes, at + bytes.position()) > 0) {}
                Content.assertSame(piece(at).array(), bytes.array());
            }
        }
        Extents extents = Extents.of(original);
        Extents copied = Extents.of(copy);
        // a block of zeros may stay a hole
        assertThat(copied.count()).as("blocks of the copy").isLessThanOrEqualTo(extents.count());
        for (long block = 0; block <= SPARSE / Content.PAGE; block++)
            if (copied.physical(block) >= 0)
                assertThat(extents.physical(block)).as("block %d, data in the copy only", block).isNotNegative();
    }

    @ParameterizedTest
    @EnumSource(names = {"XFS", "BTRFS"})
    void holesStayHoles(FileSystem.Kind kind) throws Exception {
        first = FileSystem.mount(kind);
        Path source = sparse(first.root.resolve("source"));
        Path target = first.root.resolve("target");
        CopyResult shared = NativeChannels.copy(source, target, Sharing.AUTO);
        assertThat(shared).isEqualTo(new Copied(SPARSE, 0, 0, null));
        assertSparse(target, source);
        CopyResult copied = NativeChannels.copy(source, target, Sharing.NEVER);
        assertThat(copied.bytesTransferred()).isEqualTo(SPARSE);
        assertThat(copied.copied()).as("bytes copied").isLessThan((DATA.size() + 1L) * 2 * PIECE);
        assertSparse(target, source);
    }

    @ParameterizedTest
    @MethodSource("ofDisks")
    void holesStayHolesAcross(FileSystem.Kind from, FileSystem.Kind to) throws Exception {
        mount(from, to);
        Path source = sparse(first.root.resolve("source"));
        Path target = second.root.resolve("target");
        CopyResult result = NativeChannels.copy(source, target, Sharing.AUTO);
        assertThat(result.bytesTransferred()).isEqualTo(SPARSE);
        assertThat(result.copied()).as("bytes copied").isLessThan((DATA.size() + 1L) * 2 * PIECE);
        assertSparse(target, source);
    }

    static Stream<Arguments> ofDisks() {
        return Stream.of(arguments(FileSystem.Kind.XFS, FileSystem.Kind.BTRFS),
            arguments(FileSystem.Kind.BTRFS, FileSystem.Kind.XFS));
    }

    /** What the target has where the source has holes is erased, and nothing beside. */
    @ParameterizedTest
    @EnumSource(names = {"XFS", "BTRFS", "TMPFS"})
    void holesErase(FileSystem.Kind kind) throws Exception {
        first = FileSystem.mount(kind);
        Path source = first.root.resolve("source");
        int size = 32 * PIECE;
        byte[] bytes = new byte[size];
        System.arraycopy(piece(0).array(), 0, bytes, 8 * PIECE, PIECE);
        try (FileChannel file = FileChannel.open(source, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            file.write(piece(0), 8L * PIECE);
            file.write(ByteBuffer.allocate(1), size - 1);
        }
        byte[] old = Content.random(7, 2 * size);
        for (Sharing sharing : new Sharing[] {Sharing.AUTO, Sharing.NEVER}) {
            for (int at : new int[] {0, Content.PAGE, 777, size + PIECE}) {
                Path target = Files.write(first.root.resolve("target"), old);
                try (FileChannel from = FileChannel.open(source);
                        FileChannel to = FileChannel.open(target, StandardOpenOption.WRITE)) {
                    assertThat(NativeChannels.copy(from, 0, size, to, at, sharing).bytesTransferred()).isEqualTo(size);
                }
                byte[] expected = Arrays.copyOf(old, Math.max(old.length, at + size));
                System.arraycopy(bytes, 0, expected, at, size);
                Content.assertSame(expected, Files.readAllBytes(target));
            }
        }
    }

    /** One hundredth of it is data: the JDK writes all of it out. */
    @Test
    void aHundredthOfData() throws Exception {
        Lib.assumeProof("writes 10 GiB");
        long size = 10L << 30;
        int pieces = 100;
        Path source = Content.fresh();
        Path target = Content.fresh();
        ByteBuffer piece = ByteBuffer.wrap(Content.random(3, Content.MIB));
        try (FileChannel file = FileChannel.open(source, StandardOpenOption.WRITE)) {
            for (int i = 0; i < pieces; i++) file.write(piece.clear(), size / pieces * i);
            file.write(ByteBuffer.allocate(1), size - 1);
            file.force(true);
        }
        long begin = System.nanoTime();
        CopyResult result = NativeChannels.copy(source, target, Sharing.NEVER);
        long ours = System.nanoTime() - begin;
        assertThat(result.bytesTransferred()).isEqualTo(size);
        assertThat(result.copied()).isBetween(100L << 20, 101L << 20);
        begin = System.nanoTime();
        Files.copy(source, target, StandardCopyOption.REPLACE_EXISTING);
        long stock = System.nanoTime() - begin;
        Proof.line("copy of 10 GiB with 1 %% of data: %,.0f ms, Files.copy %,.0f ms, %.0f times", ours / 1e6,
            stock / 1e6, (double) stock / ours);
        Files.delete(source);
        Files.delete(target);
    }
}
