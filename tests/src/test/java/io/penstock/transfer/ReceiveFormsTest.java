package io.penstock.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.FileRange;
import io.penstock.NativeChannels;
import io.penstock.NativeOpenOption;
import io.penstock.TransferOptions;
import io.penstock.support.Call;
import io.penstock.support.Content;
import io.penstock.support.Ends;
import io.penstock.support.EndsInTime;
import io.penstock.support.Lib;
import io.penstock.support.SocketPair;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The public forms of a receive: from a channel or a socket, into a channel or a path, with and without options. */
@EndsInTime
class ReceiveFormsTest {
    private static final int SIZE = 50_021;
    private static final String OLD = "old content";

    private final Content content = Content.of(SIZE);

    @TempDir
    Path directory;

    private Path path;

    @BeforeEach
    void oldFile() throws IOException {
        path = Files.writeString(directory.resolve("file"), OLD);
    }

    @FunctionalInterface
    private interface Form<S> {
        long transfer(S source) throws IOException;
    }

    private void assertReceives(int count, Form<ReadableByteChannel> form) throws Exception {
        try (Ends ends = Ends.open(Ends.Kind.TCP_ACCEPTED)) {
            Call sent = Call.start(() -> {
                long n = NativeChannels.transferTo(content.file, ends.target);
                ends.finish();
                return n;
            });
            assertThat(form.transfer(ends.source)).isEqualTo(count);
            assertThat(sent.value()).isEqualTo(SIZE);
        }
    }

    private void assertTakes(int count, Form<Socket> form) throws Exception {
        try (SocketPair pair = SocketPair.open()) {
            Call sent = Call.start(() -> {
                long n = NativeChannels.transferTo(content.file, pair.far());
                pair.far().shutdownOutput();
                return n;
            });
            assertThat(form.transfer(pair.near())).isEqualTo(count);
            assertThat(sent.value()).isEqualTo(SIZE);
        }
    }

    private static byte[] after(byte[] old, byte[] added) {
        byte[] all = Arrays.copyOf(old, old.length + added.length);
        System.arraycopy(added, 0, all, old.length, added.length);
        return all;
    }

