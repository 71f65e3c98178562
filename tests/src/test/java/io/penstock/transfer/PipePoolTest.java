package io.penstock.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.NativeChannels;
import io.penstock.PipeStatistics;
import io.penstock.Relay;
import io.penstock.support.Call;
import io.penstock.support.Content;
import io.penstock.support.Drain;
import io.penstock.support.Ends;
import io.penstock.support.EndsInTime;
import io.penstock.support.FullRelay;
import io.penstock.support.Lib;
import io.penstock.support.Proof;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The pipes that relays share: bounded, never with old bytes in them, and closed when no relay needs them. */
@EndsInTime
class PipePoolTest {
    private static final int RELAYS = 100;
    private static final int MOST_IDLE = 64;

    @BeforeEach
    void canRun() {
        Lib.assumeNative("the JDK needs no pipes");
    }

    /** Each is closed with bytes of another in its pipe, and what comes next gets its own. */
    @Test
    void neverUsedAgainWithBytesInThem() throws Exception {
        for (FullRelay full : FullRelay.open(RELAYS)) {
            assertThat(full.relay.bytesHeld()).isPositive();
            full.close();
        }
        byte[] bytes = Content.random(-1, 3 * Content.MIB);
        for (int i = 0; i < RELAYS; i++) {
            try (Ends in = Ends.open(Ends.Kind.UNIX); Ends out = Ends.open(Ends.Kind.UNIX)) {
                Call writer = Call.start(() -> {
                    ByteBuffer rest = ByteBuffer.wrap(bytes);
                    while (rest.hasRemaining()) in.target.write(rest);
                    in.finish();
                    return 0L;
                });
                Call relay = Call.start(() -> NativeChannels.relay(in.source, out.target));
                Content.assertSame(bytes, Drain.all(out.source));
                assertThat(relay.value()).isEqualTo(bytes.length);
                writer.value();
            }
        }
        PipeStatistics after = NativeChannels.pipes();
        assertThat(after.open()).as("%s", after).isEqualTo(after.idle());
    }

    @Test
    void fewAreKept() throws Exception {
        List<FullRelay> all = FullRelay.open(RELAYS);
        PipeStatistics busy = NativeChannels.pipes();
        assertThat(busy.open() - busy.idle()).as("in use").isGreaterThanOrEqualTo(RELAYS);
        for (FullRelay full : all) {
            Drain drain = new Drain(full.out.source);
            full.in.finish();
            while (full.relay.step() != Relay.Step.END) Thread.onSpinWait();
            full.out.target.close();
            Content.assertPrefix(full.bytes, drain.await());
            full.close();
        }
        PipeStatistics idle = NativeChannels.pipes();
        assertThat(idle.open()).as("%s", idle).isEqualTo(idle.idle()).isLessThanOrEqualTo(MOST_IDLE);
    }

    @Test
    void goneAfterAWhile() throws Exception {
        Lib.assumeProof("waits 20 seconds");
        fewAreKept();
        int before = NativeChannels.pipes().open();
        long begin = System.nanoTime();
        for (long end = begin + 40_000_000_000L; NativeChannels.pipes().open() > 0 && System.nanoTime() < end; )
            Thread.sleep(100);
        Proof.line("%d idle pipes were gone after %.1f s", before, (System.nanoTime() - begin) / 1e9);
        assertThat(NativeChannels.pipes().open()).as("pipes that nobody needs").isZero();
    }
}
