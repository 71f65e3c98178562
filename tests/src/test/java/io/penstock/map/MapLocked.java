package io.penstock.map;

import io.penstock.MapOptions;
import io.penstock.MappedRegion;
import io.penstock.NativeChannels;
import io.penstock.StaleAccess;
import io.penstock.support.Lib;
import io.penstock.support.LockAll;
import io.penstock.support.Mapped;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.util.Arrays;

/** Main class of JVMs that lock all their memory, and close regions. */
final class MapLocked {
    private MapLocked() {}

    /** The arguments: file, flags of {@code mlockall}, size of the region. Tells what happened. */
    public static void main(String[] arguments) throws Throwable {
        Path path = Path.of(arguments[0]);
        int size = Integer.parseInt(arguments[2]);
        try (FileChannel file = Mapped.open(path)) {
            try (MappedRegion first = NativeChannels.map(file, MapMode.READ_WRITE, 0, 1)) { // loads what is needed
                first.buffer(0, 1); // from the first on, JDK 27 has a thread for them, with an arena of its own
            }
            LockAll.call(Integer.parseInt(arguments[1]));
            long before = Mapped.status("VmLck");
            NativeChannels.map(file, MapMode.READ_WRITE, 0, size).close();
            System.out.println("unused: " + (Mapped.status("VmLck") - before) + " kB more are locked");
            for (StaleAccess stale : StaleAccess.values()) {
                close(path, file, size, stale);
                Lib.collectUntil(() -> Mapped.status("VmLck") - before < size >> 11); // what stood in is given back
            }
        }
    }

    private static void close(Path path, FileChannel file, int size, StaleAccess stale) throws IOException {
        long before = Mapped.status("VmLck");
        MappedRegion region =
            NativeChannels.map(file, MapMode.READ_WRITE, 0, size, MapOptions.DEFAULT.withStale(stale));
        region.put(size - 1, (byte) 7);
        ByteBuffer buffer = region.buffer(0, size);
        long open = Mapped.status("VmLck") - before;
        region.close();
        if (Mapped.mapsOf(path) != 0) throw new AssertionError("still mapped");
        if (stale == StaleAccess.ZERO && buffer.get(size - 1) != 0) throw new AssertionError("not zero");
        System.out.printf("%s: %d kB more were locked while it was open, then %d%n", stale, open,
            Mapped.status("VmLck") - before);
        try {
            NativeChannels.map(file, MapMode.READ_WRITE, 0, size).close();
            System.out.println("another can be mapped");
        } catch (IOException e) {
            System.out.println("no other: " + e.getMessage() + " " + Arrays.toString(e.getSuppressed()));
        }
        if (buffer.capacity() != size) throw new AssertionError("not reachable up to here");
    }
}
