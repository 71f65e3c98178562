package io.penstock;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Main class of JVMs in which threads read regions that another thread closes. In a fault of its own making the VM may throw
 * {@code InternalError} wherever a thread is, hence a JVM of its own, and loops around loops.
 */
final class MapStorm {
    private static final int SIZE = 64 * 1024;
    private static final int READERS = 8;

    /** What every number of the file is. */
    private static final long MARK = 0x5ea5_0f5e_a50f_5ea5L;

    /** A region, and whether somebody is about to close it. */
    private static final class Round {
        final MappedRegion region;
        final MappedByteBuffer buffer;
        volatile boolean closing;

        Round(MappedRegion region) {
            this.region = region;
            buffer = region.buffer(0, SIZE);
            buffer.order(ByteOrder.BIG_ENDIAN);
        }
    }

    private static final AtomicLong RIGHT = new AtomicLong();
    private static final AtomicLong STALE = new AtomicLong();
    private static final AtomicLong FAULTS = new AtomicLong();
    private static final AtomicLong CLOSED = new AtomicLong();
    private static final AtomicLong WRONG = new AtomicLong();

    private static StaleAccess stale;
    private static volatile Round round;
    private static volatile boolean over;

    private MapStorm() {}

    /** The arguments: file, answer to stale accesses, rounds. Prints what the reads met. */
    public static void main(String[] arguments) throws Exception {
        stale = StaleAccess.valueOf(arguments[1]);
        int rounds = Integer.parseInt(arguments[2]);
        MapOptions options = MapOptions.DEFAULT.withStale(stale);
        try (FileChannel file = Mapped.open(Path.of(arguments[0]))) {
            ByteBuffer content = ByteBuffer.allocate(SIZE);
            while (content.hasRemaining()) content.putLong(MARK);
            file.write(content.flip(), 0);
            round = new Round(NativeChannels.map(file, MapMode.READ_WRITE, 0, SIZE, options));
            Thread[] readers = new Thread[READERS];
            for (int i = 0; i < READERS; i++) (readers[i] = new Thread(again(reader(i)))).start();
            for (int i = 0; i < rounds; i++) {
                Round old = round;
                if (i % 3 != 0) round = new Round(NativeChannels.map(file, MapMode.READ_WRITE, 0, SIZE, options));
                old.closing = true;
                old.region.close();
                if (i % 3 == 0) round = new Round(NativeChannels.map(file, MapMode.READ_WRITE, 0, SIZE, options));
            }
            over = true;
            for (Thread reader : readers) reader.join();
        }
        System.out.println("right " + RIGHT);
        System.out.println("stale " + STALE);
        System.out.println("faults " + FAULTS);
        System.out.println("closed " + CLOSED);
        System.out.println("wrong " + WRONG);
    }

    /** A fault may be told as late as outside of the loop that it happened in. */
    private static Runnable again(Runnable reader) {
        return () -> {
            while (!over) {
                try {
                    reader.run();
                } catch (InternalError e) {
                    FAULTS.getAndIncrement();
                }
            }
        };
    }

    private static Runnable reader(int number) {
        byte[] bytes = new byte[4096];
        ByteBuffer copy = ByteBuffer.allocateDirect(4096);
        ByteBuffer expected = ByteBuffer.allocate(SIZE);
        while (expected.hasRemaining()) expected.putLong(MARK);
        expected.flip();
        return () -> {
            for (int at = number * 8; !over; ) {
                try {
                    for (; !over; at = (at + 4104) % (SIZE - 4096) & -8) {
                        read(number, at, bytes, copy, expected);
                        Thread.yield(); // or the closer hardly ever gets its turn
                    }
                } catch (InternalError e) {
                    FAULTS.getAndIncrement();
                } catch (IllegalStateException e) {
                    CLOSED.getAndIncrement();
                } catch (IOException e) {
                    WRONG.getAndIncrement();
                    System.out.println(e);
                }
            }
        };
    }

    private static void read(int number, int at, byte[] bytes, ByteBuffer copy, ByteBuffer expected) throws IOException {
        Round now = round;
        switch (number) {
            case 0, 1, 2 -> {
                for (int i = at; i < at + 4096; i += 8) count(now, now.buffer.getLong(i));
            }
            case 3 -> {
                now.buffer.get(at, bytes, 0, 4096);
                count(now, ByteBuffer.wrap(bytes).getLong(8));
            }
            case 4 -> {
                // A compare that meets a fault kills the VM, on JDK 17 at least.
                if (stale == StaleAccess.ZERO) count(now, now.buffer.mismatch(expected) < 0 ? MARK : 0);
                else count(now, now.buffer.getLong(at));
            }
            case 5 -> {
                // What the region itself answers is right whenever it answers.
                for (int i = at; i < at + 4096; i += 8) right(now.region.getLong(i));
            }
            case 6 -> {
                now.region.get(at, bytes, 0, 4096);
                right(ByteBuffer.wrap(bytes).getLong(16));
            }
            default -> {
                now.region.read(at, copy.clear());
                right(copy.getLong(4088));
            }
        }
    }

    private static void right(long value) {
        (value == MARK ? RIGHT : WRONG).getAndIncrement();
    }

    /** A read that was over before the close began is right; later ones find zeros, or with faults anything. */
    private static void count(Round read, long value) {
        if (!read.closing) right(value);
        else if (value == MARK || value == 0 || stale == StaleAccess.FAULT) STALE.getAndIncrement();
        else WRONG.getAndIncrement();
    }
}
