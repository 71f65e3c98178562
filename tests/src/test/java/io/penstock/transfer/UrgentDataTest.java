package io.penstock.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.penstock.FileRange;
import io.penstock.NativeChannels;
import io.penstock.Relay;
import io.penstock.TransferOptions;
import io.penstock.TransferPath;
import io.penstock.TransferResult;
import io.penstock.internal.value.Transferred;
import io.penstock.support.Call;
import io.penstock.support.Content;
import io.penstock.support.Drain;
import io.penstock.support.Ends;
import io.penstock.support.EndsInTime;
import io.penstock.support.Lib;
import io.penstock.support.SocketPair;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** TCP's urgent byte is not in the stream, and what follows it is: a splice stops there, where a read goes on. */
@EndsInTime
class UrgentDataTest {
    private static final Content CONTENT = Content.of(3 * Content.MIB + 7);

    /** So far into it that a relay has come to splice. */
    private static final int MARK = 2 * Content.MIB + 3;

    /** Far more than a transfer needs that waits at the mark, and far less than one that does not. */
    private static final int MANY_CALLS = 1000;

    /** What takes the bytes out of the socket. */
    private enum Way {
        STOCK,
        TRANSFER,
        TRANSFER_FROM_PLAIN_SOCKET,
        RELAY,
        RUN,
        STEPS;

        boolean isIntoFile() {
            return this == STOCK || this == TRANSFER || this == TRANSFER_FROM_PLAIN_SOCKET;
        }
    }

    /** A connection whose one end sends urgent data. */
    private static final class Connection implements Closeable {
        final Socket sender;
        private final Way way;
        private final Closeable ends;
        private final ReadableByteChannel channel;
        private final Socket socket;

        Connection(Way way) throws IOException {
            this.way = way;
            if (way == Way.TRANSFER_FROM_PLAIN_SOCKET) {
                SocketPair pair = SocketPair.open();
                ends = pair::close;
                sender = pair.near();
                socket = pair.far();
                channel = null;
            } else {
                Ends both = Ends.open(Ends.Kind.TCP_CONNECTED);
                ends = both;
                sender = ((SocketChannel) both.target).socket();
                socket = null;
                channel = both.source;
            }
        }

        void send(int from, int to) throws IOException {
            OutputStream out = sender.getOutputStream();
            out.write(CONTENT.bytes, from, to - from);
        }

        void sendUrgent() throws IOException {
            sender.sendUrgentData('X');
        }

        /** To the end of the stream. */
        TransferResult receive(FileChannel file) throws IOException {
            return switch (way) {
                case STOCK -> new Transferred(file.transferFrom(channel, 0, Long.MAX_VALUE), TransferPath.BUFFER, -1,
                    null);
                case TRANSFER -> NativeChannels.transferFrom(channel, FileRange.of(file), TransferOptions.DEFAULT);
                default -> NativeChannels.transferFrom(socket, FileRange.of(file), TransferOptions.DEFAULT);
            };
        }

        long relay(Ends out) throws IOException {
            if (way == Way.RELAY) return NativeChannels.relay(channel, out.target);
            Relay relay = Relay.of(channel, out.target);
            return way == Way.RUN ? relay.run() : step(relay, out);
        }

        private long step(Relay relay, Ends out) throws IOException {
            try (Selector selector = Selector.open()) {
                SelectionKey readable = register(channel, selector);
                SelectionKey writable = register(out.target, selector);
                for (Relay.Step step = relay.step(); step != Relay.Step.END; step = relay.step()) {
                    if (step == Relay.Step.MOVED) continue;
                    readable.interestOps(step == Relay.Step.NEED_READ ? SelectionKey.OP_READ : 0);
                    writable.interestOps(step == Relay.Step.NEED_WRITE ? SelectionKey.OP_WRITE : 0);
                    selector.select(key -> {}, Call.PATIENCE_MS);
                }
            }
            return relay.bytesTransferred();
        }

        private static SelectionKey register(Object end, Selector selector) throws IOException {
            SelectableChannel selectable = (SelectableChannel) end;
            selectable.configureBlocking(false);
            return selectable.register(selector, 0);
        }

        @Override
        public void close() throws IOException {
            ends.close();
        }
    }

    static Stream<Arguments> ways() {
        return Arrays.stream(Way.values())
            .flatMap(way -> Arrays.stream(Lib.ThreadKind.values()).map(thread -> arguments(way, thread)));
    }

    @ParameterizedTest
    @MethodSource("ways")
    void allButTheUrgentByte(Way way, Lib.ThreadKind thread) throws Exception {
        thread.assume();
        try (Connection connection = new Connection(way)) {
            Call sender = Call.start(() -> {
                connection.send(0, MARK);
                connection.sendUrgent();
                connection.send(MARK, CONTENT.bytes.length);
                connection.sender.shutdownOutput();
                return 0L;
            });
            Content.assertSame(CONTENT.bytes, way.isIntoFile() ? intoFile(connection, thread)
                : intoRelay(connection, thread));
            sender.value();
        }
    }

    private static byte[] intoFile(Connection connection, Lib.ThreadKind thread) throws Exception {
        Path path = Content.fresh();
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.WRITE)) {
            Call call = Call.start(thread, () -> connection.receive(file).bytesTransferred());
            assertThat(call.value()).isEqualTo(Files.size(path));
            return Files.readAllBytes(path);
        } finally {
            Files.delete(path);
        }
    }

    private static byte[] intoRelay(Connection connection, Lib.ThreadKind thread) throws Exception {
        try (Ends out = Ends.open(Ends.Kind.UNIX)) {
            Drain drain = new Drain(out.source);
            Call call = Call.start(thread, () -> connection.relay(out));
            byte[] arrived = drain.await();
            assertThat(call.value()).isEqualTo(arrived.length);
            return arrived;
        }
    }

    static Stream<Arguments> transfers() {
        return Stream.of(Way.TRANSFER, Way.TRANSFER_FROM_PLAIN_SOCKET).flatMap(way ->
            Arrays.stream(Lib.ThreadKind.values()).map(thread -> arguments(way, thread)));
    }

    /** The urgent byte is the last for a while: it is waited behind it, not asked again and again. */
    @ParameterizedTest
    @MethodSource("transfers")
    void waitsAtTheMark(Way way, Lib.ThreadKind thread) throws Exception {
        thread.assume();
        Lib.assumeNative("the JDK counts no system calls");
        Path path = Content.fresh();
        try (Connection connection = new Connection(way);
                FileChannel file = FileChannel.open(path, StandardOpenOption.WRITE)) {
            AtomicLong systemCalls = new AtomicLong();
            Call call = Call.start(thread, () -> {
                TransferResult result = connection.receive(file);
                systemCalls.set(result.systemCalls());
                return result.bytesTransferred();
            });
            connection.send(0, 1000);
            connection.sendUrgent();
            while (Files.size(path) < 1000) Thread.onSpinWait();
            call.awaitBlocked();
            connection.send(1000, 3000);
            connection.sender.shutdownOutput();
            assertThat(call.value()).isEqualTo(3000);
            Content.assertSame(CONTENT.range(0, 3000), Files.readAllBytes(path));
            assertThat(systemCalls.get()).isBetween(1L, (long) MANY_CALLS);
        } finally {
            Files.delete(path);
        }
    }
}
