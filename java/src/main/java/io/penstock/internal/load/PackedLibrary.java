package io.penstock.internal.load;

import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.URL;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.jar.JarFile;

/** Loads the native library in the JAR: copies it into a private directory, loads it, and unlinks it at once. */
final class PackedLibrary {
    /** The property that names the parent of the directory; {@code java.io.tmpdir} if not set. */
    private static final String DIRECTORY_PROPERTY = "penstock.tmpdir";

    private PackedLibrary() {}

    /** Tries the libraries for this machine until one loads. */
    static void load() throws IOException {
        List<LinkageError> failures = new ArrayList<>();
        List<String> platforms = Platform.names();
        for (String platform : platforms) {
            if (isTaken(PackedLibrary.class.getResourceAsStream("/" + resource(platform)), failures)) return;
        }
        // The natives may be in a JAR of their own, which is not part of this module; or those of another release come
        // first on the class path.
        ClassLoader loader = PackedLibrary.class.getClassLoader();
        for (String platform : platforms) {
            for (URL url : Collections.list(loader.getResources(resource(platform)))) {
                if (isTaken(open(url), failures)) return;
            }
        }
        if (!failures.isEmpty()) throw failures.get(0);
        throw new UnsatisfiedLinkError(
            "no native library for %s in the JAR, nor as libpenstock-%s.so on java.library.path; name one with -D%s"
            .formatted(platforms.get(0), Version.TEXT, Library.PATH_PROPERTY));
    }

    private static String resource(String platform) {
        return "META-INF/native/" + platform + "/libpenstock.so";
    }

    /**
     * Opens the resource. The JDK itself cannot read a JAR in a directory whose name ends in {@code !}, which separates
     * a JAR's name from an entry's.
     */
    private static InputStream open(URL url) throws IOException {
        try {
            return url.openStream();
        } catch (IOException e) {
            String text = url.toString();
            int end = text.lastIndexOf("!/");
            if (!text.startsWith("jar:file:") || end < 0) throw e;
            File jar = new File(URI.create(text.substring("jar:".length(), end)));
            if (!jar.isFile()) throw e;
            try (JarFile file = new JarFile(jar)) {
                return new ByteArrayInputStream(
                    file.getInputStream(file.getEntry(text.substring(end + 2))).readAllBytes());
            }
        }
    }

    private static boolean isTaken(InputStream library, List<LinkageError> failures) throws IOException {
        if (library == null) return false;
        try (library) {
            loadCopy(library);
            Library.checkVersion();
            return true;
        } catch (LinkageError e) {
            failures.add(e);
            return false;
        }
    }

    /** Loads a copy of the library that no other class loader can have. */
    static void loadCopy(InputStream library) {
        Path parent = parent();
        try {
            Path directory = createDirectory(parent);
            Path copy = directory.resolve("libpenstock.so");
            try {
                Files.createFile(copy, permissions("rw-------"));
                write(library, copy);
                Library.load(copy);
            } catch (IOException | RuntimeException | Error e) {
                remove(copy, directory, e);
                throw e;
            }
            remove(copy, directory, null);
        } catch (IOException e) {
            throw failed("the native library cannot be unpacked into %s (%s)%s".formatted(parent, e, advice()), e);
        } catch (UnsatisfiedLinkError e) {
            throw failed(
                "%s; it was unpacked into %s, which may be mounted noexec%s"
                    .formatted(e.getMessage(), parent, advice()), e);
        }
    }

    /**
     * Writes through a stream without a channel under it: an interrupt closes a channel, and a channel takes direct
     * memory, which may be used up.
     */
    private static void write(InputStream library, Path copy) throws IOException {
        byte[] bytes = new byte[1 << 13];
        try (OutputStream out = new FileOutputStream(copy.toFile())) {
            for (int n; (n = library.read(bytes)) >= 0; ) out.write(bytes, 0, n);
        }
    }

    /** Returns the parent of the private directory. */
    static Path parent() {
        return Path.of(System.getProperty(DIRECTORY_PROPERTY, System.getProperty("java.io.tmpdir"))).toAbsolutePath();
    }

    /**
     * Removes the copy and its directory. If that fails, they stay: a loaded library needs neither, and a failed load
     * has its own reason to report.
     */
    private static void remove(Path copy, Path directory, Throwable failure) {
        for (Path path : List.of(copy, directory)) {
            try {
                Files.deleteIfExists(path);
            } catch (IOException e) {
                if (failure != null) failure.addSuppressed(e);
            }
        }
    }

    private static String advice() {
        if (Scarcity.lacksDescriptors()) return "; no descriptor is left, and a later call tries again";
        return "; name another directory with -D%s, or an unpacked library with -D%s"
            .formatted(DIRECTORY_PROPERTY, Library.PATH_PROPERTY);
    }

    static UnsatisfiedLinkError failed(String message, Throwable cause) {
        return (UnsatisfiedLinkError) new UnsatisfiedLinkError(message).initCause(cause);
    }

    /**
     * Creates a private directory. Its name need not be secret, because an existing directory is never taken; secure
     * random numbers take long to initialise.
     */
    private static Path createDirectory(Path parent) throws IOException {
        while (true) {
            try {
                return Files.createDirectory(
                    parent.resolve("penstock" + Long.toHexString(System.nanoTime())), permissions("rwx------"));
            } catch (FileAlreadyExistsException e) {
                Thread.onSpinWait(); // until the clock has moved on
            }
        }
    }

    private static FileAttribute<?> permissions(String permissions) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
    }
}
