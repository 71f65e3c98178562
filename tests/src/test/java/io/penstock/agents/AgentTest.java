package io.penstock.agents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.penstock.support.AgentJars;
import io.penstock.support.EndsInTime;
import io.penstock.support.Lib;
import io.penstock.support.Program;
import io.penstock.support.Proof;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An unchanged program with the agent: it prints what it printed without, and the counts show what moved the bytes. */
@EndsInTime
class AgentTest {
    private static final int JDK = Runtime.version().feature();
    private static final List<String> CLASS_PATH = List.of("-cp", Program.CLASSES);

    private static Program plain;

    @TempDir
    Path directory;

    @BeforeEach
    void canRun() {
        Lib.assumeNative("the agent's JVMs have options of their own, and ran in the other part");
    }

    static List<String> options(String... options) {
        List<String> all = new ArrayList<>(List.of(options));
        all.addAll(CLASS_PATH);
        return all;
    }

    /** Run once, since it prints the same each time. */
    private static synchronized Program withoutAgent() throws Exception {
        if (plain == null) plain = Program.run(CLASS_PATH, StockProgram.class);
        assertThat(plain.err()).as("the program without the agent").isEmpty();
        assertThat(plain.status()).isZero();
        assertThat(plain.out()).hasSizeGreaterThan(25);
        return plain;
    }

    private static void assertSame(Program program, Program plain) {
        assertThat(program.out()).isEqualTo(plain.out());
        assertThat(program.status()).isZero();
    }

    @Test
    void sameOutputByOtherMeans() throws Exception {
        Program plain = withoutAgent();
        Program program = Program.run(options(Program.agent("stats")), StockProgram.class);
        assertSame(program, plain);
        AgentCounts counts = AgentCounts.of(program);
        assertThat(counts.to().bytes()).as("bytes of seven transfers, in part with nothing")
            .isGreaterThan(5 * 3_000_000);
        assertThat(counts.to().left()).isPositive();
        assertThat(counts.from().bytes()).isEqualTo(JDK >= 21 ? 6 * 3_000_017L : 5 * 3_000_017L);
        assertThat(counts.from().left()).isPositive();
        Proof.line("a program that knows nothing of it, with the agent: %s", program.err().get(0));
    }

    /** Neither ours nor the JVM's. */
    @Test
    void noWarning() throws Exception {
        Program program = Program.run(options(Program.agent("")), StockProgram.class);
        assertThat(program.err()).isEmpty();
        assertThat(program.status()).isZero();
    }

    @Test
    void offByString() throws Exception {
        Program plain = withoutAgent();
        Program off = Program.run(options(Program.agent("to=off,from=off,stats")), StockProgram.class);
        assertSame(off, plain);
        assertThat(off.err()).isEmpty();
        Program to = Program.run(options(Program.agent("stats,from=off")), StockProgram.class);
        assertSame(to, plain);
        assertThat(AgentCounts.of(to).to().served()).isPositive();
        assertThat(AgentCounts.of(to).from()).isEqualTo(AgentCounts.NONE);
        Program from = Program.run(options(Program.agent("to=off,stats")), StockProgram.class);
        assertSame(from, plain);
        assertThat(AgentCounts.of(from).to()).isEqualTo(AgentCounts.NONE);
        assertThat(AgentCounts.of(from).from().served()).isPositive();
    }

    @Test
    void leastSize() throws Exception {
        Program program = Program.run(options(Program.agent("min=1000004,stats")), StockProgram.class);
        assertSame(program, withoutAgent());
        AgentCounts counts = AgentCounts.of(program);
        assertThat(counts.to().left()).as("those that ask for a million at a time").isGreaterThanOrEqualTo(3 * 4);
        assertThat(counts.to().bytes()).as("those that ask for all").isGreaterThanOrEqualTo(3_000_017L * 2);
        assertThat(counts.from().left()).isGreaterThanOrEqualTo(4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"fast", "to=maybe", "min=many", "jfr=1"})
    void unknownOption(String option) throws Exception {
        Program program = Program.run(options(Program.agent(option + ",stats")), StockProgram.class);
        assertSame(program, withoutAgent());
        assertThat(program.err()).hasSize(2).first().asString()
            .startsWith("penstock-agent: option skipped: " + option + ";");
        assertThat(AgentCounts.of(program).to().served()).isPositive();
    }

