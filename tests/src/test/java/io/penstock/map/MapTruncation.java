package io.penstock.map;

import io.penstock.MappedRegion;
import io.penstock.NativeChannels;
import io.penstock.support.Content;
import io.penstock.support.Mapped;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.LongAdder;

/** Main class of JVMs in which threads use a region whose file becomes shorter and longer all the time. */
final class MapTruncation {
    private static final int SIZE = 64 * Content.PAGE;
    private static final byte MARK = 0x5a;

    private static final LongAdder RIGHT = new LongAdder();
    private static final LongAdder REFUSED = new LongAdder();
    private static final LongAdder FAULTS = new LongAdder();
    private static final LongAdder WRONG = new LongAdder();

    private static volatile boolean over;

    private MapTruncation() {}

    /** Something done with a range of the region, until a copy in the kernel meets the end of the file. */
    @FunctionalInterface
    private interface Use {
        void of(int at, int length) throws IOException;
    }

    /** The arguments: file, rounds. Prints what the threads met. */
    public static void main(String[] arguments) throws Exception {
        Path path = Path.of(arguments[0]);
        int rounds = Integer.parseInt(arguments[1]);
        try (FileChannel file = Mapped.open(path)) {
            ByteBuffer content = ByteBuffer.allocateDirect(SIZE);
            while (content.hasRemaining()) content.put(MARK);
            file.write(content.flip(), 0);
            try (MappedRegion region = NativeChannels.map(file, MapMode.READ_WRITE, 0, SIZE)) {
                List<Thread> threads = new ArrayList<>();
                for (ByteBuffer target : List.of(ByteBuffer.allocateDirect(SIZE), ByteBuffer.allocateDirect(SIZE),
                    ByteBuffer.allocate(SIZE), ByteBuffer.allocate(SIZE)))
                    threads.add(start((at, length) -> read(region, at, target.clear().limit(length))));
                ByteBuffer source = content.duplicate();
                threads.add(start((at, length) -> region.write(at, source.clear().limit(length))));
                threads.add(start(region::load));
                byte[] bytes = new byte[SIZE];
                threads.add(start((at, length) -> region.get(at, bytes, 0, length)));
                for (int i = 0; i < rounds; i++) {
                    file.truncate(i * 7919L % SIZE);
                    Thread.yield();
                    file.write(content.clear(), 0);
                }
                over = true;
                for (Thread thread : threads) thread.join();
            }
        }
        System.out.println("right " + RIGHT);
        System.out.println("refused " + REFUSED);
        System.out.println("faults " + FAULTS);
        System.out.println("wrong " + WRONG);
    }

    /** What was copied is what was written, or what a file has where it became longer. */
    private static void read(MappedRegion region, int at, ByteBuffer target) throws IOException {
        try {
            region.read(at, target);
        } finally {
            boolean right = true;
            for (target.flip(); target.hasRemaining(); ) {
                byte b = target.get();
                right &= b == MARK || b == 0;
            }
            check(right);
        }
    }

    private static void check(boolean right) {
        (right ? RIGHT : WRONG).increment();
    }

    /** A fault may be told as late as outside of the loop that it happened in. */
    private static Thread start(Use use) {
        Random random = new Random(1);
        Thread thread = new Thread(() -> {
            while (!over) {
                try {
                    goOn(use, random);
                } catch (InternalError e) {
                    FAULTS.increment();
                }
            }
        });
        thread.start();
        return thread;
    }

    private static void goOn(Use use, Random random) {
        while (!over) {
            try {
                int at = random.nextInt(SIZE);
                use.of(at, random.nextInt(SIZE - at));
                Thread.yield(); // or the others hardly ever get their turn
            } catch (IOException e) {
                (e.getMessage().contains("shorter") ? REFUSED : WRONG).increment();
            } catch (InternalError e) {
                FAULTS.increment();
            }
        }
    }
}
