package io.penstock.bench;

import io.penstock.NativeChannels;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/** Sends ranges of one file to a sink, over one connection after the other, in one of the ways that are compared. */
interface Sender extends AutoCloseable {
    /** Sends so many ranges; returns the bytes sent. */
    long send(Walk walk) throws IOException;

    /** Ends the connections; returns the sums of what the sink got. */
    long[] finish() throws IOException;

    @Override
    void close() throws IOException;

    static Sender open(String impl, int sink, int connections, Path path) throws IOException {
        return switch (impl) {
            case "netty" -> new ByNetty(path, sink, connections);
            case "plain" -> new ByPlain(path, sink, connections);
            default -> new ByChannel(path, sink, connections, Transfer.of(impl));
        };
    }

    /** One range, in Java. */
    @FunctionalInterface
    interface Transfer {
        long transfer(FileChannel file, long position, long count, SocketChannel target) throws IOException;

        /** One of a thread's own. */
        static Transfer of(String impl) {
            ByteBuffer buffer = ByteBuffer.allocateDirect(Loops.BUFFER);
            return switch (impl) {
                case "stock" -> Loops::transferTo;
                case "buffer" -> (file, from, count, to) -> Loops.send(file, from, count, to, buffer);
                case "penstock" -> Available.checked(NativeChannels::transferTo);
                default -> throw new IllegalArgumentException(impl);
            };
        }
    }

    /** Java code that calls something for each range. */
    final class ByChannel implements Sender {
        private final FileChannel file;
        private final SocketChannel[] sockets;
        private final Transfer transfer;
        private int next;

        ByChannel(Path path, int sink, int connections, Transfer transfer) throws IOException {
            file = FileChannel.open(path);
            sockets = new SocketChannel[connections];
            for (int i = 0; i < connections; i++) sockets[i] = Peer.connect(sink);
            this.transfer = transfer;
        }

        @Override
        public long send(Walk walk) throws IOException {
            return Costs.measure(() -> {
                long moved = 0;
                for (int i = 0; i < walk.times(); i++) {
                    moved += transfer.transfer(file, walk.next(), walk.size(), sockets[next]);
                    next = (next + 1) % sockets.length;
                }
                return moved;
            });
        }

        @Override
        public long[] finish() throws IOException {
            return Peer.finish(sockets);
        }

        @Override
        public void close() throws IOException {
            for (SocketChannel socket : sockets) socket.close();
            file.close();
        }
    }

    /** Netty's {@code DefaultFileRegion}. */
    final class ByNetty implements Sender {
        private final FileChannel file;
        private final Netty netty = new Netty();

        ByNetty(Path path, int sink, int connections) throws IOException {
            file = FileChannel.open(path);
            netty.open(sink, connections, 0);
        }

        @Override
        public long send(Walk walk) throws IOException {
            return Costs.measure(() -> netty.send(file, walk));
        }

        @Override
        public long[] finish() {
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

        ByPlain(Path path, int sink, int connections) throws IOException {
            this.path = path;
            plain.ask("connect", sink, connections);
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
