package io.penstock.internal.end;

import io.penstock.TransferOptions;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;

/**
 * A {@code java.net.Socket} as a channel. {@link SocketEnd} uses the descriptor of the JDK's own sockets; all others,
 * TLS among them, are read and written here, through their streams. Unlike the channels of {@code Channels.newChannel},
 * it leaves interrupts to the streams.
 */
public final class SocketStreams implements ByteChannel {
    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private byte[] chunk = {};

    private SocketStreams(Socket socket, InputStream in, OutputStream out) {
        this.socket = socket;
        this.in = in;
        this.out = out;
    }

    /** Returns a channel to read from. */
    public static SocketStreams source(Socket socket) throws IOException {
        return new SocketStreams(socket, socket.getInputStream(), null);
    }

    /** Returns a channel to write to. */
    public static SocketStreams target(Socket socket) throws IOException {
        return new SocketStreams(socket, null, socket.getOutputStream());
    }

    Socket socket() {
        return socket;
    }

    @Override
    public int read(ByteBuffer buffer) throws IOException {
        byte[] bytes = chunk(buffer.remaining());
        int n = in.read(bytes, 0, Math.min(bytes.length, buffer.remaining()));
        if (n > 0) buffer.put(bytes, 0, n);
        return n;
    }

    @Override
    public int write(ByteBuffer buffer) throws IOException {
        byte[] bytes = chunk(buffer.remaining());
        int n = Math.min(bytes.length, buffer.remaining());
        buffer.get(buffer.position(), bytes, 0, n);
        out.write(bytes, 0, n);
        buffer.position(buffer.position() + n); // not before they are written
        return n;
    }

    private byte[] chunk(int size) {
        if (chunk.length < size) chunk = new byte[Math.min(size, TransferOptions.DEFAULT_BUFFER_SIZE)];
        return chunk;
    }

    @Override
    public boolean isOpen() {
        return !socket.isClosed();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    @Override
    public String toString() {
        return socket.toString();
    }
}
