package io.penstock;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Main class of JVMs that map, touch and close again and again, and look at what that leaves behind. */
final class MapCycles {
    private static final int SIZE = 64 * 1024;
    private static final int TURNS = 20;

    private MapCycles() {}

    /** What one cycle does. */
    enum Kind {
        /** Touched in the kernel: nothing was given out. */
        COPY {
            @Override
            void cycle(FileChannel file, MapOptions options) throws IOException {
                try (MappedRegion region = NativeChannels.map(file, MapMode.READ_WRITE, 0, SIZE, options)) {
                    region.read(SIZE - 1, LAST.get().clear());
                }
            }
        },
        /** Touched by the region's own get. */
        GET {
            @Override
            void cycle(FileChannel file, MapOptions options) throws IOException {
                try (MappedRegion region = NativeChannels.map(file, MapMode.READ_WRITE, 0, SIZE, options)) {
                    region.put(SIZE - 1, region.get(0));
                }
            }
        },
        /** Touched through a buffer, which is left to the collector. */
        BUFFER {
            @Override
            void cycle(FileChannel file, MapOptions options) throws IOException {
                try (MappedRegion region = NativeChannels.map(file, MapMode.READ_WRITE, 0, SIZE, options)) {
                    ByteBuffer buffer = region.buffer(0, SIZE);
                    buffer.put(SIZE - 1, buffer.get(0));
                }
            }
        },
        /** The JDK's map, for comparison. */
        STOCK {
            @Override
            void cycle(FileChannel file, MapOptions options) throws IOException {
                ByteBuffer buffer = file.map(MapMode.READ_WRITE, 0, SIZE);
                buffer.put(SIZE - 1, buffer.get(0));
            }
        };

        private static final ThreadLocal<ByteBuffer> LAST = ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(1));

        abstract void cycle(FileChannel file, MapOptions options) throws IOException;
    }

    /** The arguments: file, kind, answer to stale accesses, threads, cycles. Prints the most it saw of each. */
    public static void main(String[] arguments) throws Exception {
        Kind kind = Kind.valueOf(arguments[1]);
        MapOptions options = MapOptions.DEFAULT.withStale(StaleAccess.valueOf(arguments[2]));
        int threads = Integer.parseInt(arguments[3]);
        int cycles = Integer.parseInt(arguments[4]);
        try (FileChannel file = Mapped.open(Path.of(arguments[0]))) {
            turn(kind, file, options, threads, cycles / TURNS); // warms up
            long rss = Mapped.status("VmRSS");
            long addresses = Mapped.status("VmSize");
            long maps = Mapped.maps().size();
            long descriptors = Descriptors.open();
            long mostRss = rss;
            long mostAddresses = addresses;
            long mostMaps = maps;
            long mostDescriptors = descriptors;
            for (int i = 0; i < TURNS; i++) {
                turn(kind, file, options, threads, cycles / TURNS);
                mostRss = Math.max(mostRss, Mapped.status("VmRSS"));
                mostAddresses = Math.max(mostAddresses, Mapped.status("VmSize"));
                mostMaps = Math.max(mostMaps, Mapped.maps().size());
                mostDescriptors = Math.max(mostDescriptors, Descriptors.open());
            }
            System.out.println("rss " + (mostRss - rss));
            System.out.println("addresses " + (mostAddresses - addresses));
            System.out.println("maps " + (mostMaps - maps));
            System.out.println("descriptors " + (mostDescriptors - descriptors));
        }
    }

    private static void turn(Kind kind, FileChannel file, MapOptions options, int threads, int cycles) throws Exception {
        List<Call> calls = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            calls.add(Call.start(() -> {
                for (int i = 0; i < cycles / threads; i++) kind.cycle(file, options);
                return 0L;
            }));
        }
        for (Call call : calls) call.value();
    }
}
