package io.penstock.load;

import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.Pipe;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A program with several copies of the library: arguments are JARs; each group, up to a {@code +}, gets a class loader
 * of its own.
 */
public final class LoaderCopies {
    /** What a relocated copy's package is called. */
    static final String RELOCATED = "shaded.penstock";

    private LoaderCopies() {}

    public static void main(String[] arguments) throws Exception {
        List<URLClassLoader> loaders = new ArrayList<>();
        List<URL> group = new ArrayList<>();
        for (String argument : arguments) {
            if (!argument.equals("+")) group.add(Path.of(argument).toUri().toURL());
            else {
                loaders.add(new URLClassLoader(group.toArray(URL[]::new), ClassLoader.getPlatformClassLoader()));
                group.clear();
            }
        }
        for (URLClassLoader loader : loaders) {
            for (String name : List.of("io.penstock", RELOCATED)) {
                if (loader.findResource(name.replace('.', '/') + "/NativeChannels.class") != null)
                    tell(loader.loadClass(name + ".NativeChannels"));
            }
        }
        long mapped = Files.readAllLines(Path.of("/proc/self/maps")).stream()
            .filter(line -> line.contains("libpenstock") && line.contains("r-xp")).count();
        System.out.println("mapped " + mapped);
    }

    private static void tell(Class<?> channels) throws Exception {
        System.out.println(channels.getPackageName() + " available " + channels.getMethod("isAvailable").invoke(null)
            + " " + channels.getMethod("unavailabilityCause").invoke(null) + " moved " + moved(channels));
    }

    private static long moved(Class<?> channels) throws ReflectiveOperationException, IOException {
        Method transferTo = channels.getMethod("transferTo", FileChannel.class, WritableByteChannel.class);
        Path path = Files.write(Files.createTempFile("penstock-test", null), new byte[100]);
        try (FileChannel file = FileChannel.open(path)) {
            Pipe pipe = Pipe.open();
            long moved = (long) transferTo.invoke(null, file, pipe.sink());
            int read = pipe.source().read(ByteBuffer.allocate(200));
            if (read != moved) throw new AssertionError("moved " + moved + ", read " + read);
            pipe.sink().close();
            pipe.source().close();
            return moved;
        } finally {
            Files.delete(path);
        }
    }
}
