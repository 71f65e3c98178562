package io.penstock.storm;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.support.Call;
import io.penstock.support.Descriptors;
import io.penstock.support.Lib;
import io.penstock.support.Proof;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Whatever is closed or interrupted whenever, every transfer ends, says how far it got, and touches its own channels
 * only.
 */
@Timeout(value = 20, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@Tag("agent")
class StormTest {
    private static final int TRANSFERS = Lib.proof() ? 10_240 : 300;
    private static final int FIRST = 100;

    @ParameterizedTest
    @EnumSource(Lib.ThreadKind.class)
    void everyTransferEndsAsItMay(Lib.ThreadKind thread) throws Exception {
        thread.assume();
        Lib.assumeNative("stock transfers hang and lose count, see StockStorm");
        long seed = Storm.anySeed();
        StormPlan plan = Lib.agent() ? StormPlan.AGENT : StormPlan.OURS;
        new Storm(plan, thread, FIRST, seed, Call.PATIENCE_MS).run(); // the JDK keeps some descriptors for itself
        long before = Descriptors.inUse();
        Storm storm = new Storm(plan, thread, TRANSFERS, seed, Call.PATIENCE_MS);
        storm.run();
        long after = Descriptors.inUse();
        Proof.line("storm, %s, descriptors %d before, %d after, seed %d", storm.summary(), before, after, seed);
        assertThat(storm.hangs).as("hangs").isEmpty();
        assertThat(storm.wrong).as("transfers that went wrong").isEmpty();
        assertThat(storm.foreign()).as("descriptors of others that were touched").isZero();
        long idle = Lib.agent() ? 2 * Storm.LANES : 0; // ends of the agent's pipes, which we cannot ask for
        assertThat(after).as("descriptors").isLessThanOrEqualTo(before + idle);
    }
}
