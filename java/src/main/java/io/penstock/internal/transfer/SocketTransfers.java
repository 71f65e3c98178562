package io.penstock.internal.transfer;

import io.penstock.Strategy;
import io.penstock.TransferOptions;
import io.penstock.TransferResult;
import io.penstock.internal.end.SocketStreams;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;

/**
 * Transfers to and from a {@code java.net.Socket}, through its channel if it has one. A close causes the exception of
 * the socket's streams.
 */
public final class SocketTransfers {
    private SocketTransfers() {}

    /** Transfers out of a file; see {@link io.penstock.NativeChannels}. */
    public static TransferResult transferTo(
            FileChannel file, long position, long count, Socket socket, Strategy strategy, TransferOptions options)
            throws IOException {
        WritableByteChannel channel = socket.getChannel();
        if (channel == null) channel = SocketStreams.target(socket);
        try {
            return Transfers.transferTo(file, position, count, channel, strategy, options);
        } catch (ClosedChannelException e) {
            throw ofStreams(e, channel, file);
        }
    }

    /** Transfers into a file; see {@link io.penstock.NativeChannels}. */
    public static TransferResult transferFrom(
            Socket socket, FileChannel file, long position, long count, TransferOptions options)
            throws IOException {
        ReadableByteChannel channel = socket.getChannel();
        if (channel == null) channel = SocketStreams.source(socket);
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

    /** Returns what the streams of a closed socket throw, whenever it is closed. */
    private static IOException ofStreams(ClosedChannelException e, Object channel, FileChannel file) {
        if (e instanceof ClosedByInterruptException || !(channel instanceof SocketStreams streams)
            || streams.isOpen() || !file.isOpen())
            return e;
        SocketException closed = new SocketException("Socket closed");
        closed.initCause(e);
        return closed;
    }
}
