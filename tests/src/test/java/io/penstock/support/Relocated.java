package io.penstock.support;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.commons.ClassRemapper;
import org.objectweb.asm.commons.Remapper;

/**
 * Does to a JAR what tools do that copy a library into another's JAR: its packages get other names, and all else stays
 * where it is.
 */
public final class Relocated {
    private static final String FROM = "io/penstock/";

    private Relocated() {}

    /**
     * Writes the copy.
     *
     * @param to the new name of {@code io.penstock}
     */
    public static Path write(Path jar, Path copy, String to) throws IOException {
        return write(jar, copy, to, true);
    }

    /** The same with what is there for one release of Java only, or without. */
    public static Path write(Path jar, Path copy, String to, boolean versions) throws IOException {
        Remapper names = new Remapper(Opcodes.ASM9) {
            @Override
            public String map(String name) {
                return renamed(name, to);
            }
        };
        try (JarFile in = new JarFile(jar.toFile());
                JarOutputStream out = new JarOutputStream(Files.newOutputStream(copy))) {
            for (JarEntry entry : Collections.list(in.entries())) {
                String name = entry.getName();
                if (entry.isDirectory() || name.equals("module-info.class") || !versions
                    && name.startsWith("META-INF/versions/")) continue;
                byte[] bytes = in.getInputStream(entry).readAllBytes();
                if (name.endsWith(".class")) {
                    ClassWriter writer = new ClassWriter(0);
                    new ClassReader(bytes).accept(new ClassRemapper(writer, names), 0);
                    bytes = writer.toByteArray();
                }
                out.putNextEntry(new JarEntry(renamed(name, to)));
                out.write(bytes);
            }
        }
        return copy;
    }

    /** Also of what is there for one release of Java. */
    private static String renamed(String name, String to) {
        int at = name.startsWith("META-INF/versions/") ? name.indexOf(FROM) : 0;
        return name.startsWith(FROM, at) ? name.substring(0, at) + to.replace('.', '/') + "/"
            + name.substring(at + FROM.length()) : name;
    }
}
