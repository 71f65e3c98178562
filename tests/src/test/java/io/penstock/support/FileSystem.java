package io.penstock.support;

import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A file system of a test's own, mounted until it is closed, or until the JVM ends. */
public final class FileSystem implements Closeable {
    /** What a test can have mounted. */
    public enum Kind {
        XFS("mkfs.xfs", "-q"),
        BTRFS("mkfs.btrfs", "-q"),
        TMPFS("mount"),
        /** Another directory seen through FUSE. */
        FUSE("bindfs");

        private final String[] maker;

        Kind(String... maker) {
            this.maker = maker;
        }

        boolean isOnDisk() {
            return this == XFS || this == BTRFS;
        }
    }

    private static final Path PYTHON = Path.of("build/python");

    /** Makes and mounts it. */
    @FunctionalInterface
    private interface Mounting {
        void mount(FileSystem system) throws IOException, InterruptedException;
    }

    /** Sparse: takes the room of what is written in it. */
    private static final long IMAGE = 6L << 30;

    private static final long BUSY_MS = 100;

    public final Path root;
    private final Path directory;
    private boolean mounted;
    private final Thread atExit = new Thread(this::unmount);

    private FileSystem(Path directory) throws IOException {
        this.directory = directory;
        root = Files.createDirectory(directory.resolve("mounted"));
    }

    /** A new empty one; skips the test where none can be had. */
    public static FileSystem mount(Kind kind) throws IOException, InterruptedException {
        Command.assumeRoot("to mount " + kind);
        Command.assume(kind.maker[0]);
        return mounted(kind.toString(), system -> system.make(kind));
    }

    /** The files of the kernel's tracing. */
    public static FileSystem mountTracing() throws IOException, InterruptedException {
        Command.assumeRoot("to mount it");
        return mounted("tracefs", system -> Command.run("mount", "-t", "tracefs", "penstock-test", system.root));
    }

    /** One whose files fail as their names say. */
    public static FileSystem mountFailing() throws IOException, InterruptedException {
        return mountByPython("failing.py");
    }

    /** One whose files all have the content of that file, and the sizes that they are named by. */
    public static FileSystem mountUnsized(Path content) throws IOException, InterruptedException {
        return mountByPython("unsized.py", content);
    }

    private static FileSystem mountByPython(String program, Object... words) throws IOException, InterruptedException {
        Command.assumeRoot("to mount it");
        Command.assume("python3");
        assumeTrue(Files.exists(PYTHON.resolve("mfusepy.py")), "mfusepy is not installed, which tests/run has pip do");
        return mounted("by Python", system -> {
            List<Object> command =
                new ArrayList<>(List.of("env", "PYTHONPATH=" + PYTHON, "python3", "tests/python/" + program,
                system.root));
            command.addAll(List.of(words));
            Command.run(command.toArray());
        });
    }

    private static FileSystem mounted(String what, Mounting mounting) throws IOException, InterruptedException {
        FileSystem system = new FileSystem(Files.createTempDirectory("penstock-test"));
        try {
            system.mounted = true;
            Runtime.getRuntime().addShutdownHook(system.atExit);
            mounting.mount(system);
            return system;
        } catch (IOException e) {
            system.mounted = false;
            system.close();
            return abort("cannot mount " + what + " here: " + e.getMessage());
        }
    }

    private void make(Kind kind) throws IOException, InterruptedException {
        switch (kind) {
            case TMPFS -> Command.run("mount", "-t", "tmpfs", "-o", "size=64m", "penstock-test", root);
            case FUSE -> Command.run("bindfs", Files.createDirectory(directory.resolve("bound")), root);
            default -> {
                Path image = directory.resolve("image");
                try (FileChannel file =
                        FileChannel.open(image, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                    file.write(ByteBuffer.allocate(1), IMAGE - 1);
                }
                List<Object> command = new ArrayList<>(List.of((Object[]) kind.maker));
                command.add(image);
                Command.run(command.toArray());
                Command.run("mount", "-o", "loop", image, root);
            }
        }
    }

    /** As a machine does that starts again. */
    public void remount() throws IOException, InterruptedException {
        unmount();
        Command.run("mount", "-o", "loop", directory.resolve("image"), root);
        mounted = true;
    }

    private void unmount() {
        if (!mounted) return;
        mounted = false;
        try {
            unmountOnceIdle();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted while unmounting " + root, e);
        }
    }

    /**
     * Tries until nothing uses it: a disk in a file on it lives on in mount namespaces that tests of other JVMs have
     * made meanwhile, until their programs end.
     */
    private void unmountOnceIdle() throws IOException, InterruptedException {
        long end = System.nanoTime() + Call.PATIENCE_MS * 1_000_000;
        while (true) {
            try {
                Command.run("umount", root);
                return;
            } catch (IOException e) {
                if (!e.getMessage().contains("target is busy") || System.nanoTime() > end) throw e;
            }
            Thread.sleep(BUSY_MS);
        }
    }

    @Override
    public void close() throws IOException {
        unmount();
        Runtime.getRuntime().removeShutdownHook(atExit);
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path path : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(path);
        }
    }
}
