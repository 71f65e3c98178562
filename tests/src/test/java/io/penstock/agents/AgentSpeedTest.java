package io.penstock.agents;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.support.Lib;
import io.penstock.support.OnFirstJdk;
import io.penstock.support.Program;
import io.penstock.support.Proof;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A program that receives by the JDK's own {@code transferFrom}, with the agent and without: the agent serves all of
 * it. How long each took is told, not asserted: the other one may have had the machine for itself.
 */
@Timeout(300)
@OnFirstJdk
class AgentSpeedTest {
    private static final int MEBIBYTES = Lib.proof() ? 1024 : 128;
    private static final int ROUNDS = 5;

    @Test
    void receives() throws Exception {
        Lib.assumeNative("the agent's JVMs have options of their own, and ran in the other part");
        Program plain = run(List.of());
        Program agent = run(List.of(Program.agent("stats")));
        assertThat(agent.out().get(0)).as("what has arrived").startsWith("its end").isEqualTo(plain.out().get(0));
        assertThat(AgentCounts.of(agent).from())
            .isEqualTo(new AgentCounts.Direction(ROUNDS, (long) ROUNDS * MEBIBYTES << 20, 0));
        Proof.line("%d MiB from a socket into a cached file by stock transferFrom: %d ms without the agent, %d ms with "
            + "it, %.1f times as fast",
            MEBIBYTES, millis(plain), millis(agent), millis(plain) / (double) millis(agent));
    }

    private static Program run(List<String> agent) throws Exception {
        Program program = Program.run(Stream.concat(agent.stream(), AgentTest.options().stream()).toList(),
            StockProgram.class, "receive", MEBIBYTES);
        assertThat(program.status()).as("%s", program.err()).isZero();
        return program;
    }

    private static long millis(Program program) {
        return Long.parseLong(program.out().get(1).replaceAll("best of " + ROUNDS + ": (\\d+) ms", "$1"));
    }
}
