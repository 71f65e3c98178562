package io.penstock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The public forms of a transfer: by channel or by path, with and without range and options. */
@EndsInTime
class FormsTest {
    private static final int SIZE = 50_021;

    private final Content content = Content.of(SIZE);

    @FunctionalInterface
    private interface Form {
        long transfer(WritableByteChannel target) throws IOException;
    }

    private void assertMoves(int position, int count, Form form) throws Exception {
        byte[] expected = content.range(position, count);
        try (TargetKind.Sink sink = TargetKind.TCP.open()) {
            assertThat(form.transfer(sink.channel())).isEqualTo(expected.length);
            sink.assertReceived(expected);
        }
    }

    @Test
    void byChannel() throws Exception {
        try (FileChannel file = content.open()) {
            file.position(SIZE);
            assertMoves(0, SIZE, target -> NativeChannels.transferTo(file, target));
            assertMoves(7, 11, target -> NativeChannels.transferTo(file, 7, 11, target));
            assertMoves(7, SIZE, target -> NativeChannels.transferTo(file, 7, Long.MAX_VALUE, target, TransferOptions.DEFAULT).bytes());
            assertThat(file.isOpen()).isTrue();
        }
    }

    @Test
    void byPath() throws Exception {
        assertMoves(0, SIZE, target -> NativeChannels.transferTo(content.file, target));
        assertMoves(7, 11, target -> NativeChannels.transferTo(content.file, 7, 11, target));
        assertMoves(7, SIZE, target -> NativeChannels.transferTo(content.file, 7, Long.MAX_VALUE, target, TransferOptions.DEFAULT).bytes());
    }

    @Test
    void badPaths() throws Exception {
        Path missing = content.file.resolveSibling("penstock-test-missing");
        try (TargetKind.Sink sink = TargetKind.TCP.open()) {
            assertThatThrownBy(() -> NativeChannels.transferTo(missing, sink.channel())).isExactlyInstanceOf(NoSuchFileException.class);
            assertThatThrownBy(() -> NativeChannels.transferTo(missing.getParent(), sink.channel()))
                .as("of a directory").isInstanceOf(IOException.class);
            assertThatThrownBy(() -> NativeChannels.transferTo(content.file, -1, 1, sink.channel())).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> NativeChannels.transferTo(content.file, null)).isInstanceOf(NullPointerException.class);
            sink.assertReceived(new byte[0]);
            sink.channel().close();
            assertThatThrownBy(() -> NativeChannels.transferTo(content.file, sink.channel())).isInstanceOf(ClosedChannelException.class);
        }
    }

    @Test
    void nulls() throws Exception {
        try (FileChannel file = content.open(); TargetKind.Sink sink = TargetKind.TCP.open()) {
            WritableByteChannel target = sink.channel();
            assertThatThrownBy(() -> NativeChannels.transferTo((FileChannel) null, target)).isInstanceOf(NullPointerException.class);
            assertThatThrownBy(() -> NativeChannels.transferTo((Path) null, target)).isInstanceOf(NullPointerException.class);
            assertThatThrownBy(() -> NativeChannels.transferTo(file, (WritableByteChannel) null)).isInstanceOf(NullPointerException.class);
            assertThatThrownBy(() -> NativeChannels.transferTo(file, 0, 1, target, null)).isInstanceOf(NullPointerException.class);
            assertThatThrownBy(() -> NativeChannels.transferTo(content.file, 0, 1, target, null)).isInstanceOf(NullPointerException.class);
            sink.assertReceived(new byte[0]);
        }
    }

    /** Loopback gathers on every Linux; what is no network device has no answer. */
    @Test
    void scatterGather() throws Exception {
        Lib.assumeNative("nobody to ask");
        try (Ends tcp = Ends.open(Ends.Kind.TCP_ACCEPTED); Ends unix = Ends.open(Ends.Kind.UNIX)) {
            assertThat(NativeChannels.scatterGather((SocketChannel) tcp.target)).contains(true);
            assertThat(NativeChannels.scatterGather((SocketChannel) unix.target)).isEmpty();
            tcp.target.close();
            assertThatThrownBy(() -> NativeChannels.scatterGather((SocketChannel) tcp.target)).isInstanceOf(ClosedChannelException.class);
        }
    }
}
