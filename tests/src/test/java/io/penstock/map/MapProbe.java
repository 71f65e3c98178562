package io.penstock.map;

import io.penstock.MapOptions;
import io.penstock.MappedRegion;
import io.penstock.NativeChannels;
import io.penstock.StaleAccess;
import io.penstock.support.Content;
import io.penstock.support.Mapped;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;

/** Main class of JVMs that map files of file systems of their own, and tell what happened. */
final class MapProbe {
    private static final int HUGE = 2 << 20;

    private MapProbe() {}

    public static void main(String[] arguments) throws IOException {
        Path directory = Path.of(arguments[1]);
        switch (arguments[0]) {
            case "full" -> full(directory);
            case "huge" -> huge(directory);
            default -> hugetlbfs(directory);
        }
    }

    /** On a disk of 1 MiB. */
    private static void full(Path directory) throws IOException {
        try (FileChannel file = Mapped.create(directory.resolve("file"))) {
            tell("map", () -> NativeChannels.map(file, MapMode.READ_WRITE, 0, 4 << 20, MapOptions.DEFAULT.withBlocks())
                .close());
            file.truncate(0);
            ByteBuffer bytes = ByteBuffer.allocateDirect(4 << 20);
            tell("write", () -> {
                try (MappedRegion region = NativeChannels.map(file, MapMode.READ_WRITE, 0, 4 << 20)) {
                    region.write(0, bytes);
                }
            });
            // a page is the one that the file ends with
            System.out.println("written " + (bytes.position() + Content.PAGE >> 20));
            file.truncate(0);
            MapOptions room = MapOptions.DEFAULT.withBlocks().withReserved(1 << 30);
            try (MappedRegion region = NativeChannels.map(file, MapMode.READ_WRITE, 0, 1 << 19, room)) {
                region.put((1 << 19) - 1, (byte) 1);
                System.out.println("blocks ok");
                tell("extend", () -> region.extend(1 << 22));
                if (region.size() != 1 << 19) throw new AssertionError("the size has changed: " + region);
            }
        }
    }

    private static void huge(Path directory) throws IOException {
        System.out.println("with huge " + isHuge(directory.resolve("with"), MapOptions.DEFAULT.withHugePages()));
        System.out.println("without huge " + isHuge(directory.resolve("without"), MapOptions.DEFAULT));
        System.out.println("reserved huge "
            + isHuge(directory.resolve("reserved"), MapOptions.DEFAULT.withHugePages().withReserved(1 << 30)));
    }

    private static boolean isHuge(Path path, MapOptions options) throws IOException {
        try (FileChannel file = Mapped.create(path);
                MappedRegion region = NativeChannels.map(file, MapMode.READ_WRITE, 0, 8 << 20, options)) {
            for (int at = 0; at < region.size(); at += Content.PAGE) region.put(at, (byte) 1);
            return MapKernelTest.smaps(path, "ShmemPmdMapped") >= 8 << 10;
        }
    }

    /** Where pages have 2 MiB, and so have positions and lengths. */
    private static void hugetlbfs(Path directory) throws IOException {
        for (StaleAccess stale : StaleAccess.values()) {
            Path path = directory.resolve(stale.name());
            try (FileChannel file = Mapped.create(path)) {
                file.map(MapMode.READ_WRITE, 0, 2 * HUGE); // makes it as long
                MappedRegion region =
                    NativeChannels.map(file, MapMode.READ_WRITE, 5000, HUGE, MapOptions.DEFAULT.withStale(stale));
                region.put(HUGE - 1, (byte) 7);
                ByteBuffer buffer = region.buffer(0, HUGE);
                region.close();
                if (stale == StaleAccess.ZERO && buffer.get(HUGE - 1) != 0) throw new AssertionError("not zero");
                MappedRegion whole = NativeChannels.map(file, MapMode.READ_WRITE, 0, 2 * HUGE);
                if (whole.get(5000 + HUGE - 1) != 7) throw new AssertionError("not what was written");
                whole.close();
                System.out.println("closed " + stale);
                MappedRegion log = NativeChannels.map(file, MapMode.READ_WRITE, 0, 10,
                    MapOptions.DEFAULT.withReserved(8 * HUGE));
                log.extend(2 * HUGE);
                log.put(2 * HUGE - 1, (byte) 8);
                System.out.println("extended " + log.size());
                log.close();
                if (Mapped.mapsOf(path) > 1) throw new AssertionError("more is mapped than the JDK's map");
            }
            Files.delete(path);
        }
    }

    private interface Body {
        void run() throws IOException;
    }

    private static void tell(String what, Body body) {
        try {
            body.run();
            System.out.println(what + " done");
        } catch (IOException e) {
            System.out.println(what + " IOException");
            System.out.println(e.getMessage());
        }
    }
}
