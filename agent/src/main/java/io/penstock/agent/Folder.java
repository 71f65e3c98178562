package io.penstock.agent;

import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleReader;
import java.net.URI;
import java.util.Collections;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.jar.JarEntry;
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

    /**
     * The packages with classes. These are loops since the first stream of a JVM takes longer than all the rest of
     * this.
     */
    Set<String> packages() {
        Set<String> packages = new HashSet<>();
        for (JarEntry entry : Collections.list(jar.entries())) {
            String name = entry.getName();
            if (name.startsWith(PREFIX) && name.endsWith(STORED_CLASS))
                packages.add(name.substring(PREFIX.length(), name.lastIndexOf('/')).replace('/', '.'));
        }
        return packages;
    }

    private ZipEntry entry(String name) {
        return jar.getEntry(PREFIX
            + (name.endsWith(CLASS) ? name.substring(0, name.length() - CLASS.length()) + STORED_CLASS : name));
    }

    @Override
    public Optional<URI> find(String name) {
        ZipEntry entry = entry(name);
        return entry == null ? Optional.empty() : Optional.of(URI.create("jar:" + location + "!/" + entry.getName()));
    }

    @Override
    public Optional<InputStream> open(String name) throws IOException {
        ZipEntry entry = entry(name);
        return entry == null ? Optional.empty() : Optional.of(jar.getInputStream(entry));
    }

    @Override
    public Stream<String> list() {
        return jar.stream().map(ZipEntry::getName).filter(name -> name.startsWith(PREFIX) && !name.endsWith("/"))
            .map(name -> name.substring(PREFIX.length())).map(name -> name.replaceAll(STORED_CLASS + "$", CLASS));
    }

    /** Nothing: the class loader, the only reader, is never closed. */
    @Override
    public void close() {}
}
