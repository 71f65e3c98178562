package io.penstock.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/**
 * Serves requests, which are eight bytes, a big-endian count, by so many bytes from the start of a file; in a thread
 * for each connection.
 */
final class Server implements AutoCloseable {
    private final FileChannel file;
    private final String impl;
    private final ServerSocketChannel listening;

    Server(String impl, Path path) throws IOException {
        this.impl = impl;
        file = FileChannel.open(path);
        listening = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        start(this::accept);
    }

    int port() throws IOException {
        return ((InetSocketAddress) listening.getLocalAddress()).getPort();
    }

    private interface Body {
        void run() throws IOException;
    }

    private static void start(Body body) {
        Thread thread = new Thread(() -> {
            try {
                body.run();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() throws IOException {
        try {
            while (true) {
                SocketChannel connection = listening.accept();
                start(() -> answer(connection));
            }
        } catch (AsynchronousCloseException e) {
            return; // the end
        }
    }

    private void answer(SocketChannel connection) throws IOException {
        Sender.Transfer transfer = Sender.Transfer.of(impl);
        ByteBuffer request = ByteBuffer.allocateDirect(Long.BYTES);
        try (connection) {
            while (connection.read(request) >= 0) {
                if (request.hasRemaining()) continue;
                transfer.transfer(file, 0, request.flip().getLong(), connection);
                request.clear();
            }
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
        file.close();
    }
}
