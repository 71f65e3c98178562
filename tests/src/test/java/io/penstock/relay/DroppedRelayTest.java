package io.penstock.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.NativeChannels;
import io.penstock.PipeStatistics;
import io.penstock.Relay;
import io.penstock.support.Call;
import io.penstock.support.Content;
import io.penstock.support.Ends;
import io.penstock.support.EndsInTime;
import io.penstock.support.Lib;
import io.penstock.support.Proof;
import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Relays that are never closed release what they hold once they are unreachable, and not before. */
@EndsInTime
class DroppedRelayTest {
    private static final int RELAYS = Lib.proof() ? 200 : 20;
    private static final int USED = Lib.proof() ? 20_000 : 2000;
    private static final int SIZE = 400_000;

    /** Patience for what one or two bring about. */
    private static final int COLLECTIONS = 500;

    @BeforeEach
    void possible() {
        Lib.assumeNative("the JDK's relays have no pipes");
    }

    private static int inUse() {
        PipeStatistics pipes = NativeChannels.pipes();
        return pipes.open() - pipes.idle();
    }

    @Test
    void pipesAreGivenBack() throws Exception {
        int before = inUse();
        for (int i = 0; i < RELAYS; i++) drop(false);
        for (int i = 0; i < COLLECTIONS && inUse() > before; i++) {
            System.gc();
            Thread.sleep(20);
        }
        assertThat(inUse()).as("pipes in use").isLessThanOrEqualTo(before);
    }

    /** What was closed is not given back twice. */
    @Test
    void closedBefore() throws Exception {
        int before = inUse();
        for (int i = 0; i < RELAYS; i++) drop(true);
        assertThat(inUse()).isLessThanOrEqualTo(before);
        AtomicBoolean collected = new AtomicBoolean();
        register(collected);
        Lib.collectUntil(collected::get);
        assertThat(inUse()).isLessThanOrEqualTo(before);
    }

    private static void register(AtomicBoolean collected) {
        Cleaner.create().register(new Object(), () -> collected.set(true));
    }

    private static void drop(boolean close) throws Exception {
        try (Ends in = Ends.open(Ends.Kind.UNIX); Ends out = Ends.open(Ends.Kind.UNIX)) {
            for (Ends ends : new Ends[] {in, out}) ends.blocking(false);
            ((SocketChannel) in.source).configureBlocking(false);
            Relay relay = Relay.of(in.source, out.target);
            ByteBuffer bytes = ByteBuffer.allocate(SIZE);
            do in.target.write(bytes.clear());
            while (relay.step() != Relay.Step.NEED_WRITE);
            assertThat(relay.bytesHeld()).isPositive();
            if (close) relay.close();
        }
    }

    /** The last use of a relay is a native call, while garbage is collected all the time. */
    @Test
    void isUsedToTheEnd() throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        Call collector = Call.start(() -> {
            long n = 0;
            for (; !over.get(); n++) System.gc();
            return n;
        });
        byte[] bytes = Content.of(Content.PAGE).bytes;
        try (Ends in = Ends.open(Ends.Kind.UNIX); Ends out = Ends.open(Ends.Kind.UNIX)) {
            for (Ends ends : new Ends[] {in, out}) ends.blocking(false);
            ((SocketChannel) in.source).configureBlocking(false);
            ByteBuffer arrived = ByteBuffer.allocate(2 * Content.PAGE);
            for (int i = 0; i < USED; i++) {
                in.target.write(ByteBuffer.wrap(bytes));
                assertThat(Relay.of(in.source, out.target).step()).isEqualTo(Relay.Step.NEED_READ);
                out.source.read(arrived.clear());
                Content.assertSame(bytes, Content.copyOf(arrived.flip()));
            }
        } finally {
            over.set(true);
        }
        Proof.line("relays used to the end under %d collections: %d", collector.value(), USED);
    }
}
