package io.penstock.support;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** Two connected ends: the one a test transfers into and the one where the bytes arrive. */
public final class Ends implements Closeable {
    /** What connects the two ends. */
    public enum Kind {
        /** TCP over loopback; the target is the socket that {@code accept} gave. */
        TCP_ACCEPTED,
        /** TCP over loopback; the target is the socket that connected. */
        TCP_CONNECTED,
        /** A Unix-domain stream socket. */
        UNIX,
        /** A {@link Pipe}. */
        PIPE
    }

    private static final int SMALL = 64 * 1024;

    // TCP frees room once the other end has acknowledged, which it puts off for up to 200 ms.
    private static final int REFUSALS = 10;
    private static final int REFUSAL_MS = 25;

    /** Has TCP go to that address, from where it has to come back, in place of loopback. */
    private static final String PEER = System.getProperty("penstock.tests.peer");

    public final WritableByteChannel target;
    public final ReadableByteChannel source;

    private Ends(WritableByteChannel target, ReadableByteChannel source) {
        this.target = target;
        this.source = source;
    }

    public static Ends open(Kind kind) throws IOException {
        return switch (kind) {
            case TCP_ACCEPTED -> tcp(true, 0);
            case TCP_CONNECTED -> tcp(false, 0);
            case UNIX -> unix();
            case PIPE -> pipe();
        };
    }

    /** Like {@link #open}, but with little and unchanging room between the ends. */
    public static Ends small(Kind kind) throws IOException {
        return switch (kind) {
            case TCP_ACCEPTED -> tcp(true, SMALL);
            case TCP_CONNECTED -> tcp(false, SMALL);
            case UNIX -> unix();
            case PIPE -> pipe();
        };
    }

    private static Ends tcp(boolean accepted, int room) throws IOException {
        try (ServerSocketChannel server = ServerSocketChannel.open()) {
            if (room > 0) server.setOption(StandardSocketOptions.SO_RCVBUF, room);
            server.bind(PEER == null ? new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)
                : new InetSocketAddress(0));
            SocketChannel one = SocketChannel.open();
            try {
                if (room > 0) {
                    one.setOption(StandardSocketOptions.SO_RCVBUF, room);
                    one.setOption(StandardSocketOptions.SO_SNDBUF, room);
                }
                one.connect(PEER == null ? server.getLocalAddress()
                    : new InetSocketAddress(PEER, server.socket().getLocalPort()));
                SocketChannel other = server.accept();
                if (room > 0) other.setOption(StandardSocketOptions.SO_SNDBUF, room);
                return accepted ? new Ends(other, one) : new Ends(one, other);
            } catch (IOException e) { // of a thread that is interrupted, say
                one.close();
                throw e;
            }
        }
    }

    private static Ends unix() throws IOException {
        Path path = Files.createTempFile("penstock", ".sock");
        Files.delete(path);
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(path));
            SocketChannel one = SocketChannel.open(UnixDomainSocketAddress.of(path));
            try {
                return new Ends(server.accept(), one);
            } catch (IOException e) {
                one.close();
                throw e;
            }
        } finally {
            Files.deleteIfExists(path);
        }
    }

    private static Ends pipe() throws IOException {
        Pipe pipe = Pipe.open();
        return new Ends(pipe.sink(), pipe.source());
    }

    /** Whether that is a socket that is not of the Unix domain; closed ones count. */
    public static boolean isTcp(Object channel) {
        return channel instanceof SocketChannel socket && socket.supportedOptions()
            .contains(StandardSocketOptions.TCP_NODELAY);
    }

    public void blocking(boolean blocking) throws IOException {
        ((SelectableChannel) target).configureBlocking(blocking);
    }

    /**
     * Writes until there is no room left for a single byte and none will come up, and returns how many bytes went in.
     */
    public long fill() throws IOException, InterruptedException {
        blocking(false);
        boolean tcp = isTcp(target);
        long filled = 0;
        for (int refusals = 0; refusals < (tcp ? REFUSALS : 1); ) {
            int n = target.write(ByteBuffer.allocate(4096));
            if (n == 0) n = target.write(ByteBuffer.allocate(1));
            filled += n;
            refusals = n == 0 ? refusals + 1 : 0;
            if (n == 0 && tcp) Thread.sleep(REFUSAL_MS);
        }
        blocking(true);
        return filled;
    }

    /** No more bytes will come: the source sees the end after what is under way. */
    public void finish() throws IOException {
        if (target instanceof SocketChannel socket && socket.isOpen()) socket.shutdownOutput();
        else target.close();
    }

    @Override
    public void close() throws IOException {
        target.close();
        source.close();
    }
}
