package io.penstock.bench;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The files that all JVMs of a run use, one after the other: what is compared then differs in nothing but who does it.
 * Where a file's pages lie in memory alone makes a difference of up to a fifth.
 */
final class SharedFiles implements AutoCloseable {
    private static final String PROPERTY = "penstock.bench.files";

    private final Path folder;

    SharedFiles() throws IOException {
        folder = Files.createTempDirectory(Sample.folder(), "penstock-bench");
        System.setProperty(PROPERTY, folder.toString());
    }

    /** For the JVMs that are forked: where they find them. */
    String property() {
        return "-D" + PROPERTY + "=" + folder;
    }

    /** Returns a file of the first {@code size} bytes that a source sends, in the page cache. */
    static Path sample(long size) throws IOException {
        return sample(size, 0);
    }

    /** Another one of the same bytes, if the number is another. */
    static Path sample(long size, int number) throws IOException {
        Path path = folder().resolve("sample-%d-%d".formatted(size, number));
        if (Files.notExists(path)) Sample.fill(Files.createFile(path), size);
        return path;
    }

    /** Returns a file to write into; it has the bytes of the last writer. */
    static Path target() throws IOException {
        Path path = folder().resolve("target");
        if (Files.notExists(path)) Files.createFile(path);
        return path;
    }

    private static Path folder() {
        return Path.of(System.getProperty(PROPERTY));
    }

    @Override
    public void close() throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) Files.delete(file);
        }
        Files.delete(folder);
    }
}
