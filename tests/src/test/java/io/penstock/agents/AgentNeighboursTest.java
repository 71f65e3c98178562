package io.penstock.agents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.penstock.support.AgentJars;
import io.penstock.support.EndsInTime;
import io.penstock.support.Lib;
import io.penstock.support.Program;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The agent beside what else may be in a JVM: the application's own copies of its classes, other agents, Flight
 * Recorder.
 */
@EndsInTime
class AgentNeighboursTest {
    private static final String LIBRARY = Program.jars("penstock.jar");
    private static final String BYTECODE = Program.jars("asm-");

    @TempDir
    Path directory;

    @BeforeEach
    void canRun() {
        Lib.assumeNative("the agent's JVMs have options of their own, and ran in the other part");
    }

    private static List<String> classPath(String... entries) {
        return List.of("-cp", String.join(File.pathSeparator, entries));
    }

    private static Program probe(String option, String... entries) throws Exception {
        return Program.run(concat(List.of(Program.agent("stats"), option), classPath(entries)), AgentProbe.class);
    }

    static List<String> concat(List<String> some, List<String> more) {
        return Stream.concat(some.stream(), more.stream()).toList();
    }

    /** Nothing of what is inside can be seen from outside. */
    @Test
    void nothingToSee() throws Exception {
        Program program = probe("-Dnone", Program.CLASSES);
        assertThat(program.out()).contains("library not there", "bytecode library not there", "native code: 1 mapping");
        assertThat(AgentCounts.of(program).from().served()).isPositive();
    }

    @Test
    void ownLibrary() throws Exception {
        Program program = probe("-Dnone", Program.CLASSES, LIBRARY);
        assertThat(program.out())
            .contains("library from " + Path.of(LIBRARY).getFileName(), "library available true null",
            "native code: 2 mappings");
        assertThat(AgentCounts.of(program).from().served()).isPositive();
    }

    /** The JVM gives a native library to one class loader only. */
    @Test
    void ownLibraryFromAFile() throws Exception {
        Path file = directory.resolve("libpenstock.so");
        try (JarFile jar = new JarFile(LIBRARY)) {
            var entry = jar.stream().filter(each -> each.getName().endsWith("/libpenstock.so")).findFirst()
                .orElseThrow();
            Files.copy(jar.getInputStream(entry), file, StandardCopyOption.REPLACE_EXISTING);
        }
        Program program = probe("-Dpenstock.library=" + file, Program.CLASSES, LIBRARY);
        assertThat(program.out()).contains("library available true null", "native code: 2 mappings");
        assertThat(AgentCounts.of(program).from().served()).isPositive();
    }

    @Test
    void ownBytecodeLibrary() throws Exception {
        Program program = probe("-Dnone", Program.CLASSES, BYTECODE);
        assertThat(program.out()).anyMatch(line -> line.startsWith("bytecode library from asm-"));
        assertThat(AgentCounts.of(program).from().served()).isPositive();
    }

    /** Another agent that transforms the same class whenever it can, before ours and after. */
    @Test
    void anotherAgent() throws Exception {
        String other = "-javaagent:" + AgentJars.agent(directory.resolve("other.jar"), OtherAgent.class);
        Program plain = Program.run(classPath(Program.CLASSES), StockProgram.class);
        for (List<String> agents : List.of(List.of(other, Program.agent("stats")),
            List.of(Program.agent("stats"), other))) {
            Program program = Program.run(concat(agents, classPath(Program.CLASSES)), StockProgram.class);
            assertThat(program.out()).isEqualTo(plain.out());
            assertThat(program.err()).anyMatch(line -> line.equals("other agent: transformed"));
            AgentCounts counts = AgentCounts.of(program.err().stream()
                .filter(line -> line.startsWith("penstock-agent: ")).toList());
            assertThat(counts.to().served()).as("with %s", agents).isPositive();
            assertThat(counts.from().served()).isPositive();
        }
    }

    @Test
    void twice() throws Exception {
        Program program = Program.run(concat(List.of(Program.agent("stats"), Program.agent("to=off")),
            classPath(Program.CLASSES)), StockProgram.class);
        assertThat(program.err()).hasSize(2).first().asString().contains("started already");
        assertThat(AgentCounts.of(program).to().served()).isPositive();
    }

    /** Its own instrumentation of file channels, on JDK 17 and 21, comes on top of ours. */
    @Test
    void flightRecorder() throws Exception {
        assumeTrue(ModuleLayer.boot().findModule("jdk.jfr").isPresent(), "this runtime has no module jdk.jfr");
        Path recording = directory.resolve("recording.jfr");
        String start = "-XX:StartFlightRecording:filename=" + recording + ",settings=profile";
        Program program = Program.run(concat(List.of("-Xlog:disable", start, Program.agent("jfr,stats")),
            classPath(Program.CLASSES)), StockProgram.class);
        AgentCounts counts = AgentCounts.of(program);
        assertThat(counts.to().served()).isPositive();
        assertThat(AgentRecording.bytes(recording, "transferTo")).isEqualTo(counts.to().bytes());
        assertThat(AgentRecording.bytes(recording, "transferFrom")).isEqualTo(counts.from().bytes());
    }
}
