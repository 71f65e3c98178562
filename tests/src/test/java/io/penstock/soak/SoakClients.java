package io.penstock.soak;

import io.penstock.support.Lib;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Main class of the process with a {@link Soak}'s clients: some do all as they should, some stall, some leave without a
 * word or with a reset, and all come again. Uses stock channels only. Prints a {@link Visit} a line; ends when its
 * input does.
 */
final class SoakClients {
    private static final int PIECE = 64 * 1024;
    private static final int LONGEST_STALL_MS = 300;

    /** How a client behaves. */
    enum Manner { GOOD, STALLING, LEAVING, RESETTING }

    /** How a connection ended, as the client saw it. */
    enum End { COMPLETE, EARLY_END, BROKEN, LEFT }

    /** One connection: bytes that the client sent or, of a download, received; and the answer to an upload, or −1. */
    record Visit(long id, int port, boolean upload, long count, Manner manner, long bytes, long answer, End end) {
        static Visit parse(String line) {
            String[] parts = line.split(" ");
            return new Visit(Long.parseLong(parts[0]), Integer.parseInt(parts[1]), Boolean.parseBoolean(parts[2]),
                Long.parseLong(parts[3]),
                Manner.valueOf(parts[4]), Long.parseLong(parts[5]), Long.parseLong(parts[6]), End.valueOf(parts[7]));
        }

        String line() {
            return "%d %d %s %d %s %d %d %s".formatted(id, port, upload, count, manner, bytes, answer, end);
        }
    }

    private static final byte[] CONTENT = SoakRequest.content();
    private static final AtomicLong NEXT = new AtomicLong();
    private static volatile boolean over;

    private final List<Integer> ports;
    private final Random random;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(PIECE);

    private SoakClients(List<Integer> ports, long seed) {
        this.ports = ports;
        random = new Random(seed);
    }

    /** The arguments: number of clients, seed, first number of a connection, ports. */
    public static void main(String[] arguments) throws Exception {
        List<Integer> ports = new ArrayList<>();
        for (int i = 3; i < arguments.length; i++) ports.add(Integer.parseInt(arguments[i]));
        NEXT.set(Long.parseLong(arguments[2]));
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < Integer.parseInt(arguments[0]); i++) {
            SoakClients client = new SoakClients(ports, Long.parseLong(arguments[1]) + i);
            threads.add(Lib.ThreadKind.PLATFORM.unstarted(client::run));
        }
        threads.forEach(Thread::start);
        while (System.in.read() >= 0) {}
        over = true;
        for (Thread thread : threads) thread.join();
        System.out.println("end");
    }

    private void run() {
        while (!over) {
            try {
                System.out.println(visit().line());
            } catch (IOException | InterruptedException | RuntimeException | AssertionError e) {
                System.out.println("wrong: " + e);
            }
        }
    }

    private Visit visit() throws IOException, InterruptedException {
        boolean upload = random.nextBoolean();
        long count = random.nextInt(random.nextInt(4) == 0 ? CONTENT.length : 200_000);
        long position = random.nextInt((int) (CONTENT.length - count));
        Manner manner = random.nextInt(3) > 0 ? Manner.GOOD : Manner.values()[random.nextInt(4)];
        int port = ports.get(random.nextInt(ports.size()));
        SoakRequest request = new SoakRequest(NEXT.getAndIncrement(), upload, position, count);
        try (SocketChannel socket = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))) {
            Progress progress = new Progress(socket, request, manner, manner == Manner.GOOD ? Long.MAX_VALUE
                : (long) (random.nextDouble() * count));
            End end = progress.run();
            if (manner == Manner.RESETTING) socket.setOption(StandardSocketOptions.SO_LINGER, 0);
            return new Visit(request.id(), port, upload, count, manner, progress.bytes, progress.answer, end);
        }
    }

    /** One connection under way; something happens when so many bytes have gone. */
    private final class Progress {
        private final SocketChannel socket;
        private final SoakRequest request;
        private final Manner manner;
        private long turn;
        private long bytes;
        private long answer = -1;

        Progress(SocketChannel socket, SoakRequest request, Manner manner, long turn) {
            this.socket = socket;
            this.request = request;
            this.manner = manner;
            this.turn = turn;
        }

        End run() throws InterruptedException {
            try {
                ByteBuffer first = request.bytes();
                while (first.hasRemaining()) socket.write(first);
                if (!request.upload() && random.nextBoolean()) socket.shutdownOutput();
                return request.upload() ? send() : receive();
            } catch (IOException e) {
                return End.BROKEN;
            }
        }

        /** Whether the client goes on. */
        private boolean goesOn() throws InterruptedException {
            if (bytes < turn) return true;
            turn = Long.MAX_VALUE;
            if (manner != Manner.STALLING) return false;
            Thread.sleep(random.nextInt(LONGEST_STALL_MS));
            return true;
        }

        private End receive() throws IOException, InterruptedException {
            for (;;) {
                if (!goesOn()) return End.LEFT;
                if (socket.read(buffer.clear()) < 0) return bytes == request.count() ? End.COMPLETE : End.EARLY_END;
                buffer.flip();
                int at = (int) (request.position() + bytes);
                if (bytes + buffer.remaining() > request.count()
                    || !buffer.equals(ByteBuffer.wrap(CONTENT, at, buffer.remaining())))
                    throw new AssertionError("%s: not the bytes from %d on".formatted(request, bytes));
                bytes += buffer.remaining();
            }
        }

        private End send() throws IOException, InterruptedException {
            while (bytes < request.count()) {
                if (!goesOn()) return End.LEFT;
                int n = (int) Math.min(PIECE, request.count() - bytes);
                bytes += socket.write(ByteBuffer.wrap(CONTENT, (int) (request.position() + bytes), n));
            }
            socket.shutdownOutput();
            ByteBuffer said = ByteBuffer.allocate(Long.BYTES);
            while (said.hasRemaining()) if (socket.read(said) < 0) return End.EARLY_END;
            answer = said.getLong(0);
            return End.COMPLETE;
        }
    }
}
