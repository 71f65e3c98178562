package io.penstock.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Evicts files from the page cache. */
final class PageCache implements AutoCloseable {
    private static final Path DROP = Path.of("/proc/sys/vm/drop_caches");

    private final Plain plain = new Plain();

    PageCache() throws IOException {}

    /** Makes the next reader of that file wait for the disk, if its file system is on one. */
    void forget(Path file) throws IOException {
        plain.ask("forget", file);
    }

    /**
     * The same of all files, if this process is allowed to: the file system's metadata has to be read again too.
     */
    void forgetAll(Path file) throws IOException {
        forget(file);
        if (Files.isWritable(DROP)) Files.writeString(DROP, "1");
    }

    /** Why files cannot be evicted, or null if they can. */
    static String gap() throws IOException {
        String type = Files.getFileStore(Sample.folder()).type();
        return type.equals("tmpfs") ? Sample.folder() + " is on tmpfs, which is nothing but page cache" : null;
    }

    @Override
    public void close() throws IOException {
        plain.close();
    }
}
