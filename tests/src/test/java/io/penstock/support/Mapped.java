package io.penstock.support;

import io.penstock.MapOptions;
import io.penstock.MappedRegion;
import io.penstock.NativeChannels;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** What tests of mapped regions need. */
public final class Mapped {
    private Mapped() {}

    public static FileChannel open(Path path) throws IOException {
        return FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    /** A new file, or what there is. */
    public static FileChannel create(Path path) throws IOException {
        return FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    /** A region over a file that is closed again. */
    public static MappedRegion region(Path path, MapMode mode, long position, long size, MapOptions options)
            throws IOException {
        try (FileChannel file = open(path)) {
            return NativeChannels.map(file, mode, position, size, options);
        }
    }

    public static MappedRegion region(Path path, MapMode mode, long position, long size) throws IOException {
        return region(path, mode, position, size, MapOptions.DEFAULT);
    }

    /** The mappings of this process, as the kernel sees them. */
    public static List<String> maps() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/maps"));
    }

    /** How many of them are of this file. */
    public static long mapsOf(Path path) throws IOException {
        return maps().stream().filter(line -> line.contains(path.toString())).count();
    }

    /** The number that the kernel has for this process, in kB. */
    public static long status(String name) throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream().filter(line -> line.startsWith(name + ":"))
            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", ""))).findFirst().orElseThrow();
    }

    public static byte[] get(MappedRegion region) {
        byte[] all = new byte[(int) region.size()];
        region.get(0, all, 0, all.length);
        return all;
    }
}
