package io.penstock.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.penstock.support.Ends;
import io.penstock.support.Lib;
import io.penstock.support.Mover;
import io.penstock.support.Stalled;
import io.penstock.support.Stalled.Progress;
import java.nio.channels.ClosedByInterruptException;
import org.junit.jupiter.api.Test;

/** Interrupts of a platform thread. */
public class InterruptTest extends InterruptContract {
    InterruptTest() {
        super(Lib.ThreadKind.PLATFORM);
    }

    @Test
    void stock() throws Exception {
        assumeTrue(Lib.agent() || Runtime.version().feature() >= 22,
            "before JDK 22 an interrupt closes one channel only");
        try (Stalled stalled =
                Stalled.start(Lib.ThreadKind.PLATFORM, Mover.STOCK, Ends.Kind.TCP_ACCEPTED, Progress.NOTHING)) {
            stalled.call.interrupt();
            assertThat(stalled.call.thrown()).isInstanceOf(ClosedByInterruptException.class);
            assertThat(stalled.call.interruptedAfter()).isTrue();
            assertThat(stalled.file.isOpen()).isFalse();
            assertThat(stalled.ends.target.isOpen()).isFalse();
        }
    }
}
