package io.penstock.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/**
 * The peers, in a process of their own: a source that sends as many bytes of {@link Sample} as it is asked for, a
 * server that does so again and again, and sinks that count what they get.
 */
final class Peer implements AutoCloseable {
    /** Bytes, for the send buffer of a connection to a slow reader. */
    static final int SMALL_BUFFER = 16 << 10;

    private final Program command;
    final int source;
    final int sink;
    /** A sink that also sends back the CRC-32C of what it got. */
    final int checkingSink;
    /** The same as a {@link Server}, without a JVM. */
    final int server;
    /** A checking sink for thousands of connections, each of which is read at 64 KiB/s at most. */
    final int slowSink;

    Peer() throws IOException {
        command = new Program("peer", SharedFiles.sample(Sample.SIZE).toString());
        String[] ports = command.read().split(" ");
        source = Integer.parseInt(ports[0]);
        sink = Integer.parseInt(ports[1]);
        checkingSink = Integer.parseInt(ports[2]);
        server = Integer.parseInt(ports[3]);
        slowSink = Integer.parseInt(ports[4]);
    }

    static InetSocketAddress address(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    /** A connection to a sink. */
    static SocketChannel connect(int port) throws IOException {
        return SocketChannel.open(address(port));
    }

    /** A connection to a sink on which few bytes wait. */
    static SocketChannel connectSmall(int port) throws IOException {
        SocketChannel socket = SocketChannel.open();
        socket.setOption(StandardSocketOptions.SO_SNDBUF, SMALL_BUFFER);
        socket.connect(address(port));
        return socket;
    }

    /** A connection to the source, which sends so many bytes and ends. */
    SocketChannel request(long count) throws IOException {
        SocketChannel socket = connect(source);
        socket.write(ByteBuffer.allocate(Long.BYTES).putLong(count).flip());
        return socket;
    }

    /** Ends a connection to a sink and returns the number of bytes it got and their CRC-32C. */
    static long[] finish(SocketChannel socket) throws IOException {
        ByteBuffer answer = ByteBuffer.allocate(2 * Long.BYTES);
        if (socket.isOpen()) socket.shutdownOutput();
        while (answer.hasRemaining() && socket.read(answer) >= 0) {}
        answer.flip();
        return new long[] {answer.getLong(), answer.getLong()};
    }

    /** The same for many: the sums of the numbers and of the CRC-32Cs. */
    static long[] finish(SocketChannel[] sockets) throws IOException {
        for (SocketChannel socket : sockets) socket.shutdownOutput(); // a slow sink ends all of them in one round
        long[] sums = new long[2];
        for (SocketChannel socket : sockets) {
            long[] got = finish(socket);
            for (int i = 0; i < sums.length; i++) sums[i] += got[i];
        }
        return sums;
    }

    /** Throws unless a sink got what was sent. */
    static void check(long[] answer, long count, long crc) throws IOException {
        if (answer[0] != count || answer[1] != crc)
            throw new IOException("the sink got %d bytes with CRC %x instead of %d with %x"
                .formatted(answer[0], answer[1], count, crc));
    }

    @Override
    public void close() throws IOException {
        command.close();
    }
}
