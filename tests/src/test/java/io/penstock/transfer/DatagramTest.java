package io.penstock.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.FileRange;
import io.penstock.Gather;
import io.penstock.Relay;
import io.penstock.Strategy;
import io.penstock.TransferOptions;
import io.penstock.support.Call;
import io.penstock.support.Content;
import io.penstock.support.EndsInTime;
import io.penstock.support.Lib;
import io.penstock.support.Mover;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Datagrams have borders, so a transfer into them is one call of the JDK's and nothing else. */
@EndsInTime
class DatagramTest {
    private static final ByteBuffer END = ByteBuffer.wrap("the last datagram".getBytes(StandardCharsets.US_ASCII));

    /** What one call returned and the datagrams it sent. */
    private record Sent(long bytes, List<byte[]> datagrams) {}

    @ParameterizedTest
    @ValueSource(ints = {1, 1000, Content.PAGE, 9000, 20_000})
    void asStock(int size) throws Exception {
        Sent stock = send(Mover.STOCK, size);
        Sent ours = send(Mover.AUTO, size);
        assertThat(stock.bytes()).isPositive();
        assertThat(ours.bytes()).isEqualTo(stock.bytes());
        assertThat(ours.datagrams()).hasSameSizeAs(stock.datagrams());
        for (int i = 0; i < stock.datagrams().size(); i++)
            Content.assertSame(stock.datagrams().get(i), ours.datagrams().get(i));
    }

    @Test
    void strategiesAreRefused() throws Exception {
        for (Strategy strategy : Strategy.values()) {
            if (strategy == Strategy.AUTO) continue;
            try (DatagramChannel target = open(); FileChannel file = Content.of(1000).open()) {
                target.connect(target.getLocalAddress());
                assertThatThrownBy(() -> Lib.transfer(strategy, file, 0, 1000, target))
                    .isInstanceOf(UnsupportedOperationException.class).hasMessageContaining("AUTO");
                target.configureBlocking(false);
                assertThat(target.read(ByteBuffer.allocate(1))).as("bytes that arrived").isZero();
            }
        }
    }

    /** None of what makes the turns of others smaller. */
    static Stream<TransferOptions> smallTurns() {
        return Stream.of(TransferOptions.DEFAULT.withMaxChunk(100),
            TransferOptions.DEFAULT.withMaxBytesPerSecond(150_000).withProgress((bytes, all) -> {}));
    }

    /** A relay has read too little of a packet if it does not read all. */
    @ParameterizedTest
    @MethodSource("smallTurns")
    void relayedWhole(TransferOptions options) throws Exception {
        try (DatagramChannel sender = open(); DatagramChannel in = open(); DatagramChannel out = open();
                DatagramChannel receiver = open()) {
            sender.connect(in.getLocalAddress());
            in.connect(sender.getLocalAddress());
            out.connect(receiver.getLocalAddress());
            List<byte[]> sent = new ArrayList<>();
            for (int size : new int[] {1000, 20_000, 1, 20_000}) {
                sent.add(Content.of(size).bytes);
                sender.write(ByteBuffer.wrap(Content.of(size).bytes));
            }
            sender.write(END.duplicate());
            try (Relay relay = Relay.of(in, out, options)) {
                Call call = Call.start(relay::run);
                assertThat(receive(receiver)).containsExactlyElementsOf(sent);
                relay.closeNow();
                call.join();
            }
        }
    }

    /** What is collected is one packet. */
    @ParameterizedTest
    @MethodSource("smallTurns")
    void gatheredWhole(TransferOptions options) throws Exception {
        Content content = Content.of(20_000);
        try (DatagramChannel source = open(); DatagramChannel target = open(); FileChannel file = content.open()) {
            target.connect(source.getLocalAddress());
            for (TransferOptions each : List.of(TransferOptions.DEFAULT, options)) {
                Gather gather = Gather.of(END.duplicate(), List.of(new FileRange(file, 0, 20_000)), END.duplicate());
                assertThat(gather.transferTo(target, each)).isEqualTo(20_000 + 2 * END.remaining());
                target.write(END.duplicate());
                ByteBuffer expected = ByteBuffer.allocate(20_000 + 2 * END.remaining()).put(END.duplicate())
                    .put(content.bytes).put(END.duplicate());
                assertThat(receive(source)).containsExactly(expected.array());
            }
        }
    }

    /** Sends, then marks the end with a datagram, which on loopback cannot overtake. */
    private static Sent send(Mover mover, int size) throws Exception {
        try (DatagramChannel source = open(); DatagramChannel target = open();
                FileChannel file = Content.of(size).open()) {
            target.connect(source.getLocalAddress());
            long bytes = mover.transferTo(file, 0, size, target);
            target.write(END.duplicate());
            return new Sent(bytes, receive(source));
        }
    }

    /** The datagrams up to the one that marks the end. */
    private static List<byte[]> receive(DatagramChannel source) throws InterruptedException {
        List<byte[]> datagrams = new ArrayList<>();
        ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
        Call receive = Call.start(() -> {
            while (true) {
                source.receive(buffer.clear());
                if (buffer.flip().equals(END)) return 0L;
                datagrams.add(Content.copyOf(buffer));
            }
        });
        receive.value();
        return datagrams;
    }

    private static DatagramChannel open() throws Exception {
        return DatagramChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }
}
