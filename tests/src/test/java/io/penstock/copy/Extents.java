package io.penstock.copy;

import io.penstock.support.Command;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which blocks of the device hold a file, as {@code FIEMAP} tells by filefrag. All numbers are blocks of 4 KiB. */
final class Extents {
    private static final Pattern LINE =
        Pattern.compile(" *\\d+: +(\\d+)\\.\\. +(\\d+): +(\\d+)\\.\\. +\\d+: +\\d+:.*?([a-z_,]*)");

    private record Extent(long first, long last, long physical, boolean shared) {}

    private final NavigableMap<Long, Extent> byStart = new TreeMap<>();

    private Extents() {}

    /** Those of a file, once all of it is on the device. */
    static Extents of(Path file) throws IOException, InterruptedException {
        List<String> lines = Command.run("filefrag", "-s", "-v", "-b4096", file);
        Extents extents = new Extents();
        for (String line : lines) {
            Matcher matcher = LINE.matcher(line);
            if (!matcher.matches()) continue;
            long first = Long.parseLong(matcher.group(1));
            List<String> flags = List.of(matcher.group(4).split(","));
            if (flags.contains("unwritten")) continue; // reads as zeros
            if (flags.contains("unknown_loc") || flags.contains("inline"))
                throw new IOException("no blocks of their own: " + line);
            extents.byStart.put(first,
                new Extent(first, Long.parseLong(matcher.group(2)), Long.parseLong(matcher.group(3)),
                    flags.contains("shared")));
        }
        return extents;
    }

    private Extent at(long block) {
        Map.Entry<Long, Extent> entry = byStart.floorEntry(block);
        return entry == null || entry.getValue().last < block ? null : entry.getValue();
    }

    /** Where a block is on the device; -1 in a hole. */
    long physical(long block) {
        Extent extent = at(block);
        return extent == null ? -1 : extent.physical + block - extent.first;
    }

    /** Whether the file system says that another file has this block too. */
    boolean isShared(long block) {
        Extent extent = at(block);
        return extent != null && extent.shared;
    }

    /** How many blocks there are, apart from holes. */
    long count() {
        return byStart.values().stream().mapToLong(extent -> extent.last - extent.first + 1).sum();
    }

    /** How many of these blocks are one and the same in another file, whose blocks lie that much further on. */
    long common(long first, long count, Extents other, long distance) {
        long common = 0;
        for (long block = first; block < first + count; block++)
            if (physical(block) >= 0 && physical(block) == other.physical(block + distance)) common++;
        return common;
    }
}
