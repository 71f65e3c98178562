package io.penstock.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.penstock.support.EndsInTime;
import io.penstock.support.Program;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the build makes without a JDK newer than 17 has what newer ones need of a channel. */
@EndsInTime
class OldCompilerTest {
    /** Of classes for JDK 17. */
    private static final int NEWEST = 61;

    @TempDir
    Path directory;

    @Test
    void mapsIntoArenas() throws Exception {
        assumeTrue(Runtime.version().feature() >= 22, "arenas need JDK 22 or later, this is " + Runtime.version()
            .feature());
        String jar = Program.jars("penstock.jar");
        Path without = withoutNewer(Path.of(jar), directory.resolve("penstock.jar"));
        List<String> options = List.of("-cp", System.getProperty("java.class.path").replace(jar, without.toString()));
        Program program = Program.run(options, OldCompiler.class);
        assertThat(program.out()).as("%s", program.err()).containsExactly("mapped into an arena");
    }

    /** The same without the classes that a newer compiler has made. */
    private static Path withoutNewer(Path jar, Path copy) throws Exception {
        try (JarFile from = new JarFile(jar.toFile());
                JarOutputStream to = new JarOutputStream(Files.newOutputStream(copy))) {
            for (JarEntry entry : Collections.list(from.entries())) {
                try (InputStream in = from.getInputStream(entry)) {
                    byte[] bytes = in.readAllBytes();
                    if (entry.getName().endsWith(".class") && bytes[7] > NEWEST) continue;
                    to.putNextEntry(new JarEntry(entry.getName()));
                    to.write(bytes);
                    to.closeEntry();
                }
            }
        }
        return copy;
    }
}
