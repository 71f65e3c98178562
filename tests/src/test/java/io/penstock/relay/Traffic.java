package io.penstock.relay;

import io.penstock.support.Call;
import io.penstock.support.Content;
import io.penstock.support.Ends;
import io.penstock.support.Lib;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * What goes into many relays and what must come out of them, byte by byte: one thread writes them all and one reads
 * them all, some of them with a rest in between. Needs no other library, since other users may not see those.
 */
final class Traffic implements Closeable {
    private static final int CHUNK = 128 * 1024;

    /** Repeated from the end on, so that any chunk is one piece. */
    private static final ByteBuffer BYTES = repeated(Content.random(5, Content.MIB));

    private static final int STALLING = 10;
    private static final long STALL_MS = Lib.proof() ? 1500 : 200;
    private static final long RESUME_MS = 20;

    private final List<Ends> in = new ArrayList<>();
    private final List<Ends> out = new ArrayList<>();
    private final long each;
    private Call writer;
    private Call reader;

    Traffic(int connections, long each, Ends.Kind kind) throws IOException {
        this.each = each;
        for (int i = 0; i < connections; i++) {
            in.add(Ends.open(kind));
            out.add(stalls(i, connections) ? Ends.small(kind) : Ends.open(kind));
        }
    }

    /** A lone one does not. */
    private static boolean stalls(int connection, int connections) {
        return connections > 1 && connection % STALLING == 0;
    }

    private static ByteBuffer repeated(byte[] bytes) {
        return ByteBuffer.allocateDirect(bytes.length + CHUNK).put(bytes).put(bytes, 0, CHUNK).flip();
    }

    /** Bytes of a connection from a position on. */
    private static ByteBuffer bytes(int connection, long position, int count) {
        return BYTES.slice((int) ((connection * 7919L + position) % Content.MIB), count);
    }

    private static final class Side {
        private final int connection;
        private long position;
        private long resumes;

        Side(int connection) {
            this.connection = connection;
        }
    }

    SocketChannel source(int connection) {
        return (SocketChannel) in.get(connection).source;
    }

    SocketChannel target(int connection) {
        return (SocketChannel) out.get(connection).target;
    }

    void start() {
        writer = Call.start(this::write);
        reader = Call.start(this::read);
    }

    boolean isOver() {
        return reader.isDone();
    }

    /** Throws if a byte was wrong or missing. */
    void check() throws InterruptedException {
        if (reader.value() != each * out.size()) throw new AssertionError(reader.value() + " bytes arrived");
        if (writer.value() != each * in.size()) throw new AssertionError(writer.value() + " bytes were written");
    }

    private static Selector register(List<Ends> all, boolean write) throws IOException {
        Selector selector = Selector.open();
        for (int i = 0; i < all.size(); i++) {
            SelectableChannel channel = (SelectableChannel) (write ? all.get(i).target : all.get(i).source);
            channel.configureBlocking(false);
            channel.register(selector, write ? SelectionKey.OP_WRITE : SelectionKey.OP_READ, new Side(i));
        }
        return selector;
    }

    private long write() throws IOException {
        long written = 0;
        try (Selector selector = register(in, true)) {
            for (int left = in.size(); left > 0; ) {
                selector.select();
                for (SelectionKey key : selector.selectedKeys()) {
                    Side side = (Side) key.attachment();
                    int n = ((SocketChannel) key.channel())
                        .write(bytes(side.connection, side.position, (int) Math.min(CHUNK, each - side.position)));
                    side.position += n;
                    written += n;
                    if (side.position < each) continue;
                    in.get(side.connection).finish();
                    key.cancel();
                    left--;
                }
                selector.selectedKeys().clear();
            }
        }
        return written;
    }

    private long read() throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(CHUNK);
        long read = 0;
        Deque<SelectionKey> stalled = new ArrayDeque<>();
        try (Selector selector = register(out, false)) {
            for (int left = out.size(); left > 0; ) {
                selector.select(RESUME_MS);
                while (!stalled.isEmpty() && ((Side) stalled.peek().attachment()).resumes < System.nanoTime())
                    stalled.remove().interestOps(SelectionKey.OP_READ);
                for (SelectionKey key : selector.selectedKeys()) {
                    Side side = (Side) key.attachment();
                    int n = ((SocketChannel) key.channel()).read(buffer.clear());
                    if (n < 0) {
                        if (side.position != each)
                            throw new AssertionError("connection %d ends after byte %d"
                            .formatted(side.connection, side.position));
                        key.cancel();
                        left--;
                        continue;
                    }
                    if (!buffer.flip().equals(bytes(side.connection, side.position, n)))
                        throw new AssertionError("connection %d differs after byte %d"
                            .formatted(side.connection, side.position));
                    side.position += n;
                    read += n;
                    if (side.resumes > 0 || side.position < each / 4 || !stalls(side.connection, out.size())) continue;
                    side.resumes = System.nanoTime() + STALL_MS * 1_000_000;
                    stalled.add(key.interestOps(0));
                }
                selector.selectedKeys().clear();
            }
        }
        return read;
    }

    @Override
    public void close() throws IOException {
        for (Ends ends : in) ends.close();
        for (Ends ends : out) ends.close();
    }
}
