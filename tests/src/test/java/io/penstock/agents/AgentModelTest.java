package io.penstock.agents;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.model.Action;
import io.penstock.model.Model.Sequence;
import io.penstock.model.ModelActions;
import io.penstock.model.ModelState;
import io.penstock.model.ModelState.Setup;
import io.penstock.model.Observation;
import io.penstock.storm.Storm;
import io.penstock.support.Call;
import io.penstock.support.Lib;
import io.penstock.support.Program;
import io.penstock.support.Proof;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Any sequence of operations on the JDK's channels has the same results with the agent as without, in two JVMs; see
 * {@code AllowedDifference}.
 */
@Timeout(value = 20, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AgentModelTest {
    private static final int SEQUENCES = Lib.proof() ? 3_000 : 150;

    @Test
    void sameAsWithout() throws Exception {
        Lib.assumeNative("the agent's JVMs have options of their own, and ran in the other part");
        // Else exceptions thrown often lose their messages, in one JVM earlier than in the other.
        List<String> classPath =
            List.of("-XX:-OmitStackTraceInFastThrow", "-Xmx1g", "-cp", System.getProperty("java.class.path"));
        Object[] words = {Sequences.class, Storm.anySeed(), SEQUENCES};
        Program plain = Program.run(classPath, words);
        assertThat(plain.status()).as("%s", plain.err()).isZero();
        Program program = Program.run(Stream.concat(Stream.of(Program.agent("stats")), classPath.stream()).toList(),
            words);
        assertThat(program.status()).as("%s", program.err()).isZero();
        for (int i = 0; i < plain.out().size(); i++)
            assertThat(program.out().get(i))
                .as("line %d of %s, after %s", i, plain.out().get(0), plain.out().get(Math.max(0, i - 1)))
                .isEqualTo(plain.out().get(i));
        assertThat(program.out()).hasSameSizeAs(plain.out());
        AgentCounts counts = AgentCounts.of(program);
        assertThat(counts.to().served()).isPositive();
        assertThat(counts.from().served()).isPositive();
        Proof.line("stock channels with the agent and without, %s: %,d operations, no difference; transfers %s out of "
            + "files, %s into",
            plain.out().get(0), plain.out().size() - 1, counts.to(), counts.from());
    }

    /**
     * The program that is run twice. Each sequence has a thread of its own, where its interrupts stay; its lines begin
     * with its seed.
     */
    static final class Sequences {
        private Sequences() {}

        public static void main(String[] arguments) throws Exception {
            long seed = Long.parseLong(arguments[0]);
            System.out.println("seed " + seed);
            for (int i = 0; i < Integer.parseInt(arguments[1]); i++) run(seed + i);
            System.exit(0);
        }

        private static void run(long seed) throws InterruptedException {
            Sequence<Setup, Action> sequence = ModelActions.model().sequence(seed);
            Call.start(() -> {
                try (ModelState world = new ModelState(sequence.beginning(), false)) {
                    for (Action action : sequence.steps())
                        System.out.printf("%d: %s: %s%n", seed, action, told(Observation.of(world, action)));
                    System.out.printf("%d: the end: %s%n", seed, world.finish());
                }
                return 0L;
            }).value();
        }

        /** All but the names of temporary files. */
        private static String told(Observation observation) {
            return observation.toString().replaceAll("/[^ ,\\]]*penstock-test\\d+", "");
        }
    }
}
