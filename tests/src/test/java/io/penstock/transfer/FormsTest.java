package io.penstock.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.FileRange;
import io.penstock.NativeChannels;
import io.penstock.ScatterGatherSupport;
import io.penstock.Strategy;
import io.penstock.TransferOptions;
import io.penstock.support.Call;
import io.penstock.support.Content;
import io.penstock.support.Ends;
import io.penstock.support.EndsInTime;
import io.penstock.support.Lib;
import io.penstock.support.SocketPair;
import io.penstock.support.TargetKind;
import java.io.IOException;
import java.net.Socket;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The public forms of a send: of a channel or a path, to a channel or a socket, in short and with options. */
@EndsInTime
class FormsTest {
    private static final int SIZE = 50_021;

    private final Content content = Content.of(SIZE);

    @FunctionalInterface
    private interface Form<T> {
        long transfer(T target) throws IOException;
    }

    private void assertMoves(int position, int count, Form<WritableByteChannel> form) throws Exception {
        byte[] expected = content.range(position, count);
        try (TargetKind.Sink sink = TargetKind.TCP.open()) {
            assertThat(form.transfer(sink.channel())).isEqualTo(expected.length);
            sink.assertReceived(expected);
        }
    }

    private void assertSends(int position, int count, Form<Socket> form) throws Exception {
        byte[] expected = content.range(position, count);
        try (SocketPair pair = SocketPair.open()) {
            Call received = Call.start(() -> {
                Content.assertSame(expected, pair.far().getInputStream().readAllBytes());
                return (long) expected.length;
            });
            assertThat(form.transfer(pair.near())).isEqualTo(expected.length);
            pair.near().shutdownOutput();
            received.value();
        }
    }

    @Test
    void byChannel() throws Exception {
        try (FileChannel file = content.open()) {
            file.position(SIZE);
            FileRange tail = new FileRange(file, 7, Long.MAX_VALUE);
            FileRange all = FileRange.of(file);
            TransferOptions options = TransferOptions.DEFAULT;
            assertMoves(0, SIZE, target -> NativeChannels.transferTo(file, target));
            assertMoves(7, 11, target -> NativeChannels.transferTo(file, 7, 11, target));
            assertMoves(7, SIZE, target -> NativeChannels.transferTo(tail, target, options).bytesTransferred());
            assertMoves(0, SIZE, target -> NativeChannels.transferTo(all, target, options).bytesTransferred());
            assertThat(file.isOpen()).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("io.penstock.support.Lib#strategies")
    void byStrategy(Strategy strategy) throws Exception {
        try (FileChannel file = content.open()) {
            FileRange range = new FileRange(file, 7, 11);
            TransferOptions how = TransferOptions.DEFAULT;
            assertMoves(7, 11, target -> NativeChannels.transferTo(range, target, strategy, how).bytesTransferred());
            assertSends(7, 11, socket -> NativeChannels.transferTo(range, socket, strategy, how).bytesTransferred());
        }
    }

    @Test
    void byPath() throws Exception {
        assertMoves(0, SIZE, target -> NativeChannels.transferTo(content.file, target));
        assertSends(0, SIZE, socket -> NativeChannels.transferTo(content.file, socket));
    }

    @Test
    void toSocket() throws Exception {
        try (FileChannel file = content.open()) {
            FileRange range = new FileRange(file, 7, 11);
            TransferOptions options = TransferOptions.DEFAULT;
            assertSends(0, SIZE, socket -> NativeChannels.transferTo(file, socket));
            assertSends(7, 11, socket -> NativeChannels.transferTo(range, socket, options).bytesTransferred());
            assertThat(file.isOpen()).isTrue();
        }
    }

    @Test
    void badPaths() throws Exception {
        Path missing = content.file.resolveSibling("penstock-test-missing");
        try (TargetKind.Sink sink = TargetKind.TCP.open(); SocketPair pair = SocketPair.open()) {
            WritableByteChannel target = sink.channel();
            assertThatThrownBy(() -> NativeChannels.transferTo(missing, target))
                .isExactlyInstanceOf(NoSuchFileException.class);
            assertThatThrownBy(() -> NativeChannels.transferTo(missing, pair.near()))
                .isExactlyInstanceOf(NoSuchFileException.class);
            assertThatThrownBy(() -> NativeChannels.transferTo(missing.getParent(), target))
                .as("of a directory").isInstanceOf(IOException.class);
            sink.assertReceived(new byte[0]);
            target.close();
            assertThatThrownBy(() -> NativeChannels.transferTo(content.file, target))
                .isInstanceOf(ClosedChannelException.class);
        }
    }

    @Test
    void nulls() throws Exception {
        try (FileChannel file = content.open(); TargetKind.Sink sink = TargetKind.TCP.open();
                SocketPair pair = SocketPair.open()) {
            WritableByteChannel target = sink.channel();
            FileRange range = FileRange.of(file);
            assertNull(() -> NativeChannels.transferTo((FileChannel) null, target));
            assertNull(() -> NativeChannels.transferTo((Path) null, target));
            assertNull(() -> NativeChannels.transferTo((FileRange) null, target, TransferOptions.DEFAULT));
            assertNull(() -> NativeChannels.transferTo(file, (WritableByteChannel) null));
            assertNull(() -> NativeChannels.transferTo(content.file, (WritableByteChannel) null));
            assertNull(() -> NativeChannels.transferTo(file, (Socket) null));
            assertNull(() -> NativeChannels.transferTo(content.file, (Socket) null));
            assertNull(() -> NativeChannels.transferTo(range, target, null));
            assertNull(() -> NativeChannels.transferTo(range, target, null, TransferOptions.DEFAULT));
            assertNull(() -> NativeChannels.transferTo(range, target, Strategy.AUTO, null));
            assertNull(() -> NativeChannels.transferTo(range, pair.near(), null));
            assertNull(() -> NativeChannels.transferTo(range, pair.near(), null, TransferOptions.DEFAULT));
            sink.assertReceived(new byte[0]);
        }
    }

    private static void assertNull(ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(NullPointerException.class);
    }

    /** Loopback gathers on every Linux; what is no network device cannot be known. */
    @Test
    void scatterGatherSupport() throws Exception {
        try (Ends tcp = Ends.open(Ends.Kind.TCP_ACCEPTED); Ends unix = Ends.open(Ends.Kind.UNIX)) {
            assertThat(NativeChannels.scatterGatherSupport((SocketChannel) tcp.target))
                .isEqualTo(Lib.refused() ? ScatterGatherSupport.UNKNOWN : ScatterGatherSupport.ENABLED);
            assertThat(NativeChannels.scatterGatherSupport((SocketChannel) unix.target))
                .isEqualTo(ScatterGatherSupport.UNKNOWN);
            tcp.target.close();
            assertThatThrownBy(() -> NativeChannels.scatterGatherSupport((SocketChannel) tcp.target))
                .isInstanceOf(ClosedChannelException.class);
        }
    }
}
