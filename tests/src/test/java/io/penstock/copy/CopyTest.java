package io.penstock.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.penstock.CopyResult;
import io.penstock.NativeChannels;
import io.penstock.Sharing;
import io.penstock.support.Content;
import io.penstock.support.EndsInTime;
import io.penstock.support.Lib;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Copies have the bytes of their originals, whatever is shared, copied or left out. */
@EndsInTime
public class CopyTest {
    private static final int SIZE = 3 * Content.MIB + 17;

    @TempDir
    Path directory;

    private Path file(String name, byte[] bytes) throws Exception {
        return Files.write(directory.resolve(name), bytes);
    }

    @ParameterizedTest
    @EnumSource(names = "ALWAYS", mode = EnumSource.Mode.EXCLUDE)
    void wholeFileReplacesTheTarget(Sharing sharing) throws Exception {
        Content content = Content.of(SIZE);
        Path target = file("target", new byte[2 * SIZE]);
        CopyResult result = NativeChannels.copy(file("source", content.bytes), target, sharing);
        assertThat(result.bytesTransferred()).isEqualTo(SIZE);
        assertThat(target).hasBinaryContent(content.bytes);
        if (sharing == Sharing.NEVER) assertThat(result.shared()).isZero();
    }

    @Test
    void emptyFile() throws Exception {
        Path target = file("target", new byte[5]);
        assertThat(NativeChannels.copy(file("source", new byte[0]), target, Sharing.AUTO).bytesTransferred()).isZero();
        assertThat(target).isEmptyFile();
    }

    /** No size, and no holes that could be asked for: all of it is data. */
    @Test
    void fileOfProc() throws Exception {
        assumeTrue(Files.isReadable(Path.of("/proc/version")), "no /proc here");
        Path target = directory.resolve("target");
        NativeChannels.copy(Path.of("/proc/version"), target, Sharing.AUTO);
        assertThat(target).hasBinaryContent(Files.readAllBytes(Path.of("/proc/version")));
    }

    @Test
    void holesStayHoles() throws Exception {
        Lib.assumeNative("the JDK writes holes out");
        byte[] data = Content.of(Content.PAGE).bytes;
        Path source = directory.resolve("source");
        try (FileChannel file = FileChannel.open(source, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.wrap(data), 8L * Content.MIB);
            file.write(ByteBuffer.wrap(new byte[1]), 16L * Content.MIB);
        }
        Path target = directory.resolve("target");
        CopyResult result = NativeChannels.copy(source, target, Sharing.NEVER);
        assertThat(Files.mismatch(source, target)).isEqualTo(-1);
        assertThat(result.bytesTransferred()).isEqualTo(16L * Content.MIB + 1);
        assertThat(result.skipped()).as("in holes").isGreaterThan(15L * Content.MIB);
    }

    /**
     * A hole in the range erases what the target has there, and a hole at the end of the source makes the target
     * longer.
     */
    @Test
    void holesErase() throws Exception {
        Path source = directory.resolve("source");
        int size = 64 * Content.PAGE;
        byte[] expected = new byte[2 * size];
        Arrays.fill(expected, 0, size, (byte) 7);
        Path target = file("target", Arrays.copyOf(expected, size));
        Arrays.fill(expected, Content.PAGE, size, (byte) 0);
        Arrays.fill(expected, Content.PAGE + size / 2, Content.PAGE + size / 2 + 1, (byte) 9);
        try (FileChannel file =
                FileChannel.open(source, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ,
                    StandardOpenOption.WRITE);
                FileChannel to = FileChannel.open(target, StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.wrap(new byte[] {9}), size / 2);
            file.write(ByteBuffer.wrap(new byte[1]), 2L * size);
            long count = 2L * size - Content.PAGE;
            assertThat(NativeChannels.copy(file, 0, count, to, Content.PAGE, Sharing.AUTO).bytesTransferred())
                .isEqualTo(count);
        }
        assertThat(target).hasBinaryContent(expected);
    }

