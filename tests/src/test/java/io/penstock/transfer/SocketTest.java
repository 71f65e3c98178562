package io.penstock.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.FileRange;
import io.penstock.NativeChannels;
import io.penstock.TransferOptions;
import io.penstock.TransferPath;
import io.penstock.TransferResult;
import io.penstock.support.Call;
import io.penstock.support.Content;
import io.penstock.support.EndsInTime;
import io.penstock.support.Lib;
import io.penstock.support.Mapped;
import io.penstock.support.SocketPair;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Transfers with a {@code java.net.Socket} that has no channel: the bytes, and the way they go. */
@EndsInTime
public class SocketTest {
    private static final int LARGE = 8 * Content.MIB; // more than a socket takes unread

    static Stream<Lib.ThreadKind> threads() {
        return Stream.of(Lib.ThreadKind.values()).filter(Lib.ThreadKind::exists);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, Content.PAGE, Content.PIPE + 1, LARGE})
    void sends(int size) throws Exception {
        for (Lib.ThreadKind thread : threads().toList()) {
            try (SocketPair pair = SocketPair.open(); FileChannel file = Content.of(size).open()) {
                Call call = Call.start(thread, () -> {
                    long n = NativeChannels.transferTo(file, pair.near());
                    pair.near().shutdownOutput();
                    return n;
                });
                Content.assertSame(Content.of(size).bytes, pair.far().getInputStream().readAllBytes());
                assertThat(call.value()).isEqualTo(size);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, Content.PAGE, Content.PIPE + 1, LARGE})
    void receives(int size) throws Exception {
        for (Lib.ThreadKind thread : threads().toList()) {
            Path path = Content.fresh();
            try (SocketPair pair = SocketPair.open(); FileChannel file = Mapped.open(path)) {
                Call call = Call.start(thread, () -> NativeChannels.transferFrom(pair.near(), file, 0, Long.MAX_VALUE));
                pair.far().getOutputStream().write(Content.of(size).bytes);
                pair.far().shutdownOutput();
                assertThat(call.value()).isEqualTo(size);
                Content.assertSame(Content.of(size).bytes, Files.readAllBytes(path));
            }
        }
    }

    /** A range goes and comes, the rest of the stream stays for others, and the JDK's streams work on as before. */
    @ParameterizedTest
    @MethodSource("threads")
    void betweenTheJdksOwnReadsAndWrites(Lib.ThreadKind thread) throws Exception {
        Content content = Content.of(Content.MIB);
        Path path = Content.fresh();
        try (SocketPair pair = SocketPair.open(); FileChannel from = content.open();
                FileChannel to = Mapped.open(path)) {
            Call send = Call.start(thread, () -> {
                pair.near().getOutputStream().write(7);
                long n = NativeChannels.transferTo(new FileRange(from, 1000, 5000), pair.near(),
                    TransferOptions.DEFAULT).bytesTransferred();
                pair.near().getOutputStream().write(8);
                return n;
            });
            Call receive = Call.start(thread, () -> {
                assertThat(pair.far().getInputStream().read()).isEqualTo(7);
                long n = NativeChannels.transferFrom(pair.far(), to, 0, 5000);
                assertThat(pair.far().getInputStream().read()).isEqualTo(8);
                return n;
            });
            assertThat(send.value()).isEqualTo(5000);
            assertThat(receive.value()).isEqualTo(5000);
            Content.assertSame(content.range(1000, 5000), Files.readAllBytes(path));
        }
    }

    @Test
    void tellsThePath() throws Exception {
        try (SocketPair pair = SocketPair.open(); FileChannel from = Content.of(Content.PAGE).open();
                FileChannel to = Mapped.open(Content.fresh())) {
            TransferResult sent =
                NativeChannels.transferTo(new FileRange(from, 0, Content.PAGE), pair.near(), TransferOptions.DEFAULT);
            TransferResult got = NativeChannels.transferFrom(pair.far(), new FileRange(to, 0, Content.PAGE),
                TransferOptions.DEFAULT);
            assertThat(sent.path()).isEqualTo(Lib.refused() ? TransferPath.BUFFER : TransferPath.SENDFILE);
            assertThat(got.path()).isEqualTo(Lib.refused() ? TransferPath.BUFFER : TransferPath.SPLICE);
        }
    }

    /** A subclass of socket may mean to see its bytes. */
    @Test
    void subclassesAreWrittenToByTheirStreams() throws Exception {
        AtomicLong seen = new AtomicLong();
        Socket counting = new Socket() {
            @Override
            public java.io.OutputStream getOutputStream() throws IOException {
                return new java.io.FilterOutputStream(super.getOutputStream()) {
                    @Override
                    public void write(byte[] bytes, int from, int length) throws IOException {
                        seen.addAndGet(length);
                        out.write(bytes, from, length);
                    }
                };
            }
        };
        Content content = Content.of(Content.PIPE + 1);
        try (SocketPair pair = SocketPair.open(counting); FileChannel file = content.open()) {
            TransferResult result = NativeChannels.transferTo(FileRange.of(file), counting, TransferOptions.DEFAULT);
            counting.shutdownOutput();
            Content.assertSame(content.bytes, pair.far().getInputStream().readAllBytes());
            assertThat(result.path()).isEqualTo(TransferPath.BUFFER);
            assertThat(seen).hasValue(content.bytes.length);
        }
    }

    @Test
    void aSocketWithAChannelIsServedByThat() throws Exception {
        try (ServerSocketChannel server = ServerSocketChannel.open()
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                SocketChannel near = SocketChannel.open(server.getLocalAddress());
                SocketChannel far = server.accept();
                FileChannel file = Content.of(Content.PAGE).open()) {
            assertThat(NativeChannels.transferTo(file, near.socket())).isEqualTo(Content.PAGE);
            assertThat(NativeChannels.transferFrom(far.socket(), Mapped.open(Content.fresh()), 0, Content.PAGE))
                .isEqualTo(Content.PAGE);
        }
    }

    @Test
    void notReady() throws Exception {
        try (FileChannel file = Content.of(1).open(); Socket fresh = new Socket();
                SocketPair pair = SocketPair.open()) {
            assertThatThrownBy(() -> NativeChannels.transferTo(file, fresh)).isInstanceOf(SocketException.class)
                .hasMessage("Socket is not connected");
            pair.near().shutdownOutput();
            assertThatThrownBy(() -> NativeChannels.transferTo(file, pair.near()))
                .isInstanceOf(SocketException.class).hasMessage("Socket output is shutdown");
            pair.near().close();
            assertThatThrownBy(() -> NativeChannels.transferTo(file, pair.near())).isInstanceOf(SocketException.class)
                .hasMessage("Socket is closed");
            assertThatThrownBy(() -> NativeChannels.transferTo(file, (Socket) null))
                .isInstanceOf(NullPointerException.class);
        }
    }
}
