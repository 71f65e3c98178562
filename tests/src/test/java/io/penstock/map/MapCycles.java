package io.penstock.map;

import io.penstock.MapOptions;
import io.penstock.MappedRegion;
import io.penstock.NativeChannels;
import io.penstock.StaleAccess;
import io.penstock.support.Call;
import io.penstock.support.Descriptors;
import io.penstock.support.Mapped;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.management.JMException;
import javax.management.ObjectName;

/** Main class of JVMs that map, touch and close again and again, and look at what that leaves behind. */
final class MapCycles {
    private static final int SIZE = 64 * 1024;
    private static final int TURNS = 20;

    /** What the JVM itself may have taken meanwhile. */
    static final int NOISE_KB = 20_000;
    static final int NOISE_MAPS = 100;

    private static final int PATIENCE = 200;

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

    /**
     * The arguments: file, kind, answer to stale accesses, threads, cycles. Prints the most it saw of each, and what is
     * left when garbage has been collected.
     */
    public static void main(String[] arguments) throws Exception {
        Kind kind = Kind.valueOf(arguments[1]);
        MapOptions options = MapOptions.DEFAULT.withStale(StaleAccess.valueOf(arguments[2]));
        int threads = Integer.parseInt(arguments[3]);
        int cycles = Integer.parseInt(arguments[4]);
        try (FileChannel file = Mapped.open(Path.of(arguments[0]))) {
            turn(kind, file, options, threads, cycles / TURNS); // warms up
            collect();
            settle();
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
            collect();
            for (int i = 0; i < PATIENCE
                && (Mapped.status("VmSize") > addresses + NOISE_KB || Mapped.maps().size() > maps + NOISE_MAPS);
            i++) settle();
            System.out.println("left " + Math.max(0, Mapped.status("VmSize") - addresses));
            System.out.println("mapsLeft " + Math.max(0, Mapped.maps().size() - maps));
            System.out.println("rss " + (mostRss - rss));
            System.out.println("addresses " + (mostAddresses - addresses));
            System.out.println("maps " + (mostMaps - maps));
            System.out.println("descriptors " + (mostDescriptors - descriptors));
        }
    }

    /** As {@code jcmd GC.run}, which works where {@code System.gc} is off. */
    private static void collect() throws JMException {
        ManagementFactory.getPlatformMBeanServer()
            .invoke(new ObjectName("com.sun.management:type=DiagnosticCommand"), "gcRun", null, null);
    }

    /** Whoever unmaps after the collector takes a while. */
    private static void settle() throws InterruptedException {
        Thread.sleep(200);
    }

    private static void turn(Kind kind, FileChannel file, MapOptions options, int threads, int cycles)
            throws Exception {
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
