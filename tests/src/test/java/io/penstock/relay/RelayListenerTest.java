package io.penstock.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.penstock.NativeChannels;
import io.penstock.Relay;
import io.penstock.TransferOptions;
import io.penstock.support.Call;
import io.penstock.support.Content;
import io.penstock.support.Drain;
import io.penstock.support.Ends;
import io.penstock.support.EndsInTime;
import io.penstock.support.Lib;
import io.penstock.support.Stalled;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channel;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.SelectableChannel;
import java.util.Arrays;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** When the listener of a relay that waits hears of its bytes, and what it may do to the channels. */
@EndsInTime
class RelayListenerTest {
    /** So many that a fifth of a second for each, after which some waits look around, takes too long. */
    private static final int PIECES = 1000;

    private static final int GIVEN = 1000;

    static Stream<Arguments> ends() {
        return Arrays.stream(Ends.Kind.values()).flatMap(kind ->
            Arrays.stream(Lib.ThreadKind.values()).map(thread -> arguments(kind, thread)));
    }

    /** Each byte comes when the listener has heard of the one before. */
    @ParameterizedTest
    @MethodSource("ends")
    void hearsBeforeTheWait(Ends.Kind kind, Lib.ThreadKind thread) throws Exception {
        thread.assume();
        Semaphore heard = new Semaphore(0);
        TransferOptions options = TransferOptions.DEFAULT.withProgress((bytes, all) -> heard.release());
        try (Ends in = Ends.open(kind); Ends out = Ends.open(kind)) {
            Drain drain = new Drain(out.source);
            Call call = Call.start(thread, () -> NativeChannels.relay(in.source, out.target, options));
            for (int i = 0; i < PIECES; i++) {
                in.target.write(ByteBuffer.allocate(1));
                assertThat(heard.tryAcquire(Call.PATIENCE_MS, TimeUnit.MILLISECONDS)).as("heard of byte %d", i)
                    .isTrue();
            }
            in.finish();
            assertThat(call.value()).isEqualTo(PIECES);
            assertThat(drain.await()).hasSize(PIECES);
        }
    }

    /** A relay that cannot wait any more says so, and is none the worse. */
    @ParameterizedTest
    @MethodSource("ends")
    void makesTheSourceNonBlocking(Ends.Kind kind, Lib.ThreadKind thread) throws Exception {
        thread.assume();
        try (Ends in = Ends.open(kind); Ends out = Ends.open(kind)) {
            Relay relay = Relay.of(in.source, out.target,
                TransferOptions.DEFAULT.withProgress((bytes, all) -> makeNonBlocking(in.source)));
            in.target.write(ByteBuffer.wrap(new byte[GIVEN]));
            assertThat(Call.start(thread, relay::run).thrown()).isInstanceOf(IllegalBlockingModeException.class);
            assertThat(relay.bytesTransferred()).isEqualTo(GIVEN);
            ((SelectableChannel) in.source).configureBlocking(true);
            in.finish();
            assertThat(relay.run()).isZero();
            assertThat(Drain.all(out.source)).hasSize(GIVEN);
        }
    }

    /** The same in the other direction: what the target has not taken is still held. */
    @ParameterizedTest
    @MethodSource("ends")
    void makesTheTargetNonBlocking(Ends.Kind kind, Lib.ThreadKind thread) throws Exception {
        thread.assume();
        TransferOptions options = TransferOptions.DEFAULT.withMaxChunk(GIVEN);
        Content content = Content.of(Stalled.SIZE);
        try (Ends in = Ends.small(kind); Ends out = Ends.small(kind)) {
            Call.start(() -> {
                ByteBuffer bytes = ByteBuffer.wrap(content.bytes);
                while (bytes.hasRemaining()) in.target.write(bytes);
                return 0L;
            });
            Relay relay = Relay.of(in.source, out.target,
                options.withProgress((bytes, all) -> makeNonBlocking(out.target)));
            assertThat(Call.start(thread, relay::run).thrown()).isInstanceOf(IllegalBlockingModeException.class);
            long delivered = relay.bytesTransferred();
            assertThat(delivered).isPositive();
            assertThat(delivered + relay.bytesHeld()).isEqualTo(relay.bytesRead());
            Drain drain = new Drain(out.source);
            assertThat(relay.closeNow()).isEqualTo(relay.bytesRead() - delivered);
            Content.assertSame(content.range(0, delivered), drain.await());
        }
    }

    private static void makeNonBlocking(Channel channel) {
        try {
            ((SelectableChannel) channel).configureBlocking(false);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
