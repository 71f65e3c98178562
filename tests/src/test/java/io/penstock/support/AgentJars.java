package io.penstock.support;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.commons.ClassRemapper;
import org.objectweb.asm.commons.Remapper;

/**
 * What a JVM with the agent is given besides: JARs of classes of the tests, and classes of a JDK that does not exist.
 */
public final class AgentJars {
    private AgentJars() {}

    private static byte[] bytes(Module module, String name) throws IOException {
        try (InputStream in = module.getResourceAsStream(name.replace('.', '/') + ".class")) {
            return in.readAllBytes();
        }
    }

    /** The class and those nested in it. */
    private static void write(JarOutputStream jar, Class<?> type) throws IOException {
        jar.putNextEntry(new JarEntry(type.getName().replace('.', '/') + ".class"));
        jar.write(bytes(type.getModule(), type.getName()));
        for (Class<?> nested : type.getDeclaredClasses()) write(jar, nested);
    }

    /** A module of that class which needs java.base and nothing else. */
    public static Path module(Path path, Class<?> main) throws IOException {
        ClassWriter descriptor = new ClassWriter(0);
        descriptor.visit(Opcodes.V17, Opcodes.ACC_MODULE, "module-info", null, null, null);
        var module = descriptor.visitModule("stock", 0, null);
        module.visitRequire("java.base", Opcodes.ACC_MANDATED, null);
        module.visitPackage(main.getPackageName().replace('.', '/'));
        module.visitEnd();
        descriptor.visitEnd();
        try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(path))) {
            jar.putNextEntry(new JarEntry("module-info.class"));
            jar.write(descriptor.toByteArray());
            write(jar, main);
        }
        return path;
    }

    /** That class and nothing else. */
    public static Path jar(Path path, Class<?> type) throws IOException {
        try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(path))) {
            write(jar, type);
        }
        return path;
    }

    /** An agent of that class. */
    public static Path agent(Path path, Class<?> premain) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        Map.of("Premain-Class", premain.getName(), "Can-Retransform-Classes", "true", "Can-Redefine-Classes", "true")
            .forEach(manifest.getMainAttributes()::putValue);
        try (OutputStream out = Files.newOutputStream(path); JarOutputStream jar = new JarOutputStream(out, manifest)) {
            write(jar, premain);
        }
        return path;
    }

    /**
     * This JDK's classes of a package that is closed to others, which call a field of theirs by another name; as above.
     */
    public static void writeOtherPackage(Path folder, String name, String field) throws IOException {
        Path classes = FileSystems.getFileSystem(URI.create("jrt:/")).getPath("modules", "java.base", name);
        try (DirectoryStream<Path> files = Files.newDirectoryStream(classes, "*.class")) {
            for (Path file : files)
                writeOtherJdk(folder, name + "/" + file.getFileName().toString().replace(".class", ""), name + "/",
                field);
        }
    }

    /** This JDK's channel, one of whose fields has another name, into a folder by which java.base is to be patched. */
    public static void writeOtherJdk(Path folder, String channel, String field) throws IOException {
        writeOtherJdk(folder, channel, channel, field);
    }

    private static void writeOtherJdk(Path folder, String channel, String owners, String field) throws IOException {
        ClassWriter writer = new ClassWriter(0);
        new ClassReader(bytes(Object.class.getModule(), channel))
            .accept(new ClassRemapper(writer, new Remapper(Opcodes.ASM9) {
            @Override
            public String mapFieldName(String owner, String name, String descriptor) {
                return owner.startsWith(owners) && name.equals(field) ? "renamed" : name;
            }
        }), 0);
        Path file = folder.resolve(channel + ".class");
        Files.createDirectories(file.getParent());
        Files.write(file, writer.toByteArray());
    }
}
