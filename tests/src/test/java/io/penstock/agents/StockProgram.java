package io.penstock.agents;

import java.io.ByteArrayOutputStream;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.Pipe;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.zip.CRC32;

/**
 * A program that has never heard of Penstock: it transfers by all means of the JDK and prints what came of it. With
 * {@code wait} it waits for a line first, with {@code exit} it ends by {@code System.exit(7)}, with
 * {@code receive COUNT} it takes so many MiB, a multiple of 32, from a socket and prints how many milliseconds that
 * took.
 */
public final class StockProgram {
    private static final int SIZE = 3_000_017;
    private static final int MIB = 1 << 20;

    private final Path file = temporary();
    private final Path made = temporary();

    private StockProgram() throws IOException {}

    private static Path temporary() throws IOException {
        Path directory = Path.of(System.getProperty("stock.tmpdir", System.getProperty("java.io.tmpdir")));
        Path path = Files.createTempFile(directory, "stock-program", ".bin");
        path.toFile().deleteOnExit();
        return path;
    }

    public static void main(String[] arguments) throws Exception {
        String mode = arguments.length == 0 ? "" : arguments[0];
        if (mode.equals("receive")) {
            Receiver.run(Integer.parseInt(arguments[1]));
            return;
        }
        if (mode.equals("wait")) {
            System.out.println("waiting");
            if (System.in.read() < 0) return;
        }
        new StockProgram().run();
        if (mode.equals("exit")) System.exit(7);
    }

    private void run() throws Exception {
        byte[] bytes = new byte[SIZE];
        new Random(1).nextBytes(bytes);
        Files.write(file, bytes);
        try (FileChannel channel = FileChannel.open(file)) {
            send("FileChannel.open", channel);
            sendNonBlocking(channel);
            sendToPipe(channel);
            strange(channel);
        }
        try (FileInputStream stream = new FileInputStream(file.toFile())) {
            send("FileInputStream", stream.getChannel());
        }
        try (RandomAccessFile random = new RandomAccessFile(file.toFile(), "r")) {
            random.seek(77);
            send("RandomAccessFile", random.getChannel());
            System.out.println("its position " + random.getFilePointer());
        }
        receive("FileChannel.open",
            FileChannel.open(made, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING), 0);
        receive("FileOutputStream", new FileOutputStream(made.toFile()).getChannel(), 0);
        receive("FileOutputStream that appends", new FileOutputStream(made.toFile(), true).getChannel(), 5);
        receive("RandomAccessFile", new RandomAccessFile(made.toFile(), "rw").getChannel(), 1000);
        receiveNonBlocking();
        receiveFromPipe();
        streams();
    }

    private static void say(String what, long moved, byte[] arrived) {
        CRC32 sum = new CRC32();
        sum.update(arrived);
        System.out.printf("%s: %d moved, %d arrived, %08x%n", what, moved, arrived.length, sum.getValue());
    }

    /** Two connected sockets. */
    private record Pair(SocketChannel near, SocketChannel far) implements AutoCloseable {
        static Pair open() throws IOException {
            try (ServerSocketChannel server = ServerSocketChannel.open()
                    .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
                SocketChannel near = SocketChannel.open(server.getLocalAddress());
                return new Pair(near, server.accept());
            }
        }

        @Override
        public void close() throws IOException {
            near.close();
            far.close();
        }
    }

    private static CompletableFuture<byte[]> drain(ReadableByteChannel source) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return Channels.newInputStream(source).readAllBytes();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private static void send(String what, FileChannel channel) throws Exception {
        try (Pair pair = Pair.open()) {
            CompletableFuture<byte[]> arrived = drain(pair.far);
            long moved = 0;
            for (long n; (n = channel.transferTo(moved, 1_000_000, pair.near)) > 0; ) moved += n;
            pair.near.shutdownOutput();
            say(what + " to a socket", moved, arrived.get());
        }
    }

    private static void sendNonBlocking(FileChannel channel) throws Exception {
        try (Pair pair = Pair.open(); Selector selector = Selector.open()) {
            CompletableFuture<byte[]> arrived = drain(pair.far);
            pair.near.configureBlocking(false).register(selector, SelectionKey.OP_WRITE);
            long moved = 0;
            while (moved < SIZE) {
                selector.select();
                selector.selectedKeys().clear();
                moved += channel.transferTo(moved, Long.MAX_VALUE, pair.near);
            }
            pair.near.shutdownOutput();
            say("to a socket that does not block", moved, arrived.get());
        }
    }

    private static void sendToPipe(FileChannel channel) throws Exception {
        Pipe pipe = Pipe.open();
        CompletableFuture<byte[]> arrived = drain(pipe.source());
        long moved = 0;
        for (long n; (n = channel.transferTo(moved, SIZE, pipe.sink())) > 0; ) moved += n;
        pipe.sink().close();
        say("to a pipe", moved, arrived.get());
    }

