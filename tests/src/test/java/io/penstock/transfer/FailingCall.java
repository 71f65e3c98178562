package io.penstock.transfer;

import io.penstock.FileRange;
import io.penstock.NativeChannels;
import io.penstock.Strategy;
import io.penstock.TransferOptions;
import io.penstock.support.Content;
import io.penstock.support.Ends;
import io.penstock.support.SocketPair;
import java.io.Closeable;
import java.io.IOException;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** A call that is about to fail, by the JDK or by us: opened before, and closed after it. */
final class FailingCall implements Closeable {
    /** Few enough to have room in every pipe and socket. */
    static final int COUNT = 1000;

    private static final Content CONTENT = Content.of(Content.PAGE);

    /** What has two ends. */
    enum Line {
        TCP,
        UNIX,
        PIPE,

        /** {@code java.net.Socket}s without channels. */
        SOCKET
    }

    /** Who moves the bytes. */
    enum By {
        /** The JDK's {@code transferTo} and {@code transferFrom}. */
        STOCK,
        STATIC,
        READ_WRITE,
        MAP_WRITE,
        SENDFILE,
        SPLICE,
        /** The methods of our channel. */
        WRAPPED,
        /** A {@code Gather}, and a {@code Relay} out of a pipe or into one. */
        COMPOSED;

        boolean isStock() {
            return this == STOCK;
        }

        /** Whether it asks for a strategy, which only transfers out of files into channels can. */
        boolean isExplicit() {
            return compareTo(STATIC) > 0 && compareTo(WRAPPED) < 0;
        }

        private Strategy strategy() {
            return this == STATIC ? Strategy.AUTO : Strategy.valueOf(name());
        }
    }

    /** The call. */
    @FunctionalInterface
    interface Body {
        void run() throws IOException;
    }

    private final Body body;
    private final Closeable peer;
    private final Closeable[] all;

    private FailingCall(Body body, Closeable peer, Closeable... all) {
        this.body = body;
        this.peer = peer;
        this.all = all;
    }

    /** One that needs no peer. */
    static FailingCall of(Body body, Closeable... all) {
        return new FailingCall(body, null, all);
    }

    void run() throws IOException {
        body.run();
    }

    /** Without lingering TCP drops what is unread and sends a reset; the other kinds break by closing. */
    void losePeer() throws IOException {
        if (peer instanceof Socket socket) socket.setSoLinger(true, 0);
        if (peer instanceof SocketChannel socket && Ends.isTcp(socket))
            socket.setOption(StandardSocketOptions.SO_LINGER, 0);
        peer.close();
    }

    /** Out of a file. Null where there is no such thing. */
    static FailingCall send(Line line, By by) throws IOException {
        if (by == By.COMPOSED && line == Line.SOCKET) return null;
        FileChannel file = CONTENT.open();
        if (line == Line.SOCKET) {
            SocketPair pair = SocketPair.open();
            return new FailingCall(() -> sendToSocket(file, pair.near(), by), pair.far(), pair.near(), pair.far(),
                file);
        }
        Ends ends = ends(line);
        return new FailingCall(() -> send(file, ends.target, by), ends.source, ends, file);
    }

    private static void send(FileChannel file, WritableByteChannel target, By by) throws IOException {
        switch (by) {
            case STOCK -> file.transferTo(0, COUNT, target);
            case WRAPPED -> NativeChannels.wrap(file).transferTo(0, COUNT, target);
            case COMPOSED -> NativeChannels.gather(null,
                List.of(new FileRange(file, 0, COUNT), new FileRange(file, COUNT, COUNT)), null, target);
            default -> NativeChannels.transferTo(new FileRange(file, 0, COUNT), target, by.strategy(),
                TransferOptions.DEFAULT);
        }
    }

    private static void sendToSocket(FileChannel file, Socket target, By by) throws IOException {
        switch (by) {
            case STOCK -> file.transferTo(0, COUNT, Channels.newChannel(target.getOutputStream()));
            case WRAPPED -> NativeChannels.transferTo(new FileRange(NativeChannels.wrap(file), 0, COUNT), target,
                TransferOptions.DEFAULT);
            default -> NativeChannels.transferTo(new FileRange(file, 0, COUNT), target, by.strategy(),
                TransferOptions.DEFAULT);
        }
    }

    /** Into a file that takes everything, out of a stream that has as many bytes. Null where there is no such thing. */
    static FailingCall receive(Line line, By by) throws IOException {
        return receive(line, by, FileChannel.open(Content.fresh(), StandardOpenOption.WRITE));
    }

    /** Into that file, which is closed after it. */
    static FailingCall receive(Line line, By by, FileChannel file) throws IOException {
        if (by.isExplicit() || by == By.COMPOSED && line == Line.SOCKET) {
            file.close();
            return null;
        }
        if (line == Line.SOCKET) {
            SocketPair pair = SocketPair.open();
            pair.far().getOutputStream().write(CONTENT.bytes, 0, COUNT);
            return new FailingCall(() -> receiveFromSocket(pair.near(), file, by), pair.far(), pair.near(), pair.far(),
                file);
        }
        Ends ends = ends(line);
        ends.target.write(ByteBuffer.wrap(CONTENT.bytes, 0, COUNT));
        if (by != By.COMPOSED) return new FailingCall(() -> receive(ends.source, file, by), ends.target, ends, file);
        Ends pipe = Ends.open(Ends.Kind.PIPE);
        return new FailingCall(() -> NativeChannels.relay(ends.source, pipe.target), ends.target, ends, pipe, file);
    }

    private static void receive(ReadableByteChannel source, FileChannel file, By by) throws IOException {
        switch (by) {
            case STOCK -> file.transferFrom(source, 0, COUNT);
            case WRAPPED -> NativeChannels.wrap(file).transferFrom(source, 0, COUNT);
            default -> NativeChannels.transferFrom(source, file, 0, COUNT);
        }
    }

    private static void receiveFromSocket(Socket source, FileChannel file, By by) throws IOException {
        switch (by) {
            case STOCK -> file.transferFrom(Channels.newChannel(source.getInputStream()), 0, COUNT);
            case WRAPPED -> NativeChannels.transferFrom(source, NativeChannels.wrap(file), 0, COUNT);
            default -> NativeChannels.transferFrom(source, file, 0, COUNT);
        }
    }

    private static Ends ends(Line line) throws IOException {
        return Ends.open(line == Line.TCP ? Ends.Kind.TCP_ACCEPTED : Ends.Kind.valueOf(line.name()));
    }

    @Override
    public void close() throws IOException {
        for (Closeable one : all) one.close();
    }
}