    @Test
    void rangeGoesToItsPlaceAndPositionsStay() throws Exception {
        Content content = Content.of(SIZE);
        byte[] expected = new byte[SIZE];
        System.arraycopy(content.bytes, 1001, expected, 333, 50_000);
        Path target = file("target", new byte[SIZE]);
        try (FileChannel from = content.open();
                FileChannel to = NativeChannels.open(target, StandardOpenOption.WRITE)) {
            from.position(5);
            to.position(6);
            assertThat(NativeChannels.copy(from, 1001, 50_000, to, 333, Sharing.AUTO).bytesTransferred())
                .isEqualTo(50_000);
            assertThat(from.position()).isEqualTo(5);
            assertThat(to.position()).isEqualTo(6);
            assertThat(NativeChannels.copy(from, SIZE, 10, to, 0, Sharing.AUTO).bytesTransferred()).as("past the end")
                .isZero();
        }
        assertThat(target).hasBinaryContent(expected);
    }

    @Test
    void mustShareOrFail() throws Exception {
        Content content = Content.of(SIZE);
        Path source = file("source", content.bytes);
        Path target = directory.resolve("target");
        try {
            CopyResult result = NativeChannels.copy(source, target, Sharing.ALWAYS);
            assertThat(result.shared()).isEqualTo(SIZE);
            assertThat(target).hasBinaryContent(content.bytes);
        } catch (UnsupportedOperationException e) { // as most file systems do
            assertThat(e).hasMessageContaining("Sharing.AUTO");
            assertThat(target).doesNotExist();
        }
        try (FileChannel from = content.open();
                FileChannel to = FileChannel.open(target, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            assertThatThrownBy(() -> NativeChannels.copy(from, 0, 100, to, 0, Sharing.ALWAYS))
                .as("a part of a block").isInstanceOf(UnsupportedOperationException.class);
        }
    }

    /** Its bytes can only go to the end, and its holes would go elsewhere. */
    @Test
    void targetInAppendModeIsRefused() throws Exception {
        Lib.assumeNative("the mode of a file is unknown");
        byte[] old = Content.random(1, SIZE);
        Path target = file("target", old);
        try (FileChannel from = Content.of(SIZE).open();
                FileChannel stock = FileChannel.open(target, StandardOpenOption.APPEND);
                FileChannel ours = NativeChannels.open(target, StandardOpenOption.APPEND)) {
            for (FileChannel to : new FileChannel[] {stock, ours})
                for (Sharing sharing : Sharing.values())
                    assertThatThrownBy(() -> NativeChannels.copy(from, 0, SIZE, to, 0, sharing)).as("%s", sharing)
                        .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("append");
        }
        assertThat(target).hasBinaryContent(old);
    }

    @Test
    void badInput() throws Exception {
        Path path = file("source", Content.of(SIZE).bytes);
        assertThatThrownBy(() -> NativeChannels.copy(path, path, Sharing.AUTO))
            .isInstanceOf(IllegalArgumentException.class);
        assertThat(path).as("not truncated").hasSize(SIZE);
        try (FileChannel from = FileChannel.open(path);
                FileChannel to = FileChannel.open(file("target", new byte[1]), StandardOpenOption.WRITE)) {
            assertThatThrownBy(() -> NativeChannels.copy(from, -1, 1, to, 0, Sharing.AUTO))
                .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> NativeChannels.copy(from, 0, -1, to, 0, Sharing.AUTO))
                .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> NativeChannels.copy(from, 0, 1, to, -1, Sharing.AUTO))
                .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> NativeChannels.copy(from, 0, 1, from, 9, Sharing.AUTO))
                .isInstanceOf(RuntimeException.class);
            assertThatThrownBy(() -> NativeChannels.copy(from, 0, 1, to, 0, null))
                .isInstanceOf(NullPointerException.class);
            FileChannel closed = Content.of(1).open();
            closed.close();
            assertThatThrownBy(() -> NativeChannels.copy(closed, 0, 1, to, 0, Sharing.AUTO))
                .isInstanceOf(ClosedChannelException.class);
        }
    }
}
