package io.penstock.map;

import io.penstock.MapOptions;
import io.penstock.MappedRegion;
import io.penstock.NativeChannels;
import io.penstock.Populate;
import io.penstock.StaleAccess;
import io.penstock.support.Mapped;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Main class of JVMs in which threads read regions that another thread closes, while another file is mapped wherever
 * there is room. In a fault of its own making the VM may throw {@code InternalError} wherever a thread is, hence a JVM
 * of its own, and loops around loops.
 */
final class MapStorm {
    private static volatile MapReads.Round round;
    private static volatile boolean over;

    private MapStorm() {}

    /** The arguments: file, answer to stale accesses, rounds. Prints what the reads met. */
    public static void main(String[] arguments) throws Exception {
        Path path = Path.of(arguments[0]);
        StaleAccess stale = StaleAccess.valueOf(arguments[1]);
        int rounds = Integer.parseInt(arguments[2]);
        try (FileChannel file = Mapped.open(path); FileChannel others = Mapped.create(path.resolveSibling("others"))) {
            file.write(MapReads.filled(MapReads.SIZE, MapReads.MARK), 0);
            others.write(MapReads.foreign(), 0);
            round = round(file, stale);
            List<Thread> readers = new ArrayList<>();
            for (MapReads.Way way : MapReads.Way.values()) {
                Thread reader = new Thread(again(reader(new MapReads(stale, way))));
                reader.start();
                readers.add(reader);
            }
            for (int i = 0; i < rounds; i++) {
                MapReads.Round old = round;
                boolean before = i % 3 != 0; // or the readers have nothing but what is closed for a while
                if (before) round = round(file, stale);
                old.closing = true;
                old.region.close();
                old.closed = true;
                MappedRegion other = NativeChannels.map(others, MapMode.READ_ONLY, 0, MapReads.SIZE,
                    MapOptions.DEFAULT.withPopulate(Populate.READ));
                Thread.yield(); // or the readers hardly ever get their turn
                if (!before) round = round(file, stale);
                other.close();
            }
            over = true;
            for (Thread reader : readers) reader.join();
        }
        System.out.println("right " + MapReads.RIGHT);
        System.out.println("stale " + MapReads.STALE);
        System.out.println("faults " + MapReads.FAULTS);
        System.out.println("closed " + MapReads.CLOSED);
        System.out.println("wrong " + MapReads.WRONG);
    }

    private static MapReads.Round round(FileChannel file, StaleAccess stale) throws IOException {
        return new MapReads.Round(NativeChannels.map(file, MapMode.READ_WRITE, 0, MapReads.SIZE,
            MapOptions.DEFAULT.withStale(stale)));
    }

    /** A fault may be told as late as outside of the loop that it happened in. */
    private static Runnable again(Runnable reader) {
        return () -> {
            while (!over) {
                try {
                    reader.run();
                } catch (InternalError e) {
                    MapReads.FAULTS.increment();
                }
            }
        };
    }

    private static Runnable reader(MapReads reads) {
        return () -> {
            while (!over) {
                try {
                    reads.read(round);
                    Thread.yield(); // or the closer hardly ever gets its turn
                } catch (InternalError e) {
                    MapReads.FAULTS.increment();
                } catch (IllegalStateException e) {
                    MapReads.CLOSED.increment();
                } catch (IOException e) {
                    MapReads.WRONG.increment();
                    System.out.println(e);
                }
            }
        };
    }
}
