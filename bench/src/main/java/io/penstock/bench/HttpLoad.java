package io.penstock.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/** One connection that asks an HTTP server for the same file again and again. */
final class HttpLoad implements AutoCloseable {
    private static final byte[] HEAD_END = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final SocketChannel socket;
    private final ByteBuffer request;
    private final long length;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(256 << 10);

    HttpLoad(int port, String path, long length) throws IOException {
        this.length = length;
        socket = Peer.connect(port);
        String text = "GET /" + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
        request = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** Sends requests until the time is up, and returns how many. */
    long until(long nanoTime) throws IOException {
        long requests = 0;
        for (; System.nanoTime() < nanoTime; requests++) get(null);
        return requests;
    }

    /** CRC-32C of what comes. */
    long crc() throws IOException {
        CRC32C crc = new CRC32C();
        get(crc);
        return crc.getValue();
    }

    private void get(CRC32C crc) throws IOException {
        socket.write(request.rewind());
        buffer.clear();
        int head;
        while ((head = headLength()) < 0) read();
        buffer.flip().position(head);
        for (long left = length;;) {
            left -= buffer.remaining();
            if (crc != null) crc.update(buffer);
            if (left == 0) return;
            if (left < 0) throw new IOException("more came than was announced");
            buffer.clear();
            read();
            buffer.flip();
        }
    }

    private void read() throws IOException {
        if (socket.read(buffer) < 0) throw new IOException("the server has ended the connection");
    }

    /** Returns the length of the head in the buffer; -1 if it is not complete. */
    private int headLength() {
        for (int at = 0; at <= buffer.position() - HEAD_END.length; at++) {
            if (buffer.getInt(at) == ByteBuffer.wrap(HEAD_END).getInt()) return at + HEAD_END.length;
        }
        return -1;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
