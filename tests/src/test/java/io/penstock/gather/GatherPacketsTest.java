package io.penstock.gather;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.FileRange;
import io.penstock.NativeChannels;
import io.penstock.support.Content;
import io.penstock.support.Drain;
import io.penstock.support.Ends;
import io.penstock.support.EndsInTime;
import io.penstock.support.Proof;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes over the wire, as {@code tcpdump} sees it; on loopback a new connection sends up to 32 KiB a packet. */
@EndsInTime
class GatherPacketsTest {
    private static final byte[] HEAD =
        "HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\nConnection: close\r\n\r\n"
            .getBytes(StandardCharsets.US_ASCII);

    @FunctionalInterface
    private interface Send {
        void to(SocketChannel socket) throws IOException;
    }

    /** The packets of one answer, after its bytes have been checked. */
    private static List<Integer> packets(byte[] expected, Send send) throws Exception {
        try (Ends ends = Ends.open(Ends.Kind.TCP_ACCEPTED)) {
            SocketChannel socket = (SocketChannel) ends.target;
            socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
            int port = ((InetSocketAddress) socket.getLocalAddress()).getPort();
            SocketChannel peer = (SocketChannel) ends.source;
            // which is acknowledged
            try (Capture capture = Capture.start(port, () -> peer.write(ByteBuffer.wrap(HEAD)))) {
                send.to(socket);
                Drain drain = new Drain(ends.source);
                drain.await(expected.length); // only then the end, which could otherwise share the last packet
                ends.finish();
                Content.assertSame(expected, drain.await());
                return capture.payloads();
            }
        }
    }

    private static byte[] answer(byte[] body) {
        byte[] all = Arrays.copyOf(HEAD, HEAD.length + body.length);
        System.arraycopy(body, 0, all, HEAD.length, body.length);
        return all;
    }

    /** Sizes on either side of where copying ends and splicing begins. */
    @ParameterizedTest
    @ValueSource(ints = {1, 1000, 20_000, 30_000})
    void aHeadAndItsFileShareAPacket(int size) throws Exception {
        Content content = Content.of(size);
        byte[] expected = answer(content.bytes);
        try (FileChannel file = content.open()) {
            List<FileRange> body = List.of(new FileRange(file, 0, size));
            List<Integer> ours = packets(expected,
                socket -> NativeChannels.gather(ByteBuffer.wrap(HEAD), body, null, socket));
            List<Integer> stock = packets(expected, socket -> {
                socket.write(ByteBuffer.wrap(HEAD));
                file.transferTo(0, size, socket);
            });
            Proof.line("head and file of %d bytes: gather sends packets of %s bytes, write and stock transferTo of %s",
                size, ours, stock);
            assertThat(ours).containsExactly(expected.length);
            assertThat(stock).as("stock").hasSizeGreaterThan(1);
        }
    }

    @Test
    void manyRangesShareFewPackets() throws Exception {
        int size = 300;
        Content content = Content.of(Content.MIB);
        try (FileChannel file = content.open()) {
            List<FileRange> ranges = new ArrayList<>();
            ByteBuffer body = ByteBuffer.allocate(100 * size);
            for (int i = 0; i < 100; i++) {
                ranges.add(new FileRange(file, i * 9000L, size));
                body.put(content.range(i * 9000L, size));
            }
            List<Integer> packets =
                packets(answer(body.array()),
                socket -> NativeChannels.gather(ByteBuffer.wrap(HEAD), ranges, null, socket));
            Proof.line("head and 100 ranges of %d bytes: packets of %s bytes", size, packets);
            assertThat(packets).hasSize(1);
        }
    }
}
