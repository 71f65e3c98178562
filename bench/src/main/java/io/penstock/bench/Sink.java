package io.penstock.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.zip.CRC32C;

/**
 * The receiving process. Prints its port, then drains two connections to their end and answers each with the number of
 * bytes and their CRC-32C; of the second, the measured one, it only counts the bytes.
 */
final class Sink {
    private Sink() {}

    public static void main(String[] args) throws IOException {
        try (ServerSocketChannel server = ServerSocketChannel.open()) {
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            System.out.println(server.socket().getLocalPort());
            drain(server, true);
            drain(server, false);
        }
    }

    private static void drain(ServerSocketChannel server, boolean checked) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(256 << 10);
        CRC32C crc = new CRC32C();
        long count = 0;
        try (SocketChannel connection = server.accept()) {
            while (connection.read(buffer.clear()) >= 0) {
                count += buffer.flip().remaining();
                if (checked)
                    crc.update(buffer);
            }
            connection.write(buffer.clear().putLong(count).putLong(crc.getValue()).flip());
        }
    }
}
