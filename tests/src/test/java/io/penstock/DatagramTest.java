package io.penstock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Datagrams have borders, so a transfer into them is one call of the JDK's and nothing else. */
@EndsInTime
class DatagramTest {
    private static final ByteBuffer END = ByteBuffer.wrap("the last datagram".getBytes(StandardCharsets.US_ASCII));

    /** What one call answered and the datagrams it sent. */
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

    /** Sends, then marks the end with a datagram, which on loopback cannot overtake. */
    private static Sent send(Mover mover, int size) throws Exception {
        try (DatagramChannel source = open(); DatagramChannel target = open(); FileChannel file = Content.of(size).open()) {
            target.connect(source.getLocalAddress());
            long bytes = mover.transferTo(file, 0, size, target);
            target.write(END.duplicate());
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
            return new Sent(bytes, datagrams);
        }
    }

    private static DatagramChannel open() throws Exception {
        return DatagramChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }
}
