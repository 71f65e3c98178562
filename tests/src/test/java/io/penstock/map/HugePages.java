package io.penstock.map;

import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Free huge pages, which this machine has until the test is over; for one test at a time, of all that run. */
final class HugePages implements Closeable {
    private static final Path NUMBER = Path.of("/proc/sys/vm/nr_hugepages");

    /** Held meanwhile: how many there are is one number for the whole system. */
    private static final Path LOCK = Path.of(System.getProperty("java.io.tmpdir"), "penstock-tests-huge-pages");

    private final FileChannel lock;
    private final long before;

    private HugePages(FileChannel lock) throws IOException {
        this.lock = lock;
        lock.lock();
        before = all();
    }

    /** So many; skips the test where they cannot be had. */
    static HugePages take(int count) throws IOException {
        assumeTrue(Files.exists(NUMBER), "this kernel has no huge pages of a fixed number");
        assumeTrue(Files.isWritable(NUMBER) || count <= free(), count
            + " free huge pages are needed (vm.nr_hugepages), and only root can change how many there are");
        HugePages pages = new HugePages(FileChannel.open(LOCK, StandardOpenOption.CREATE, StandardOpenOption.WRITE));
        long missing = count - free();
        if (missing <= 0) return pages;
        Files.writeString(NUMBER, Long.toString(pages.before + missing));
        if (free() < count) {
            pages.close();
            abort("the kernel has no room for " + count + " huge pages");
        }
        return pages;
    }

    private static long all() throws IOException {
        return Long.parseLong(Files.readString(NUMBER).trim());
    }

    private static long free() throws IOException {
        return Files.readAllLines(Path.of("/proc/meminfo")).stream().filter(line -> line.startsWith("HugePages_Free:"))
            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", ""))).findFirst().orElse(0);
    }

    @Override
    public void close() throws IOException {
        try (lock) {
            if (all() != before) Files.writeString(NUMBER, Long.toString(before));
        }
    }
}
