package io.penstock.bench;

import io.penstock.NativeChannels;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/** Sends ranges of one file to one sink, in one of the ways that are compared. */
interface Sender extends AutoCloseable {
    /** Sends so many ranges; answers the bytes that went. */
    long send(Walk walk) throws IOException;

    /** Ends the connection; what the sink got. */
    long[] finish() throws IOException;

    @Override
    void close() throws IOException;

    static Sender open(String impl, int sink, Path path) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(Loops.BUFFER);
        return switch (impl) {
            case "stock" -> new ByChannel(path, sink, Loops::transferTo);
            case "buffer" -> new ByChannel(path, sink, (file, from, count, to) -> Loops.send(file, from, count, to, buffer));
            case "penstock" -> new ByChannel(path, sink, Available.checked(NativeChannels::transferTo));
            case "netty" -> new ByNetty(path, sink);
            case "plain" -> new ByPlain(path, sink);
            default -> throw new IllegalArgumentException(impl);
        };
    }

    /** One range. */
    interface Transfer {
        long transfer(FileChannel file, long position, long count, SocketChannel target) throws IOException;
    }

    /** Java code that calls something for each range. */
    final class ByChannel implements Sender {
        private final FileChannel file;
        private final SocketChannel socket;
        private final Transfer transfer;

        ByChannel(Path path, int sink, Transfer transfer) throws IOException {
            file = FileChannel.open(path);
            socket = Peer.connect(sink);
            this.transfer = transfer;
        }

        @Override
        public long send(Walk walk) throws IOException {
            return Costs.measure(() -> {
                long moved = 0;
                for (int i = 0; i < walk.times(); i++) moved += transfer.transfer(file, walk.next(), walk.size(), socket);
                return moved;
            });
        }

        @Override
        public long[] finish() throws IOException {
            return Peer.finish(socket);
        }

        @Override
        public void close() throws IOException {
            socket.close();
            file.close();
        }
    }

    /** Netty's {@code DefaultFileRegion}. */
    final class ByNetty implements Sender {
        private final FileChannel file;
        private final Netty netty = new Netty();

        ByNetty(Path path, int sink) throws IOException {
            file = FileChannel.open(path);
            netty.open(sink);
        }

        @Override
        public long send(Walk walk) throws IOException {
            return Costs.measure(() -> netty.send(file, walk));
        }

        @Override
        public long[] finish() throws IOException {
            return netty.finish();
        }

        @Override
        public void close() throws IOException {
            netty.close();
            file.close();
        }
    }

    /** {@code sendfile(2)} without a JVM. */
    final class ByPlain implements Sender {
        private final Plain plain = new Plain();
        private final Path path;

        ByPlain(Path path, int sink) throws IOException {
            this.path = path;
            plain.ask("connect", sink);
        }

        @Override
        public long send(Walk walk) throws IOException {
            return plain.measure("sendfile", walk.size(), walk.times(), path);
        }

        @Override
        public long[] finish() throws IOException {
            return plain.finish();
        }

        @Override
        public void close() throws IOException {
            plain.close();
        }
    }
}
