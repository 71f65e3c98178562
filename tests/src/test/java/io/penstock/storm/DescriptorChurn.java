package io.penstock.storm;


import io.penstock.support.Call;
import io.penstock.support.Content;
import io.penstock.support.Ends;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Opens and closes descriptors as fast as it can, so that a number which a transfer still uses after its channel was
 * closed is the number of one of these. Bytes that come in or get lost here belong to such a transfer.
 */
final class DescriptorChurn implements Closeable {
    private static final int ALIVE = 8;
    private static final byte[] MARK = "churn's own bytes".getBytes();

    private final Path empty = Content.fresh();
    private final Path marked = Content.fresh();
    private final byte[] marks = new byte[Content.MIB];
    private final AtomicLong opened = new AtomicLong();
    private final AtomicLong foreign = new AtomicLong();
    private final Call call;
    private volatile boolean over;

    DescriptorChurn() throws IOException {
        Arrays.fill(marks, (byte) 0xcc);
        Files.write(marked, marks);
        call = Call.start(this::run);
    }

    /** Something open that looks at its bytes before it closes. */
    private interface Trap {
        boolean closeUntouched() throws IOException;
    }

    private long run() throws IOException {
        Deque<Trap> alive = new ArrayDeque<>();
        for (long i = 0; !over; i++) {
            alive.add(open(i));
            opened.getAndIncrement();
            if (alive.size() > ALIVE) check(alive.remove());
        }
        for (Trap trap : alive) check(trap);
        return 0;
    }

    private void check(Trap trap) throws IOException {
        if (!trap.closeUntouched()) foreign.getAndIncrement();
    }

    private Trap open(long i) throws IOException {
        if (i % 64 == 63) return stream(Ends.Kind.TCP_CONNECTED);
        if (i % 16 == 15) return stream(Ends.Kind.UNIX);
        return switch ((int) (i % 3)) {
            case 0 -> stream(Ends.Kind.PIPE);
            case 1 -> file(empty, 0);
            default -> file(marked, marks.length);
        };
    }

    private static Trap file(Path path, long size) throws IOException {
        FileChannel file = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
        return () -> {
            try (file) {
                return file.size() == size && file.position() == 0;
            }
        };
    }

    private static Trap stream(Ends.Kind kind) throws IOException {
        Ends ends = Ends.open(kind);
        for (Object end : new Object[] {ends.source, ends.target})
            if (end instanceof SocketChannel socket && socket.getLocalAddress() instanceof InetSocketAddress)
                socket.setOption(StandardSocketOptions.SO_LINGER, 0); // no port stays taken for a minute
        ends.target.write(ByteBuffer.wrap(MARK));
        return () -> {
            try (ends) {
                boolean clean = read(ends.source, MARK.length + 1).equals(ByteBuffer.wrap(MARK));
                if (ends.source instanceof SocketChannel) clean &= !read((SocketChannel) ends.target, 1).hasRemaining();
                return clean;
            }
        };
    }

    /** What is there, at most so many bytes. */
    private static ByteBuffer read(ReadableByteChannel source, int most) throws IOException {
        ((SelectableChannel) source).configureBlocking(false);
        ByteBuffer buffer = ByteBuffer.allocate(most);
        source.read(buffer);
        return buffer.flip();
    }

    /** Ends the churn and returns how often it met bytes of others. */
    long foreign() throws IOException, InterruptedException {
        over = true;
        call.value();
        if (Files.size(empty) != 0) foreign.getAndIncrement();
        if (!Arrays.equals(Files.readAllBytes(marked), marks)) foreign.getAndIncrement();
        return foreign.get();
    }

    long opened() {
        return opened.get();
    }

    @Override
    public void close() throws IOException {
        over = true;
        Files.deleteIfExists(empty);
        Files.deleteIfExists(marked);
    }
}
