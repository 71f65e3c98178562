package io.penstock.bench;

import io.penstock.lab.Command;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** File systems that share blocks, in files of their own that are mounted for the time of a run. Takes root. */
final class Volumes implements AutoCloseable {
    /** Large enough for two files of 1 GiB. */
    private static final long SIZE = 4L << 30;

    private final Deque<Path> mounted = new ArrayDeque<>();
    private final List<String> kinds = new ArrayList<>();
    private final List<String> gaps = new ArrayList<>();

    Volumes() {
        mount("xfs", "mkfs.xfs", "-q", "-m", "reflink=1");
        mount("btrfs", "mkfs.btrfs", "-q");
    }

    /** Those that could be mounted. */
    List<String> kinds() {
        return kinds;
    }

    /** Why the others could not. */
    List<String> gaps() {
        return gaps;
    }

    /** For the JVMs that are forked: where they find them. */
    String[] properties() {
        return mounted.stream().map(folder -> "-D" + property(folder.getFileName().toString()) + "=" + folder)
            .toArray(String[]::new);
    }

    /** Where files of that kind are to be made. */
    static Path folder(String kind) {
        String mounted = System.getProperty(property(kind));
        return mounted == null ? Sample.folder() : Path.of(mounted);
    }

    private static String property(String kind) {
        return "penstock.bench." + kind;
    }

    private void mount(String kind, String... makeFileSystem) {
        try {
            Path folder =
                Files.createDirectory(Files.createTempDirectory(Sample.folder(), "penstock-bench").resolve(kind));
            Path image = folder.resolveSibling("image");
            try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
                file.setLength(SIZE);
            }
            List<String> command = new ArrayList<>(List.of(makeFileSystem));
            command.add(image.toString());
            try {
                Command.run(command.toArray(String[]::new));
                Command.run("mount", "-o", "loop", image.toString(), folder.toString());
            } catch (IOException e) {
                delete(folder);
                throw e;
            }
            mounted.push(folder);
            System.setProperty(property(kind), folder.toString());
            kinds.add(kind);
        } catch (IOException e) {
            gaps.add("copies on " + kind + ": " + e.getMessage());
        }
    }

    @Override
    public void close() throws IOException {
        for (Path folder : mounted) {
            Command.run("umount", folder.toString());
            delete(folder);
        }
    }

    private static void delete(Path folder) throws IOException {
        Files.delete(folder);
        Files.delete(folder.resolveSibling("image"));
        Files.delete(folder.getParent());
    }
}