    private static CompletableFuture<Void> feed(WritableByteChannel target, byte[] bytes) {
        return CompletableFuture.runAsync(() -> {
            ByteBuffer all = ByteBuffer.wrap(bytes);
            try (target) {
                while (all.hasRemaining()) target.write(all);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private void receive(String what, FileChannel channel, long position) throws Exception {
        try (channel; Pair pair = Pair.open()) {
            CompletableFuture<Void> fed = feed(pair.far, Files.readAllBytes(file));
            long moved = channel.transferFrom(pair.near, position, 1_000_003);
            moved += channel.transferFrom(pair.near, position + moved, Long.MAX_VALUE);
            fed.get();
            say(what + " from a socket, position " + channel.position(), moved, Files.readAllBytes(made));
        }
    }

    private void receiveNonBlocking() throws Exception {
        try (FileChannel channel =
                FileChannel.open(made, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
                Pair pair = Pair.open(); Selector selector = Selector.open()) {
            CompletableFuture<Void> fed = feed(pair.far, Files.readAllBytes(file));
            pair.near.configureBlocking(false).register(selector, SelectionKey.OP_READ);
            long moved = 0;
            while (moved < SIZE) {
                selector.select();
                selector.selectedKeys().clear();
                moved += channel.transferFrom(pair.near, moved, Long.MAX_VALUE);
            }
            fed.get();
            say("from a socket that does not block", moved, Files.readAllBytes(made));
        }
    }

    private void receiveFromPipe() throws Exception {
        Pipe pipe = Pipe.open();
        try (FileChannel channel =
                FileChannel.open(made, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            CompletableFuture<Void> fed = feed(pipe.sink(), Files.readAllBytes(file));
            say("from a pipe", channel.transferFrom(pipe.source(), 0, Long.MAX_VALUE), Files.readAllBytes(made));
            fed.get();
        }
    }

    private void streams() throws Exception {
        Pipe pipe = Pipe.open();
        CompletableFuture<Void> fed = feed(pipe.sink(), Files.readAllBytes(file));
        try (InputStream in = Channels.newInputStream(pipe.source()); OutputStream out = Files.newOutputStream(made)) {
            say("a pipe's stream to a file's", in.transferTo(out), Files.readAllBytes(made));
        }
        fed.get();
    }

    /** What the JDK refuses or does in its own way. */
    private void strange(FileChannel channel) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        say("to a channel of another make", channel.transferTo(5, 20_000, Channels.newChannel(bytes)),
            bytes.toByteArray());
        try (Pair pair = Pair.open(); FileChannel target = FileChannel.open(made, StandardOpenOption.WRITE)) {
            say("to a file", channel.transferTo(7, Long.MAX_VALUE, target), Files.readAllBytes(made));
            failing("negative position", () -> channel.transferTo(-1, 1, pair.near));
            failing("negative count", () -> channel.transferTo(0, -1, pair.near));
            failing("nowhere", () -> channel.transferTo(0, 1, null));
            failing("not readable", () -> target.transferTo(0, 1, pair.near));
            failing("not writable", () -> channel.transferFrom(pair.near, 0, 1));
            failing("past the end", () -> channel.transferTo(SIZE + 1, 1, pair.near));
            failing("nothing", () -> channel.transferTo(0, 0, pair.near));
            pair.near.close();
            failing("closed target", () -> channel.transferTo(0, 1, pair.near));
            failing("closed source", () -> target.transferFrom(pair.near, 0, 1));
        }
        FileChannel closed = FileChannel.open(file);
        closed.close();
        try (Pair pair = Pair.open()) {
            failing("closed file", () -> closed.transferTo(0, 1, pair.near));
        }
        try (Pair pair = Pair.open()) {
            pair.far.close();
            failing("broken", () -> {
                for (int i = 0; i < 1000; i++) channel.transferTo(0, SIZE, pair.near);
                return -1;
            });
        }
    }

    private interface Attempt {
        long run() throws IOException;
    }

    private static void failing(String what, Attempt attempt) throws IOException {
        try {
            System.out.printf("%s: %d%n", what, attempt.run());
        } catch (IOException | RuntimeException e) {
            // The peer's reset comes in one of two ways.
            System.out.printf("%s: %s%n", what, e.toString().replace("Connection reset by peer", "Broken pipe"));
        }
    }

    /** Takes much from a socket, which a file is sent to again and again, into a file that is cached. */
    private static final class Receiver {
        private static final int SENT = 32;

        static void run(int mebibytes) throws Exception {
            byte[] bytes = new byte[SENT * MIB];
            new Random(2).nextBytes(bytes);
            long best = Long.MAX_VALUE;
            try (FileChannel sent = FileChannel.open(Files.write(temporary(), bytes));
                    FileChannel made = FileChannel.open(temporary(), StandardOpenOption.READ,
                        StandardOpenOption.WRITE)) {
                for (int round = 0; round < 5; round++) best = Math.min(best, round(sent, made, mebibytes));
                ByteBuffer last = ByteBuffer.allocate(SENT * MIB);
                made.read(last, (mebibytes - SENT) * (long) MIB);
                say("its end", made.size(), last.array());
            }
            System.out.printf("best of 5: %d ms%n", best / 1_000_000);
        }

        private static long round(FileChannel sent, FileChannel made, int mebibytes) throws Exception {
            try (Pair pair = Pair.open()) {
                CompletableFuture<Void> fed = CompletableFuture.runAsync(() -> {
                    try (SocketChannel far = pair.far) {
                        for (int i = 0; i < mebibytes / SENT; i++) sent.transferTo(0, SENT * MIB, far);
                    } catch (IOException e) {
                        throw new IllegalStateException(e);
                    }
                });
                long start = System.nanoTime();
                long moved = made.transferFrom(pair.near, 0, Long.MAX_VALUE);
                long took = System.nanoTime() - start;
                fed.get();
                if (moved != (long) mebibytes * MIB) throw new IllegalStateException(moved + " bytes moved");
                return took;
            }
        }
    }
}
