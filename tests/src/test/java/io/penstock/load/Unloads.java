package io.penstock.load;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.Pipe;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * A program that loads the library again and again, in class loaders of their own, as a server does with its
 * applications; the arguments are what has the library.
 */
public final class Unloads {
    private static final int COPIES = 30;
    private static final int SIZE = 8192;

    private final URL[] library;
    private final Path file;
    private final List<WeakReference<ClassLoader>> loaders = new ArrayList<>();

    private Unloads(URL[] library, Path file) {
        this.library = library;
        this.file = file;
    }

    public static void main(String[] arguments) throws Exception {
        Path file = Files.write(Files.createTempFile("penstock-test", null), new byte[SIZE]);
        URL[] library = new URL[arguments.length];
        for (int i = 0; i < library.length; i++) library[i] = Path.of(arguments[i]).toUri().toURL();
        Unloads unloads = new Unloads(library, file);
        unloads.deploy(false);
        unloads.awaitEnd();
        System.out.println("after one: " + inUse());
        for (int i = 0; i < COPIES; i++) unloads.deploy(true);
        System.out.println("meanwhile: " + inUse());
        unloads.awaitEnd();
        System.out.println("after all: " + inUse());
        ByteBuffer stale = unloads.deploy(false);
        System.gc();
        LockSupport.parkNanos(1_000_000);
        System.out.println("loader lives while a buffer does: " + unloads.lives());
        System.out.println("stale buffer has " + stale.get(5));
        stale = null;
        unloads.awaitEnd();
        System.out.println("after the stale: " + inUse());
        Files.delete(file);
    }

    /** Uses a copy of its own, and lets it go, but for a buffer of a closed region. */
    private ByteBuffer deploy(boolean receives) throws Exception {
        try (URLClassLoader loader = new URLClassLoader(library, ClassLoader.getPlatformClassLoader())) {
            loaders.add(new WeakReference<>(loader));
            Class<?> channels = loader.loadClass("io.penstock.NativeChannels");
            ByteBuffer stale = map(loader, channels);
            if (receives) receive(channels);
            return stale;
        }
    }

    private ByteBuffer map(ClassLoader loader, Class<?> channels) throws Exception {
        Class<?> options = loader.loadClass("io.penstock.MapOptions");
        Class<?> staleAccess = loader.loadClass("io.penstock.StaleAccess");
        Method map = channels.getMethod("map", FileChannel.class, FileChannel.MapMode.class, long.class, long.class,
            options);
        ByteBuffer last = null;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            for (Object constant : staleAccess.getEnumConstants()) {
                Object chosen = options.getMethod("withStale", staleAccess)
                    .invoke(options.getField("DEFAULT").get(null), constant);
                AutoCloseable region =
                    (AutoCloseable) map.invoke(null, channel, FileChannel.MapMode.READ_ONLY, 0L, (long) SIZE, chosen);
                last = (ByteBuffer) region.getClass().getMethod("buffer", long.class, int.class).invoke(region, 0L, 10);
                region.close();
            }
        }
        return last;
    }

    /** By way of a pipe, which then lies idle. */
    private void receive(Class<?> channels) throws Exception {
        Pipe pipe = Pipe.open();
        try (FileChannel target = FileChannel.open(file, StandardOpenOption.WRITE)) {
            pipe.sink().write(ByteBuffer.allocate(SIZE));
            pipe.sink().close();
            channels.getMethod("transferFrom", ReadableByteChannel.class, FileChannel.class, long.class, long.class)
                .invoke(null, pipe.source(), target, 0L, (long) SIZE);
        } finally {
            pipe.source().close();
        }
    }

    private boolean lives() {
        return loaders.stream().anyMatch(loader -> loader.get() != null);
    }

    /** Until all loaders have been collected, and what is theirs is gone; which the test's time limit ends. */
    private void awaitEnd() throws Exception {
        while (lives() || !isGone()) {
            System.gc();
            Thread.sleep(50);
        }
    }

    /**
     * The JVM unloads a library some time after its class loader is gone: what is looked at here are threads and the
     * library only.
     */
    private static boolean isGone() throws IOException {
        return threads() == 0 && mappings("libpenstock") == 0;
    }

    private static String inUse() throws IOException {
        return "%d descriptors of ours, %d pipes, %d mappings of ours, %d of the library, %d threads"
            .formatted(descriptors("penstock-closed"), descriptors("pipe:"), mappings("penstock-closed"),
                mappings("libpenstock"), threads());
    }

    private static long descriptors(String name) throws IOException {
        long count = 0;
        try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
            for (Path one : all.toList()) {
                if (Files.isSymbolicLink(one) && Files.readSymbolicLink(one).toString().contains(name)) count++;
            }
        }
        return count;
    }

    private static long mappings(String name) throws IOException {
        return Files.readAllLines(Path.of("/proc/self/maps")).stream().filter(line -> line.contains(name)).count();
    }

    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream().filter(thread -> thread.getName().startsWith("penstock-"))
            .count();
    }
}
