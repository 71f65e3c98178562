package io.penstock.internal;

import io.penstock.Strategy;
import io.penstock.TransferOptions;
import io.penstock.TransferResult;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;

/**
 * A {@code java.net.Socket} as a channel. {@link SocketEnd} goes to the descriptor of the JDK's own sockets; all others, TLS
 * among them, are read and written here, by their streams. Unlike the channels of {@code Channels.newChannel}, it leaves
 * interrupts to the streams.
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

    /** Out of a file; see {@link io.penstock.NativeChannels}. */
    public static TransferResult transferTo(FileChannel file, long position, long count, Socket socket, Strategy strategy,
            TransferOptions options) throws IOException {
        WritableByteChannel channel = socket.getChannel();
        if (channel == null) channel = new SocketStreams(socket, null, socket.getOutputStream());
        try {
            return Transfers.transferTo(file, position, count, channel, strategy, options);
        } catch (ClosedChannelException e) {
            throw ofStreams(e, channel, file);
        }
    }

    /** Into a file; see {@link io.penstock.NativeChannels}. */
    public static TransferResult transferFrom(Socket socket, FileChannel file, long position, long count, TransferOptions options)
            throws IOException {
        ReadableByteChannel channel = socket.getChannel();
        if (channel == null) channel = new SocketStreams(socket, socket.getInputStream(), null);
        try {
            return Transfers.transferFrom(channel, file, position, count, options);
        } catch (ClosedChannelException e) {
            throw ofStreams(e, channel, file);
        }
    }

    /** Throws what a transfer of a whole stream into a file would throw before its first byte. */
    public static void checkReadable(Socket socket) throws IOException {
        SocketChannel channel = socket.getChannel();
        if (channel != null && !channel.isBlocking()) throw new IllegalBlockingModeException();
        socket.getInputStream();
    }

    /** What the streams of a closed socket throw, at whatever moment it is closed. */
    private static IOException ofStreams(ClosedChannelException e, Object channel, FileChannel file) {
        if (e instanceof ClosedByInterruptException || !(channel instanceof SocketStreams streams) || streams.isOpen() || !file.isOpen()) return e;
        SocketException closed = new SocketException("Socket closed");
        closed.initCause(e);
        return closed;
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
