package io.penstock.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.penstock.support.Ends;
import io.penstock.support.Lib;
import io.penstock.support.Mover;
import io.penstock.support.Stalled;
import io.penstock.support.Stalled.Progress;
import java.nio.channels.AsynchronousCloseException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Closing under a transfer of a platform thread. */
class CloseTest extends CloseContract {
    CloseTest() {
        super(Lib.ThreadKind.PLATFORM);
    }

    /** Where the JDK itself gets it right (JDK-8310902), it does what the contract asks of the library. */
    @ParameterizedTest
    @EnumSource(Closed.class)
    void stock(Closed closed) throws Exception {
        assumeTrue(Lib.agent() || Runtime.version().feature() >= 22,
            "before JDK 22 a close does not wake the JDK's own transfer");
        try (Stalled stalled =
                Stalled.start(Lib.ThreadKind.PLATFORM, Mover.STOCK, Ends.Kind.TCP_ACCEPTED, Progress.NOTHING)) {
            closed.close(stalled);
            assertThat(stalled.call.thrown()).isInstanceOf(AsynchronousCloseException.class);
        }
        try (Stalled stalled =
                Stalled.start(Lib.ThreadKind.PLATFORM, Mover.STOCK, Ends.Kind.TCP_ACCEPTED, Progress.SOME)) {
            closed.close(stalled);
            assertThat(stalled.call.value()).isPositive().isEqualTo(stalled.delivered().length);
        }
    }
}
