package io.penstock.agent;

import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleReader;
import java.net.URI;
import java.util.Optional;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/** A module's content: a folder of the agent's JAR, where the names of classes have another ending. */
final class Folder implements ModuleReader {
    private static final String PREFIX = "META-INF/penstock/";
    private static final String CLASS = ".class";
    private static final String STORED_CLASS = ".classdata";

    private final JarFile jar;
    private final URI location;

    Folder(JarFile jar, URI location) {
        this.jar = jar;
        this.location = location;
    }

    URI location() {
        return location;
    }

    private static String stored(String name) {
        return PREFIX + (name.endsWith(CLASS) ? name.substring(0, name.length() - CLASS.length()) + STORED_CLASS : name);
    }

    private static String restored(String entry) {
        String name = entry.substring(PREFIX.length());
        return name.endsWith(STORED_CLASS) ? name.substring(0, name.length() - STORED_CLASS.length()) + CLASS : name;
    }

    @Override
    public Optional<URI> find(String name) {
        ZipEntry entry = jar.getEntry(stored(name));
        return entry == null ? Optional.empty() : Optional.of(URI.create("jar:" + location + "!/" + entry.getName()));
    }

    @Override
    public Optional<InputStream> open(String name) throws IOException {
        ZipEntry entry = jar.getEntry(stored(name));
        return entry == null ? Optional.empty() : Optional.of(jar.getInputStream(entry));
    }

    @Override
    public Stream<String> list() {
        return jar.stream().map(ZipEntry::getName).filter(name -> name.startsWith(PREFIX) && !name.endsWith("/")).map(Folder::restored);
    }

    /** Nothing: the class loader, the only reader, is never closed. */
    @Override
    public void close() {}
}
