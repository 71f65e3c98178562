package io.penstock.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.NativeChannels;
import io.penstock.support.Call;
import io.penstock.support.Ends;
import io.penstock.support.EndsInTime;
import io.penstock.support.Lib;
import io.penstock.support.Proof;
import java.io.EOFException;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Questions and answers through two relays, beside two loops with a buffer: nothing is held back for more to come. */
@EndsInTime
class RelayLatencyTest {
    private static final int TRIPS = Lib.proof() ? 50_000 : 500;
    private static final int BUFFER = 64 * 1024;

    /** Moves bytes one way until its channels are closed. */
    @FunctionalInterface
    private interface Way {
        void move(SocketChannel source, SocketChannel target) throws IOException;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 1000, 20_000})
    void pingPong(int size) throws Exception {
        for (int warm = 0; warm < 2; warm++) {
            double ours = tripsPerSecond(size, NativeChannels::relay);
            double plain = tripsPerSecond(size, RelayLatencyTest::loop);
            if (warm > 0)
                Proof.line("round trips of %,d bytes through two relays: %,.0f/s, through two buffer loops %,.0f/s, "
                    + "ratio %.2f", size, ours, plain, ours / plain);
        }
    }

    private static void loop(SocketChannel source, SocketChannel target) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
        while (source.read(buffer.clear()) >= 0) {
            buffer.flip();
            while (buffer.hasRemaining()) target.write(buffer);
        }
        target.shutdownOutput();
    }

    private static double tripsPerSecond(int size, Way way) throws Exception {
        try (Ends left = Ends.open(Ends.Kind.TCP_CONNECTED); Ends right = Ends.open(Ends.Kind.TCP_CONNECTED)) {
            SocketChannel client = (SocketChannel) left.target;
            SocketChannel server = (SocketChannel) right.source;
            SocketChannel near = (SocketChannel) left.source;
            SocketChannel far = (SocketChannel) right.target;
            for (SocketChannel socket : new SocketChannel[] {client, server, near, far})
                socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
            Call forth = Call.start(() -> moved(way, near, far));
            Call back = Call.start(() -> moved(way, far, near));
            Call echo = Call.start(() -> {
                ByteBuffer buffer = ByteBuffer.allocateDirect(size);
                for (int i = 0; i < TRIPS; i++) {
                    readFully(server, buffer.clear());
                    writeFully(server, buffer.flip());
                }
                server.shutdownOutput();
                return 0L;
            });
            ByteBuffer question = ByteBuffer.allocateDirect(size);
            ByteBuffer answer = ByteBuffer.allocateDirect(size);
            long begin = System.nanoTime();
            for (int i = 0; i < TRIPS; i++) {
                question.clear().put(0, (byte) i).put(size - 1, (byte) i);
                writeFully(client, question);
                readFully(client, answer.clear());
                assertThat(answer.get(size - 1)).isEqualTo((byte) i);
            }
            long nanos = System.nanoTime() - begin;
            client.shutdownOutput();
            echo.value();
            forth.value();
            back.value();
            return TRIPS * 1e9 / nanos;
        }
    }

    private static long moved(Way way, SocketChannel source, SocketChannel target) throws IOException {
        way.move(source, target);
        return 0;
    }

    private static void readFully(SocketChannel source, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) if (source.read(bytes) < 0) throw new EOFException();
    }

    private static void writeFully(SocketChannel target, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) target.write(bytes);
    }
}
