package io.penstock.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.penstock.support.Command;
import io.penstock.support.EndsInTime;
import io.penstock.support.Lib;
import io.penstock.support.Program;
import java.io.File;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Requires;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The JARs are modules, of which programs, and runtimes made of modules, are made. */
@EndsInTime
class ModuleTest {
    private static final String LIBRARY = Program.jars("penstock.jar");
    private static final String NETTY = Program.jars("penstock-netty.jar");

    @TempDir
    Path directory;

    private static ModuleDescriptor descriptor(String jar, String name) {
        return ModuleFinder.of(Path.of(jar)).find(name).orElseThrow().descriptor();
    }

    private static List<String> exported(ModuleDescriptor descriptor) {
        return descriptor.exports().stream().map(ModuleDescriptor.Exports::toString).toList();
    }

    @Test
    void library() throws Exception {
        ModuleDescriptor descriptor = descriptor(LIBRARY, "io.penstock");
        assertThat(descriptor.isAutomatic()).isFalse();
        assertThat(exported(descriptor)).containsExactly("io.penstock");
        assertThat(descriptor.packages()).contains("io.penstock")
            .allMatch(name -> name.equals("io.penstock") || name.startsWith("io.penstock.internal."));
        assertThat(descriptor.rawVersion()).isEqualTo(Optional.of(Lib.release()));
        assertThat(descriptor.requires())
            .filteredOn(required -> !required.modifiers().contains(Requires.Modifier.STATIC))
            .extracting(Requires::name).containsExactly("java.base");
    }

    @Test
    void netty() {
        ModuleDescriptor descriptor = descriptor(NETTY, "io.penstock.netty");
        assertThat(exported(descriptor)).containsExactly("io.penstock.netty");
        Path[] path = Arrays.stream((NETTY + File.pathSeparator + LIBRARY + File.pathSeparator + Program.jars("netty-"))
            .split(File.pathSeparator))
            .map(Path::of).toArray(Path[]::new);
        assertThat(ModuleLayer.boot().configuration()
            .resolve(ModuleFinder.of(path), ModuleFinder.of(), Set.of("io.penstock.netty")).modules())
            .extracting(module -> module.name()).contains("io.penstock", "io.netty.transport");
    }

    @Test
    void onTheModulePath() throws Exception {
        String consumer = consumer().toString();
        Program program = Program.run(options("-p", consumer + File.pathSeparator + LIBRARY, "-m",
            "consumer/consumer.Consumer"));
        assertMoved(program);
    }

    /** A runtime of our module, a program's, and what the two need, which is java.base. */
    @Test
    void jlinked() throws Exception {
        Path image = directory.resolve("image");
        tool("jlink", "--module-path", consumer() + File.pathSeparator + LIBRARY, "--add-modules", "consumer",
            "--output", image.toString());
        List<String> java = new ArrayList<>(List.of(image.resolve("bin/java").toString()));
        java.addAll(options("--list-modules"));
        assertThat(Command.run(java.toArray()))
            .allMatch(line -> line.matches("(java.base|io.penstock|consumer)(@.*)?"));
        java.set(java.size() - 1, "-m");
        java.add("consumer/consumer.Consumer");
        assertThat(Command.run(java.toArray())).containsExactly("moved 3000001 bytes, native: true");
    }

    /** On JDKs that warn of native code, the flag for our module alone. */
    private static List<String> options(String... more) {
        List<String> options =
            new ArrayList<>(Runtime.version().feature() < 24 ? List.of()
            : List.of("--enable-native-access=io.penstock"));
        options.addAll(List.of(more));
        return options;
    }

    private static void assertMoved(Program program) {
        assertThat(program.err()).isEmpty();
        assertThat(program.out()).containsExactly("moved 3000001 bytes, native: true");
    }

    /** The example's program as a module that requires ours, in a folder. */
    private Path consumer() throws Exception {
        Path source = Files.createDirectories(directory.resolve("source"));
        Files.writeString(source.resolve("module-info.java"), "module consumer { requires io.penstock; }");
        Files.writeString(source.resolve("Consumer.java"), "package consumer;\n"
            + Files.readString(Path.of("examples/maven-consumer/src/main/java/Consumer.java")));
        Path classes = directory.resolve("consumer");
        assumeTrue(Files.exists(Path.of(System.getProperty("java.home"), "lib/ct.sym")),
            "this runtime's compiler knows no other release");
        tool("javac", "--release", "17", "-Xlint:all", "-Werror", "-cp", directory.toString(), "-p", LIBRARY, "-d",
            classes.toString(),
            source.resolve("module-info.java").toString(), source.resolve("Consumer.java").toString());
        return classes;
    }

    private static void tool(String name, String... arguments) {
        Optional<ToolProvider> tool = ToolProvider.findFirst(name);
        assumeTrue(tool.isPresent(), "this runtime has no " + name);
        StringWriter said = new StringWriter();
        PrintWriter writer = new PrintWriter(said, true);
        assertThat(tool.get().run(writer, writer, arguments)).as(() -> name + ": " + said).isZero();
    }
}
