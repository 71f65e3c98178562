package io.penstock;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A program that receives by the JDK's own {@code transferFrom}, with the agent and without; the line tells both. */
@Timeout(300)
class AgentSpeedTest {
    private static final int MEBIBYTES = Lib.proof() ? 1024 : 128;

    @Test
    void receives() throws Exception {
        Lib.assumeNative("the agent's JVMs have options of their own, and ran in the other part");
        long plain = millis(List.of());
        long agent = millis(List.of(Program.agent("")));
        Proof.line("%d MiB from a socket into a cached file by stock transferFrom: %d ms without the agent, %d ms with it, %.1f times as fast",
            MEBIBYTES, plain, agent, plain / (double) agent);
        assertThat(agent).as("milliseconds with the agent").isLessThan(plain);
    }

    private static long millis(List<String> agent) throws Exception {
        Program program = Program.run(Stream.concat(agent.stream(), AgentTest.options().stream()).toList(), StockProgram.class, "receive", MEBIBYTES);
        assertThat(program.status()).as("%s", program.err()).isZero();
        return Long.parseLong(program.out().get(program.out().size() - 1).replaceAll("\\D*5: (\\d+) ms", "$1"));
    }
}