    private static void assertOff(Program program, String why) throws Exception {
        assertSame(program, withoutAgent());
        assertThat(program.err()).filteredOn(line -> !line.startsWith("WARNING: ")).hasSize(1)
            .first().asString().startsWith("penstock-agent: off, ").contains(why);
    }

    @Test
    void libraryRefused() throws Exception {
        assertOff(Program.run(options("-Dpenstock.library=/nonexistent/libpenstock.so", Program.agent("stats")),
            StockProgram.class), "/nonexistent");
        assertOff(Program.run(options("-Djava.io.tmpdir=/nonexistent", "-Dstock.tmpdir=" + directory,
            Program.agent("stats")), StockProgram.class),
            "/nonexistent");
    }

    /** One whose file channel lacks a field that we use. */
    @Test
    void unknownJdk() throws Exception {
        AgentJars.writeOtherJdk(directory, "sun/nio/ch/FileChannelImpl", "threads");
        assertOff(Program.run(options("--patch-module=java.base=" + directory, Program.agent("stats")),
            StockProgram.class), "threads");
    }

    /** One whose pipes lack a field that we use: they are left to it, and all else is served. */
    @Test
    void unknownPipes() throws Exception {
        AgentJars.writeOtherJdk(directory, "sun/nio/ch/SinkChannelImpl", "stateLock");
        Program program = Program.run(options("--patch-module=java.base=" + directory, Program.agent("stats")),
            StockProgram.class);
        assertSame(program, withoutAgent());
        assertThat(program.err())
            .anyMatch(line -> line.startsWith("penstock-agent: on, but not for each kind of channel, ")
            && line.contains("stateLock"));
        AgentCounts counts = AgentCounts.of(program);
        AgentCounts all = AgentCounts.of(Program.run(options(Program.agent("stats")), StockProgram.class));
        assertThat(counts.to().served()).isPositive().isLessThan(all.to().served());
        assertThat(counts.to().left()).isGreaterThan(all.to().left());
        assertThat(counts.from().bytes()).isEqualTo(all.from().bytes());
    }

    @Test
    void securityManager() throws Exception {
        assumeTrue(JDK < 24, "this JDK has no security manager any more");
        Path policy = Files.writeString(directory.resolve("policy"),
            "grant { permission java.security.AllPermission; };");
        assertOff(Program.run(options("-Djava.security.manager", "-Djava.security.policy=" + policy,
            Program.agent("stats")), StockProgram.class),
            "security manager");
    }

    @Test
    void exitStatus() throws Exception {
        Program program = Program.run(options(Program.agent("stats")), StockProgram.class, "exit");
        assertThat(program.status()).isEqualTo(7);
        assertThat(program.out()).isEqualTo(withoutAgent().out());
        assertThat(AgentCounts.of(program).to().served()).isPositive();
    }

    @Test
    void strangePath() throws Exception {
        Path copy = Files.copy(Program.AGENT, Files.createDirectory(directory.resolve("a b%20c+d#e"))
            .resolve("my agent.jar"));
        Program program = Program.run(options("-javaagent:" + copy + "=stats"), StockProgram.class);
        assertSame(program, withoutAgent());
        assertThat(AgentCounts.of(program).to().served()).isPositive();
    }

    @Test
    void modulePath() throws Exception {
        Path module = AgentJars.module(directory.resolve("stock.jar"), StockProgram.class);
        for (List<String> before : List.of(List.<String>of(),
            List.of("--limit-modules", "java.base,java.instrument"))) {
            List<String> options = new ArrayList<>(before);
            options.addAll(List.of(Program.agent("stats"), "-p", module.toString()));
            Program program = Program.run(options, "-m", "stock/" + StockProgram.class.getName());
            assertSame(program, withoutAgent());
            assertThat(AgentCounts.of(program).from().served()).isPositive();
        }
    }
}
