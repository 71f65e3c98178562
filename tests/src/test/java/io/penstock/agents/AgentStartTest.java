package io.penstock.agents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.tools.attach.VirtualMachine;
import io.penstock.support.AgentJars;
import io.penstock.support.Content;
import io.penstock.support.EndsInTime;
import io.penstock.support.Lib;
import io.penstock.support.Program;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the agent comes into a JVM: with it, or later; and what that costs. */
@EndsInTime
class AgentStartTest {
    private static final int JDK = Runtime.version().feature();

    @TempDir
    Path directory;

    @BeforeEach
    void canRun() {
        Lib.assumeNative("the agent's JVMs have options of their own, and ran in the other part");
    }

    /** What the JVM takes out of its archive without the agent, it takes from there with it. */
    @Test
    void classDataSharing() throws Exception {
        Map<String, Boolean> without = loaded("without.log", List.of());
        Map<String, Boolean> with = loaded("with.log", List.of(Program.agent("")));
        Set<String> shared = without.keySet().stream().filter(without::get).filter(with::containsKey)
            .collect(Collectors.toSet());
        assumeTrue(shared.size() > 100, "this runtime has no archive of class data");
        assertThat(shared).allMatch(with::get);
    }

    /** The JDK's classes, and whether they came out of the archive. */
    private Map<String, Boolean> loaded(String name, List<String> agent) throws Exception {
        Path log = directory.resolve(name);
        List<String> options = new ArrayList<>(agent);
        options.addAll(List.of("-Xlog:class+load:file=" + log + ":none:filecount=0", "-cp", Program.CLASSES));
        assertThat(Program.run(options, StockProgram.class).status()).isZero();
        return Files.readAllLines(log).stream().filter(line -> line.contains(" source: "))
            .collect(Collectors.toMap(line -> line.replaceAll(" .*", ""),
                line -> line.contains("source: shared objects file"), (one, other) -> one));
    }

    /**
     * Into a JVM that runs already; from JDK 21 on the JVM warns of any agent that comes so, unless it is told not to.
     */
    @Test
    void attached() throws Exception {
        assumeTrue(ModuleLayer.boot().findModule("jdk.attach").isPresent(), "this runtime has no module jdk.attach");
        assertAttached(AgentTest.options());
        if (JDK >= 21) assertThat(assertAttached(AgentTest.options("-XX:+EnableDynamicAgentLoading")).err()).hasSize(1);
        Path module = AgentJars.module(directory.resolve("stock.jar"), StockProgram.class);
        assertAttached(List.of("-p", module.toString(), "-m", "stock/" + StockProgram.class.getName()));
    }

    private static Program assertAttached(List<String> options) throws Exception {
        Path out = Content.fresh();
        Path err = Content.fresh();
        boolean hasMain = options.contains("-m");
        Process process = hasMain ? Program.start(out, err, options, "wait")
            : Program.start(out, err, options, StockProgram.class, "wait");
        try {
            while (process.isAlive() && !Files.readAllLines(out).contains("waiting")) Thread.sleep(20);
            Attach.to(process, "stats");
            process.getOutputStream().write('\n');
            process.getOutputStream().close();
            Program program = Program.ended(process, out, err);
            assertThat(program.status()).isZero();
            AgentCounts counts = AgentCounts.of(program);
            assertThat(counts.to().served()).isPositive();
            assertThat(counts.from().served()).isPositive();
            return program;
        } finally {
            process.destroyForcibly();
        }
    }

    /** In a class of its own, since some runtimes lack what it needs. */
    private static final class Attach {
        static void to(Process process, String options) throws Exception {
            VirtualMachine machine = VirtualMachine.attach(Long.toString(process.pid()));
            try {
                machine.loadAgent(Program.AGENT.toString(), options);
            } finally {
                machine.detach();
            }
        }
    }
}
