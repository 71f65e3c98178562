package io.penstock.support;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Two connected sockets without channels. */
public record SocketPair(Socket near, Socket far) implements AutoCloseable {
    public static SocketPair open() throws IOException {
        return open(new Socket());
    }

    public static SocketPair open(Socket near) throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            near.connect(server.getLocalSocketAddress());
            return new SocketPair(near, server.accept());
        }
    }

    /** One whose ends take little before they are full. */
    public static SocketPair small() throws IOException {
        Socket near = new Socket();
        near.setSendBufferSize(8192);
        try (ServerSocket server = new ServerSocket()) {
            server.setReceiveBufferSize(8192);
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            near.connect(server.getLocalSocketAddress());
            return new SocketPair(near, server.accept());
        }
    }

    @Override
    public void close() throws IOException {
        near.close();
        far.close();
    }
}