    @Test
    void intoChannel() throws Exception {
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.WRITE)) {
            FileRange all = FileRange.of(file);
            FileRange range = new FileRange(file, 3, 11);
            TransferOptions options = TransferOptions.DEFAULT;
            assertReceives(SIZE, source -> NativeChannels.transferFrom(source, file, 0, Long.MAX_VALUE));
            Content.assertSame(content.bytes, Files.readAllBytes(path));
            assertReceives(SIZE, source -> NativeChannels.transferFrom(source, all, options).bytesTransferred());
            assertReceives(11, source -> NativeChannels.transferFrom(source, range, options).bytesTransferred());
            Content.assertSame(content.range(0, 11), Arrays.copyOfRange(Files.readAllBytes(path), 3, 14));
            assertTakes(SIZE, socket -> NativeChannels.transferFrom(socket, file, 0, Long.MAX_VALUE));
            Content.assertSame(content.bytes, Files.readAllBytes(path));
            assertTakes(11, socket -> NativeChannels.transferFrom(socket, range, options).bytesTransferred());
            Content.assertSame(content.range(0, 11), Arrays.copyOfRange(Files.readAllBytes(path), 3, 14));
            assertThat(file.isOpen()).isTrue();
        }
    }

    @Test
    void intoNewFile() throws Exception {
        Path other = directory.resolve("other");
        assertReceives(SIZE, source -> NativeChannels.transferFrom(source, directory.resolve("new")));
        assertTakes(SIZE, socket -> NativeChannels.transferFrom(socket, other));
        Content.assertSame(content.bytes, Files.readAllBytes(directory.resolve("new")));
        Content.assertSame(content.bytes, Files.readAllBytes(other));
    }

    /** As by {@code Files.newOutputStream}: what the file held is gone. */
    @Test
    void replaces() throws Exception {
        Files.write(path, new byte[SIZE + 1]);
        assertReceives(SIZE, source -> NativeChannels.transferFrom(source, path));
        Content.assertSame(content.bytes, Files.readAllBytes(path));
        Files.write(path, new byte[SIZE + 1]);
        assertTakes(SIZE, socket -> NativeChannels.transferFrom(socket, path));
        Content.assertSame(content.bytes, Files.readAllBytes(path));
    }

    @Test
    void appends() throws Exception {
        byte[] once = after(OLD.getBytes(), content.bytes);
        assertReceives(SIZE, source -> NativeChannels.transferFrom(source, path, StandardOpenOption.APPEND));
        Content.assertSame(once, Files.readAllBytes(path));
        assertTakes(SIZE, socket -> NativeChannels.transferFrom(socket, path, StandardOpenOption.APPEND));
        Content.assertSame(after(once, content.bytes), Files.readAllBytes(path));
    }

    /** Options that do not truncate leave the rest of the file. */
    @Test
    void writesOver() throws Exception {
        byte[] old = Content.random(3, SIZE + 10);
        Files.write(path, old);
        assertReceives(SIZE, source -> NativeChannels.transferFrom(source, path, StandardOpenOption.DSYNC));
        Content.assertSame(after(content.bytes, Arrays.copyOfRange(old, SIZE, SIZE + 10)), Files.readAllBytes(path));
    }

    @Test
    void ourOwnOptions() throws Exception {
        Lib.assumeNative("UNINTERRUPTIBLE needs it");
        StandardOpenOption create = StandardOpenOption.CREATE;
        for (NativeOpenOption option : NativeOpenOption.values()) {
            Path file = directory.resolve(option.name());
            assertReceives(SIZE, source -> NativeChannels.transferFrom(source, file, create, option));
            Content.assertSame(content.bytes, Files.readAllBytes(file));
        }
    }

    /** A source file is read from its position on. */
    @Test
    void outOfFile() throws Exception {
        try (FileChannel source = content.open().position(21)) {
            assertThat(NativeChannels.transferFrom(source, path)).isEqualTo(SIZE - 21);
            assertThat(source.position()).isEqualTo(SIZE);
        }
        Content.assertSame(content.range(21, SIZE), Files.readAllBytes(path));
    }

    /** By whatever name: the file would be empty before it is read. */
    @Test
    void sameFile() throws Exception {
        Lib.assumeNative("what is behind a channel is unknown");
        Path link = Files.createLink(directory.resolve("link"), path);
        for (Path target : List.of(path, link)) {
            for (boolean wrapped : new boolean[] {false, true}) {
                try (FileChannel stock = FileChannel.open(path);
                        FileChannel source = wrapped ? NativeChannels.wrap(stock) : stock) {
                    assertThatThrownBy(() -> NativeChannels.transferFrom(source, target))
                        .isInstanceOf(IllegalArgumentException.class).hasMessageContaining(target.toString());
                    assertThat(path).hasContent(OLD);
                    assertThat(source.isOpen()).isTrue();
                }
            }
        }
        try (FileChannel source = FileChannel.open(path)) {
            assertThat(NativeChannels.transferFrom(source, path, StandardOpenOption.APPEND)).isEqualTo(OLD.length());
            assertThatThrownBy(() -> NativeChannels.transferFrom(source, path, StandardOpenOption.APPEND,
                StandardOpenOption.TRUNCATE_EXISTING))
                .isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(path).hasContent(OLD + OLD);
        try (FileChannel source = FileChannel.open(path)) {
            assertThatThrownBy(() -> NativeChannels.transferFrom(source, path, StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.DELETE_ON_CLOSE)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(path).hasContent(OLD + OLD);
        try (FileChannel source = FileChannel.open(Path.of("/dev/null"))) {
            assertThat(NativeChannels.transferFrom(source, Path.of("/dev/null"))).as("is not emptied").isZero();
        }
    }

    /** What a file held is replaced, also by another file, and a device takes the bytes. */
    @Test
    void fromFile() throws Exception {
        try (FileChannel source = content.open()) {
            assertThat(NativeChannels.transferFrom(source, path)).isEqualTo(SIZE);
            Content.assertSame(content.bytes, Files.readAllBytes(path));
            assertThat(NativeChannels.transferFrom(source.position(SIZE - 3), path)).isEqualTo(3);
            Content.assertSame(content.range(SIZE - 3, SIZE), Files.readAllBytes(path));
            assertThat(NativeChannels.transferFrom(source.position(0), Path.of("/dev/null"))).isEqualTo(SIZE);
        }
    }

    /** What can be known before leaves the file as it is. */
    @Test
    void fileIsKept() throws Exception {
        Path missing = directory.resolve("missing");
        try (Ends ends = Ends.open(Ends.Kind.TCP_ACCEPTED); SocketPair pair = SocketPair.open();
                SocketPair shut = SocketPair.open(); SocketChannel polled = SocketChannel.open()) {
            assertThatThrownBy(() -> NativeChannels.transferFrom(ends.source, path, StandardOpenOption.READ))
                .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> NativeChannels.transferFrom(ends.source, path, StandardOpenOption.CREATE_NEW))
                .isInstanceOf(FileAlreadyExistsException.class);
            assertThatThrownBy(() -> NativeChannels.transferFrom(ends.source, missing, StandardOpenOption.WRITE))
                .isInstanceOf(NoSuchFileException.class);
            assertThatThrownBy(() -> NativeChannels.transferFrom((ReadableByteChannel) null, path))
                .isInstanceOf(NullPointerException.class);
            assertThatThrownBy(() -> NativeChannels.transferFrom((Socket) null, path))
                .isInstanceOf(NullPointerException.class);

            ((SocketChannel) ends.source).configureBlocking(false);
            assertThatThrownBy(() -> NativeChannels.transferFrom(ends.source, path))
                .isInstanceOf(IllegalBlockingModeException.class);
            assertThatThrownBy(() -> NativeChannels.transferFrom(((SocketChannel) ends.source).socket(), path))
                .isInstanceOf(IllegalBlockingModeException.class);
            ends.source.close();
            assertThatThrownBy(() -> NativeChannels.transferFrom(ends.source, path))
                .isInstanceOf(ClosedChannelException.class);

            assertThatThrownBy(() -> NativeChannels.transferFrom(new Socket(), path))
                .as("not connected").isInstanceOf(SocketException.class);
            assertThatThrownBy(() -> NativeChannels.transferFrom(polled.socket(), path))
                .as("not connected").isInstanceOf(SocketException.class);
            polled.configureBlocking(true);
            assertThatThrownBy(() -> NativeChannels.transferFrom(polled, path))
                .isInstanceOf(NotYetConnectedException.class);
            try (FileChannel written =
                    FileChannel.open(directory.resolve("other"), StandardOpenOption.WRITE, StandardOpenOption.CREATE)) {
                assertThatThrownBy(() -> NativeChannels.transferFrom(written, path))
                    .isInstanceOf(NonReadableChannelException.class);
            }
            shut.near().shutdownInput();
            assertThatThrownBy(() -> NativeChannels.transferFrom(shut.near(), path))
                .isInstanceOf(SocketException.class);
            pair.near().close();
            assertThatThrownBy(() -> NativeChannels.transferFrom(pair.near(), path))
                .isInstanceOf(SocketException.class);
        }
        assertThat(path).hasContent(OLD);
        assertThat(missing).doesNotExist();
    }

    @Test
    void nulls() throws Exception {
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.WRITE); Ends ends = Ends.open(Ends.Kind.UNIX);
                SocketPair pair = SocketPair.open()) {
            FileRange range = FileRange.of(file);
            TransferOptions options = TransferOptions.DEFAULT;
            assertThatThrownBy(() -> NativeChannels.transferFrom(ends.source, (FileRange) null, options))
                .isInstanceOf(NullPointerException.class);
            assertThatThrownBy(() -> NativeChannels.transferFrom(ends.source, range, null))
                .isInstanceOf(NullPointerException.class);
            assertThatThrownBy(() -> NativeChannels.transferFrom(pair.near(), range, null))
                .isInstanceOf(NullPointerException.class);
            assertThatThrownBy(() -> NativeChannels.transferFrom(pair.near(), (FileChannel) null, 0, 1))
                .isInstanceOf(NullPointerException.class);
            assertThatThrownBy(() -> NativeChannels.transferFrom(ends.source, (Path) null))
                .isInstanceOf(NullPointerException.class);
        }
        assertThat(path).hasContent(OLD);
    }
}
