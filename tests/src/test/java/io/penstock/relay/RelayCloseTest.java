package io.penstock.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.penstock.Relay;
import io.penstock.support.Call;
import io.penstock.support.Ends;
import io.penstock.support.EndsInTime;
import io.penstock.support.Lib;
import io.penstock.support.Proof;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channel;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ReadableByteChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A relay that waits for one end hears of it when the other end is closed, or the relay, at whatever moment. */
@EndsInTime
class RelayCloseTest {
    private static final List<Ends.Kind> KINDS = List.of(Ends.Kind.TCP_ACCEPTED, Ends.Kind.UNIX, Ends.Kind.PIPE);

    /** Of each kind; on a JDK without virtual threads the long run has 10,080 of them in all. */
    private static final int ROUNDS = Lib.proof() ? 840 : 9;

    private static final int AT_ONCE = 420;

    /** More than a full target may yet find room for when it tidies its buffers, and no more than a pipe holds. */
    private static final int GIVEN = 60_000;

    private static final long LATEST_NANOS = Lib.proof() ? 3_000_000_000L : 500_000_000L;
    private static final long SECOND = 1_000_000_000;

    /** What the relay waits for, and what is closed. */
    private enum Cut {
        SOURCE_BEFORE_A_FULL_TARGET,
        TARGET_AFTER_A_SILENT_SOURCE,
        RELAY_BEFORE_A_FULL_TARGET,
        RELAY_AFTER_A_SILENT_SOURCE;

        boolean waitsForRoom() {
            return this == SOURCE_BEFORE_A_FULL_TARGET || this == RELAY_BEFORE_A_FULL_TARGET;
        }

        boolean closesRelay() {
            return this == RELAY_BEFORE_A_FULL_TARGET || this == RELAY_AFTER_A_SILENT_SOURCE;
        }
    }

    static Stream<Arguments> cases() {
        return Arrays.stream(Lib.ThreadKind.values())
            .flatMap(thread -> Arrays.stream(Cut.values()).map(cut -> arguments(thread, cut)));
    }

    /** A relay in a thread of its own, which will be cut. */
    private static final class Waiting {
        private final Cut cut;
        private final Ends in;
        private final Ends out;
        private final Relay relay;
        private final long delay;
        private Call call;
        private long closed;
        private long lost;
        private volatile long ended;

        Waiting(Ends.Kind kind, Cut cut, long delay) throws Exception {
            this.cut = cut;
            this.delay = delay;
            in = Ends.open(kind);
            out = Ends.small(kind);
            relay = Relay.of(in.source, out.target);
            if (!cut.waitsForRoom()) return;
            out.fill();
            in.target.write(ByteBuffer.wrap(new byte[GIVEN]));
        }

        void start(Lib.ThreadKind thread) {
            call = Call.start(thread, () -> {
                try {
                    return relay.run();
                } finally {
                    ended = System.nanoTime();
                }
            });
        }

        void cut() throws IOException {
            closed = System.nanoTime();
            Channel end = cut.waitsForRoom() ? in.source : out.target;
            if (cut.closesRelay()) lost = relay.closeNow();
            else end.close();
        }

        /** How long it took, in nanoseconds. */
        long latency() throws Exception {
            call.join();
            long delivered = relay.bytesTransferred();
            if (delivered > 0) assertThat(call.value()).isEqualTo(delivered).isLessThan(GIVEN);
            else assertThat(call.thrown()).isInstanceOf(ClosedChannelException.class)
                .isNotInstanceOf(ClosedByInterruptException.class);
            lost += relay.closeNow();
            assertThat(lost).as("bytes lost").isEqualTo(relay.bytesRead() - delivered);
            assertThat(relay.bytesHeld()).isZero();
            assertThat(in.source.isOpen() || out.target.isOpen()).as("an end open").isFalse();
            in.close();
            out.close();
            return Math.max(0, ended - closed);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void wakesTheRelay(Lib.ThreadKind thread, Cut cut) throws Exception {
        thread.assume();
        Lib.assumeNative("the JDK's channels wait by themselves");
        Random random = new Random();
        List<Long> latencies = new ArrayList<>();
        for (Ends.Kind kind : KINDS)
            for (int left = ROUNDS; left > 0; left -= AT_ONCE)
                latencies.addAll(batch(thread, kind, cut, Math.min(left, AT_ONCE), random));
        latencies.sort(Comparator.naturalOrder());
        long late = latencies.stream().filter(nanos -> nanos > SECOND).count();
        Proof.line("relay in a %s thread, %,d closes of the %s: half within %.1f ms, 99 %% within %.0f ms, all within "
            + "%.0f ms",
            thread, latencies.size(), cut.toString().replace('_', ' ').toLowerCase(), part(latencies, 0.5),
                part(latencies, 0.99), part(latencies, 1));
        if (Lib.proof()) assertThat(late).as("relays that took more than a second").isZero();
    }

    /**
     * A channel that cannot be closed does not keep the other one open; what the relay held is told by the next call.
     */
    @Test
    void channelThatCannotBeClosed() throws Exception {
        IOException cannot = new IOException("it stays as it is");
        ReadableByteChannel source = new ReadableByteChannel() {
            @Override
            public int read(ByteBuffer bytes) {
                return 0;
            }

            @Override
            public boolean isOpen() {
                return true;
            }

            @Override
            public void close() throws IOException {
                throw cannot;
            }
        };
        try (Ends out = Ends.open(Ends.Kind.UNIX)) {
            Relay relay = Relay.of(source, out.target, ByteBuffer.wrap(new byte[GIVEN]));
            assertThat(relay.bytesHeld()).isEqualTo(GIVEN);
            assertThatThrownBy(relay::closeNow).isSameAs(cannot);
            assertThat(out.target.isOpen()).isFalse();
            assertThat(relay.closeNow()).isEqualTo(GIVEN);
            assertThat(relay.bytesHeld()).isZero();
        }
    }

    private static double part(List<Long> sorted, double part) {
        return sorted.get((int) Math.ceil(part * sorted.size()) - 1) / 1e6;
    }

    private static List<Long> batch(Lib.ThreadKind thread, Ends.Kind kind, Cut cut, int size, Random random)
            throws Exception {
        List<Waiting> all = open(kind, cut, size, random);
        for (Waiting waiting : all) waiting.start(thread);
        all.sort(Comparator.comparingLong(waiting -> waiting.delay));
        long begin = System.nanoTime();
        for (Waiting waiting : all) {
            for (long rest; (rest = begin + waiting.delay - System.nanoTime()) > 0; ) LockSupport.parkNanos(rest);
            waiting.cut();
        }
        List<Long> latencies = new ArrayList<>();
        for (Waiting waiting : all) latencies.add(waiting.latency());
        return latencies;
    }

    /** Opened side by side, since it takes its time until a socket is full for good. */
    private static List<Waiting> open(Ends.Kind kind, Cut cut, int size, Random random) throws InterruptedException {
        Waiting[] all = new Waiting[size];
        List<Call> calls = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            int at = i;
            long delay = random.nextLong(LATEST_NANOS);
            calls.add(Call.start(() -> {
                all[at] = new Waiting(kind, cut, delay);
                return 0L;
            }));
        }
        for (Call call : calls) call.value();
        return new ArrayList<>(List.of(all));
    }
}
