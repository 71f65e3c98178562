package io.penstock.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/**
 * The other ends, in a process of their own: a source that sends as many bytes as it is asked for, those of {@link Sample},
 * and sinks that count what they get.
 */
final class Peer implements AutoCloseable {
    private final Program command;
    final int source;
    final int sink;
    /** A sink that also answers the CRC-32C of what it got. */
    final int checkingSink;

    Peer() throws IOException {
        command = new Program("peer", SharedFiles.sample(Sample.SIZE).toString());
        String[] ports = command.read().split(" ");
        source = Integer.parseInt(ports[0]);
        sink = Integer.parseInt(ports[1]);
        checkingSink = Integer.parseInt(ports[2]);
    }

    static InetSocketAddress address(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    /** A connection to a sink. */
    static SocketChannel connect(int port) throws IOException {
        return SocketChannel.open(address(port));
    }

    /** A connection to the source, which sends so many bytes and ends. */
    SocketChannel request(long count) throws IOException {
        SocketChannel socket = connect(source);
        socket.write(ByteBuffer.allocate(Long.BYTES).putLong(count).flip());
        return socket;
    }

    /** Ends a connection to a sink and answers the number of bytes it got and their CRC-32C. */
    static long[] finish(SocketChannel socket) throws IOException {
        ByteBuffer answer = ByteBuffer.allocate(2 * Long.BYTES);
        if (socket.isOpen()) socket.shutdownOutput();
        while (answer.hasRemaining() && socket.read(answer) >= 0) {}
        answer.flip();
        return new long[] {answer.getLong(), answer.getLong()};
    }

    /** Throws unless a sink got what was sent. */
    static void check(long[] answer, long count, long crc) throws IOException {
        if (answer[0] != count || answer[1] != crc)
            throw new IOException("the sink got %d bytes with CRC %x instead of %d with %x".formatted(answer[0], answer[1], count, crc));
    }

    @Override
    public void close() throws IOException {
        command.close();
    }
}
