package io.penstock.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;

/**
 * Loads the native library, once.
 *
 * <p>The system property {@value #PATH_PROPERTY} names the file to load, and then no other is tried. Otherwise the
 * library is copied out of the JAR into a private directory, loaded, and unlinked at once.
 */
public final class Library {
    /** Why the library could not be loaded, or null if it was. */
    public static final Throwable FAILURE = load();

    // Neither property begins with the package name: a tool that relocates packages would rewrite it.
    private static final String PATH_PROPERTY = "penstock.library";
    private static final String CLASS_PROPERTY = "penstock.native.class";

    private Library() {}

    private static Throwable load() {
        try {
            String path = System.getProperty(PATH_PROPERTY);
            if (path != null) loadNamed(Path.of(path).toAbsolutePath());
            else loadFromJar();
            return null;
        } catch (IOException | RuntimeException | LinkageError e) {
            return e;
        }
    }

    /** The JVM gives a file to one class loader only, which may be that of another copy of this class: then a copy of the file is loaded. */
    private static void loadNamed(Path path) throws IOException {
        try {
            register(path);
        } catch (UnsatisfiedLinkError e) {
            if (!Files.isRegularFile(path)) throw e;
            try (InputStream library = Files.newInputStream(path)) {
                loadCopy(library);
            } catch (UnsatisfiedLinkError again) {
                throw e; // that is about the file that was named
            }
        }
    }

    private static void loadFromJar() throws IOException {
        String resource = "/META-INF/native/" + platform() + "/libpenstock.so";
        try (InputStream library = Library.class.getResourceAsStream(resource)) {
            if (library == null) throw new UnsatisfiedLinkError("the JAR holds no native library for " + platform());
            loadCopy(library);
        }
    }

    private static void loadCopy(InputStream library) throws IOException {
        Path directory = createDirectory();
        Path copy = directory.resolve("libpenstock.so");
        try {
            Files.createFile(copy, permissions("rw-------"));
            try (OutputStream out = Files.newOutputStream(copy)) { // a stream: the thread may be interrupted, which closes channels
                library.transferTo(out);
            }
            register(copy);
        } catch (UnsatisfiedLinkError e) {
            String advice = "%s; if %s forbids execution, name another directory with -Djava.io.tmpdir, or an unpacked library with -D%s";
            throw (Error) new UnsatisfiedLinkError(advice.formatted(e.getMessage(), directory.getParent(), PATH_PROPERTY)).initCause(e);
        } finally {
            Files.deleteIfExists(copy);
            Files.delete(directory);
        }
    }

    /** One for us alone. Its name is no secret, since one that is there already is not taken: random numbers that nobody can guess take long to start with. */
    private static Path createDirectory() throws IOException {
        Path parent = Path.of(System.getProperty("java.io.tmpdir"));
        while (true) {
            try {
                return Files.createDirectory(parent.resolve("penstock" + Long.toHexString(System.nanoTime())), permissions("rwx------"));
            } catch (FileAlreadyExistsException e) {
                Thread.onSpinWait(); // until the time is another
            }
        }
    }

    /** Loads the library, whose {@code JNI_OnLoad} reads from a property the class that its functions are for. */
    private static void register(Path library) {
        synchronized (Runtime.getRuntime()) { // the property belongs to all copies of this class in the JVM
            System.setProperty(CLASS_PROPERTY, Native.class.getName());
            try {
                System.load(library.toString());
            } finally {
                System.clearProperty(CLASS_PROPERTY);
            }
        }
    }

    private static FileAttribute<?> permissions(String permissions) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
    }

    private static String platform() {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String machine = System.getProperty("os.arch");
        return system + "-" + (machine.equals("amd64") ? "x86_64" : machine);
    }
}
