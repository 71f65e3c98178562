package io.penstock.map;

import io.penstock.MapOptions;
import io.penstock.MappedRegion;
import io.penstock.NativeChannels;
import io.penstock.StaleAccess;
import io.penstock.support.Mapped;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Main class of JVMs that have as many mappings as a process may, and close some. */
final class MapLimit {
    private static final int SIZE = 4096;

    private MapLimit() {}

    public static void main(String[] arguments) throws Exception {
        Path path = Path.of(arguments[0]);
        try (FileChannel file = Mapped.open(path)) {
            for (StaleAccess stale : StaleAccess.values()) {
                warm(file, stale);
                one(path, file, stale);
            }
        }
        System.out.println("done");
    }

    /** Loads all classes that are needed where nothing can be loaded. */
    private static void warm(FileChannel file, StaleAccess stale) throws IOException {
        Deque<MappedRegion> regions = new ArrayDeque<>();
        Deque<ByteBuffer> stock = new ArrayDeque<>();
        for (int i = 0; i < 3; i++) {
            regions.add(map(file, stale, true));
            stock.add(file.map(MapMode.READ_ONLY, 0, SIZE));
        }
        closeAll(regions);
        if (failure(() -> NativeChannels.map(file, MapMode.READ_ONLY, 0, 1L << 60)) == null)
            throw new AssertionError("no file is that long");
    }

    private static MappedRegion map(FileChannel file, StaleAccess stale, boolean used) throws IOException {
        MappedRegion region = NativeChannels.map(file, MapMode.READ_ONLY, 0, SIZE, MapOptions.DEFAULT.withStale(stale));
        if (used) region.get(0);
        return region;
    }

    private static void one(Path path, FileChannel file, StaleAccess stale) throws IOException {
        Deque<MappedRegion> regions = new ArrayDeque<>();
        List<ByteBuffer> stock = new ArrayList<>(100);
        MappedRegion unused = map(file, stale, false);
        String full = null;
        while (full == null) full = failure(() -> regions.add(map(file, stale, true)));
        // The last mappings of the process, so that there is no room but the spare one.
        while (failure(() -> stock.add(file.map(MapMode.READ_ONLY, 0, SIZE))) == null) {}
        int all = regions.size();
        MappedRegion first = regions.poll();
        String close = failure(first::close);
        while (failure(() -> stock.add(file.map(MapMode.READ_ONLY, 0, SIZE))) == null) {}
        // Now there is no spare one.
        MappedRegion second = regions.poll();
        String closeAgain = failure(second::close);
        if (closeAgain != null && (!second.isOpen() || second.get(0) != 0))
            throw new AssertionError("it is not as it was");
        unused.close(); // which takes no mapping, but gives one
        closeAll(regions);
        second.close();
        if (close != null) throw new AssertionError(close);
        long left = Mapped.mapsOf(path) - stock.size();
        if (left > 4) throw new AssertionError(left + " regions are still mapped"); // those of the warm-up may be alive
        System.out.printf("%s: %d regions, then %s; closed with the spare mapping, without it %s%n", stale, all,
            full.replaceAll(": sun.*", ""), closeAgain == null ? "too" : closeAgain);
        stock.clear();
        System.gc();
    }

    private static void closeAll(Deque<MappedRegion> regions) throws IOException {
        int refused = 0;
        while (!regions.isEmpty()) {
            MappedRegion region = regions.poll();
            if (failure(region::close) == null) {
                refused = 0;
            } else {
                regions.add(region);
                if (++refused > regions.size())
                    throw new IOException("none of %d can be closed".formatted(regions.size()));
            }
        }
    }

    private interface Body {
        void run() throws IOException;
    }

    private static String failure(Body body) {
        try {
            body.run();
            return null;
        } catch (IOException e) {
            return e.getMessage();
        }
    }
}
