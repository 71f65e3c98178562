package io.penstock.lab;

import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.security.MessageDigest;

/**
 * The other end, a process of its own: takes one connection after the other, drains what its header announces, and
 * reports what that cost, and the SHA-256 where it is wanted. Ends with its standard input, hence with the lab.
 */
final class Receiver {
    /** Header: how many bytes will come (long), and whether their digest is wanted (byte). */
    static final int HEADER_SIZE = Long.BYTES + 1;

    /** Reply: CPU time in nanoseconds (long), then the digest, if it was wanted. */
    static final int REPLY_SIZE = Long.BYTES;

    private Receiver() {}

    public static void main(String[] args) throws IOException {
        endWithStandardInput();
        try (ServerSocketChannel server = ServerSocketChannel.open()) {
            server.bind(new InetSocketAddress(InetAddress.getByName(args[0]), 0));
            System.out.println(Worker.OK + ((InetSocketAddress) server.getLocalAddress()).getPort());
            ByteBuffer buffer = ByteBuffer.allocateDirect(Digest.BUFFER_SIZE);
            while (true) {
                try (SocketChannel sender = server.accept()) {
                    receive(sender, buffer);
                } catch (IOException e) {
                    System.err.println("receiver: " + e); // the sender fails too, and reports it to the lab
                }
            }
        }
    }

    private static void receive(SocketChannel sender, ByteBuffer buffer) throws IOException {
        ByteBuffer header = read(sender, HEADER_SIZE);
        long count = header.getLong();
        MessageDigest digest = header.get() == 0 ? null : Digest.sha256();
        long cpuStart = Meter.cpuNanos();
        long received = Digest.drain(sender, count, buffer, digest);
        if (received < count)
            throw new EOFException("the stream ended after " + received + " of " + count + " bytes");
        byte[] sum = digest == null ? new byte[0] : digest.digest();
        ByteBuffer reply = ByteBuffer.allocate(REPLY_SIZE + sum.length);
        sender.write(reply.putLong(Meter.cpuNanos() - cpuStart).put(sum).flip());
    }

    /** Exactly {@code size} bytes, ready to be got. */
    static ByteBuffer read(ReadableByteChannel channel, int size) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(size);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer) < 0)
                throw new EOFException("the other side closed the connection");
        }
        return buffer.flip();
    }

    private static void endWithStandardInput() {
        var watch = new Thread(() -> {
            try {
                System.in.transferTo(OutputStream.nullOutputStream());
            } catch (IOException e) {
                // as good as its end
            }
            System.exit(0);
        });
        watch.setDaemon(true);
        watch.start();
    }
}
