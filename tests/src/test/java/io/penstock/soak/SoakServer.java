package io.penstock.soak;

import io.penstock.NativeChannels;
import io.penstock.Relay;
import io.penstock.support.Lib;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * What a {@link Soak} watches: a server of downloads and uploads, relays to it in threads and on a selector, and a
 * thread that disturbs them all.
 */
final class SoakServer implements Closeable {
    private static final int LONGEST_PAUSE_NANOS = 20_000_000;

    private final byte[] content = SoakRequest.content();
    private final Path directory = Files.createTempDirectory("penstock-soak");
    private final Path file = Files.write(directory.resolve("content"), content);
    private final List<ServerSocketChannel> servers = new ArrayList<>();
    private final Set<SoakTask> live = ConcurrentHashMap.newKeySet();
    private final int direct = listen(this::serve);
    private final SoakLedger ledger = new SoakLedger(direct);
    private final SoakLoop loop = new SoakLoop(live, ledger);
    private final List<Integer> ports = List.of(direct, listen(this::relay), listen(this::relayInLoop));
    private final Random random;
    private volatile boolean closed;

    SoakServer(long seed) throws IOException {
        random = new Random(seed);
        Lib.ThreadKind.PLATFORM.unstarted(this::disturb).start();
    }

    /**
     * What is done with a connection, which is closed afterwards unless the result says that something else will do so.
     */
    @FunctionalInterface
    private interface Service {
        boolean serve(SocketChannel socket) throws IOException;
    }

    private int listen(Service service) throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open()
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024);
        servers.add(server);
        Lib.ThreadKind.PLATFORM.unstarted(() -> accept(server, service)).start();
        return server.socket().getLocalPort();
    }

    private void accept(ServerSocketChannel server, Service service) {
        Lib.ThreadKind[] kinds = Lib.ThreadKind.values();
        try {
            for (int i = 0; ; i++) {
                SocketChannel socket = server.accept();
                Lib.ThreadKind kind = kinds[i % kinds.length];
                (kind.exists() ? kind : Lib.ThreadKind.PLATFORM).unstarted(() -> answer(socket, service)).start();
            }
        } catch (ClosedChannelException e) {
            if (!closed) ledger.wrong.add("a server was closed");
        } catch (IOException e) {
            ledger.wrong.add("accept: " + e);
        }
    }

    private void answer(SocketChannel socket, Service service) {
        boolean keep = false;
        try {
            keep = service.serve(socket);
        } catch (IOException e) {
            // The client has left, and says so itself.
        } finally {
            if (!keep) close(socket);
        }
    }

    private void close(SocketChannel socket) {
        try {
            socket.close();
        } catch (IOException e) {
            ledger.wrong.add("close: " + e);
        }
    }

    private SoakTask task(SoakRequest request, Closeable... channels) {
        return new SoakTask(request.id(), live, ledger, channels);
    }

    private boolean serve(SocketChannel socket) throws IOException {
        SoakRequest request = SoakRequest.read(socket);
        if (request.upload()) receive(request, socket);
        else send(request, socket);
        return false;
    }

    private void send(SoakRequest request, SocketChannel socket) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            SoakTask task = task(request, socket, channel);
            long moved = task.run(() -> NativeChannels.transferTo(channel, request.position(), request.count(), socket),
                request.count());
            ledger.served(request.id(), moved, task.endedWith());
        }
    }

    /** Says how much it has got if that is all. */
    private void receive(SoakRequest request, SocketChannel socket) throws IOException {
        Path path = Files.createFile(directory.resolve(Long.toString(request.id())));
        try {
            long moved;
            SoakTask task;
            try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
                task = task(request, socket, channel);
                moved = task.run(() -> NativeChannels.transferFrom(socket, channel, 0, Long.MAX_VALUE),
                    request.count());
            }
            ByteBuffer expected = ByteBuffer.wrap(content, (int) request.position(), (int) moved);
            if (!expected.equals(ByteBuffer.wrap(Files.readAllBytes(path))))
                ledger.wrong.add(request + ": not the bytes that were sent");
            ledger.served(request.id(), moved, task.endedWith());
            if (moved == request.count() && socket.isOpen())
                socket.write(ByteBuffer.allocate(Long.BYTES).putLong(0, moved));
        } finally {
            Files.delete(path);
        }
    }

    private SocketChannel connect() throws IOException {
        return SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), direct));
    }

    private boolean relay(SocketChannel near) throws IOException {
        SoakRequest request = SoakRequest.read(near);
        try (SocketChannel far = connect()) {
            ByteBuffer first = request.bytes();
            while (first.hasRemaining()) far.write(first);
            task(request, near, far).run(() -> {
                Relay.Both both = Relay.both(near, far);
                return both.forth() + both.back();
            }, 0);
        }
        return false;
    }

    private boolean relayInLoop(SocketChannel near) throws IOException {
        SoakRequest request = SoakRequest.read(near);
        SocketChannel far = connect();
        loop.add(near, far, request);
        return true;
    }

    /** Something every few milliseconds. */
    private void disturb() {
        while (!closed) {
            LockSupport.parkNanos(random.nextInt(LONGEST_PAUSE_NANOS));
            List<SoakTask> tasks = List.copyOf(live);
            if (tasks.isEmpty()) continue;
            try {
                tasks.get(random.nextInt(tasks.size())).disturb(random);
            } catch (IOException e) {
                ledger.wrong.add("disturbing: " + e);
            }
        }
    }

    SoakLedger ledger() {
        return ledger;
    }

    /** The first is that of the server itself, the others are those of relays. */
    List<Integer> ports() {
        return ports;
    }

    Set<SoakTask> live() {
        return live;
    }

    @Override
    public void close() throws IOException {
        closed = true;
        for (ServerSocketChannel server : servers) server.close();
        loop.close();
        Files.delete(file);
        Files.delete(directory);
    }
}
