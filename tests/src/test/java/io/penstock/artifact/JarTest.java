package io.penstock.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.penstock.MappedRegion;
import io.penstock.support.EndsInTime;
import io.penstock.support.Program;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.jar.JarFile;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What compilers, reflection, and tools that take JARs apart find in ours, whatever they know of releases of Java. */
@EndsInTime
class JarTest {
    private static final String VERSIONS = "META-INF/versions/";

    private static Path jar(String name) {
        return Path.of(name.equals("penstock-agent.jar") ? "build/dist/penstock-agent.jar" : Program.jars(name));
    }

    /** By the tool of a JDK that can: older ones die of records. */
    @ParameterizedTest
    @ValueSource(strings = {"penstock.jar", "penstock-netty.jar", "penstock-agent.jar"})
    void validates(String name) {
        assumeTrue(ToolProvider.findFirst("jar").isPresent(), "this runtime has no jar tool");
        assumeTrue(Runtime.version().feature() >= 22, "the jar tool of this JDK dies of records");
        StringWriter said = new StringWriter();
        PrintWriter writer = new PrintWriter(said, true);
        ToolProvider.findFirst("jar").orElseThrow().run(writer, writer, "--validate", "--file", jar(name).toString());
        assertThat(said.toString()).as("complaints").isEmpty();
    }

    /** Of a class that is public some compilers, and all that copies JARs, see the form for the oldest release only. */
    @Test
    void whatIsPublicIsTheSameOnAllReleases() throws Exception {
        try (JarFile jar = new JarFile(jar("penstock.jar").toFile())) {
            assertThat(jar.stream().map(Object::toString))
                .noneMatch(name -> name.startsWith(VERSIONS) && name.endsWith(".class"));
        }
        Method segment = MappedRegion.class.getMethod("segment");
        assertThat(segment.getDeclaringClass()).as("whose method it is").isEqualTo(MappedRegion.class);
        assertThat(segment.getReturnType()).isEqualTo(Object.class);
    }
}
