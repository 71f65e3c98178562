package io.penstock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.penstock.World.Setup;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.AroundPropertyHook;
import net.jqwik.api.lifecycle.PropertyExecutionResult;
import net.jqwik.api.lifecycle.PropertyExecutor;
import net.jqwik.api.lifecycle.PropertyLifecycleContext;

/** Any sequence of operations has the same results on stock channels and on ours; see {@link AllowedDifference}. */
class ModelTest {
    private static final int MOST_ACTIONS = 40;
    private static final int SEQUENCES = 300;
    private static final int SEQUENCES_IN_PROOF = 5_500;
    private static final long OPERATIONS_IN_PROOF = 100_000;
    private static final AtomicLong OPERATIONS = new AtomicLong();
    private static final AtomicLong RUN = new AtomicLong();
    private static volatile boolean passed;

    /** Each sequence in a thread of its own: its interrupts stay there, and it ends or is said to hang. */
    @Property(tries = SEQUENCES, edgeCases = EdgeCasesMode.NONE)
    @AddLifecycleHook(Counted.class)
    void sameAsStock(@ForAll("setups") Setup setup, @ForAll("sequences") List<Action> actions) throws InterruptedException {
        RUN.incrementAndGet();
        Call.start(() -> run(setup, actions)).value();
    }

    @Provide
    Arbitrary<Setup> setups() {
        return ModelActions.setups();
    }

    @Provide
    Arbitrary<List<Action>> sequences() {
        return ModelActions.sequences(MOST_ACTIONS);
    }

    private static long run(Setup setup, List<Action> actions) throws Exception {
        try (World stock = new World(setup, false); World ours = new World(setup, true)) {
            for (Action action : actions) {
                OPERATIONS.incrementAndGet();
                Observation expected = Observation.of(stock, action);
                check(action, expected.differences(Observation.of(ours, action)));
            }
            List<String> differences = new ArrayList<>();
            Observation.compare(differences, "streams and files", stock.finish(), ours.finish());
            check("the end", differences);
        }
        return actions.size();
    }

    private static void check(Object where, List<String> differences) {
        if (differences.isEmpty()) return;
        fail("at %s:%n%s", where, String.join("\n", differences));
    }

    @AfterContainer
    static void report() {
        String result = passed ? "no divergence" : "FAILED";
        System.out.printf("model: %,d operations in %,d sequences, %s%n", OPERATIONS.get(), RUN.get(), result);
        if (Lib.proof()) assertThat(OPERATIONS.get()).as("operations").isGreaterThanOrEqualTo(OPERATIONS_IN_PROOF);
    }

    /** More sequences in the long run, and how it went. */
    private static final class Counted implements AroundPropertyHook {
        @Override
        public PropertyExecutionResult aroundProperty(PropertyLifecycleContext context, PropertyExecutor property) throws Throwable {
            if (Lib.proof()) context.attributes().setTries(SEQUENCES_IN_PROOF);
            PropertyExecutionResult result = property.execute();
            passed = result.status() == PropertyExecutionResult.Status.SUCCESSFUL;
            return result;
        }
    }
}
