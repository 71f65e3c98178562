package io.penstock.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.NativeChannels;
import io.penstock.Relay;
import io.penstock.Relay.Step;
import io.penstock.UndeliveredException;
import io.penstock.support.Call;
import io.penstock.support.Content;
import io.penstock.support.Drain;
import io.penstock.support.Ends;
import io.penstock.support.EndsInTime;
import io.penstock.support.Lib;
import io.penstock.support.Proof;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Relays at random: kinds of ends, sizes, paces and ways to end. Whatever happens, each byte has been delivered, in
 * order, or is held, or was never read.
 */
@EndsInTime
class RelayModelTest {
    private static final int ROUNDS = Lib.proof() ? 1000 : 50;
    private static final int MOST = 3 * Content.MIB;
    private static final int MOST_PREFIX = 100_000;
    private static final byte[] ALL = Content.random(42, MOST);

    private static long bytes;
    private static long relays;
    private static long lostBytes;

    /** Who moves the bytes. */
    private enum Driver { PLATFORM, VIRTUAL, SELECTOR }

    /** How it ends. */
    private enum End {
        /** The writer ends the stream. */
        FINISH,
        /** The writer resets the connection, or closes what cannot be reset. */
        RESET_BY_WRITER,
        /** The reader does. */
        RESET_BY_READER,
        /** Another thread closes the relay. */
        CLOSE
    }

    @AfterAll
    static void report() {
        Proof.line("relays at random: %,d with %,d MiB delivered, %,d bytes held when they were cut, every byte "
            + "accounted for",
            relays, bytes >> 20, lostBytes);
    }

    @ParameterizedTest
    @EnumSource(Driver.class)
    void everyByteIsAccountedFor(Driver driver) throws Exception {
        if (driver == Driver.VIRTUAL) Lib.ThreadKind.VIRTUAL.assume();
        long first = System.nanoTime();
        for (int i = 0; i < ROUNDS; i++) {
            long seed = first + i;
            try {
                new Round(seed, driver).run();
            } catch (Throwable e) {
                throw new AssertionError("with the seed " + seed, e);
            }
        }
    }

    /** One relay. */
    private static final class Round {
        private final Random random;
        private final Driver driver;
        private final End end;
        private final byte[] expected;
        private final int prefix;
        private final int cutAt;

        Round(long seed, Driver driver) {
            random = new Random(seed);
            this.driver = driver;
            end = random.nextBoolean() ? End.FINISH : End.values()[random.nextInt(End.values().length)];
            int most = 1 + random.nextInt(1 << 10 + random.nextInt(12));
            expected = Arrays.copyOf(ALL, Math.min(MOST, most));
            prefix = random.nextBoolean() ? 0 : random.nextInt(Math.min(expected.length, MOST_PREFIX));
            cutAt = random.nextInt(expected.length + 1);
        }

        private Ends ends() throws IOException {
            Ends.Kind kind = Ends.Kind.values()[random.nextInt(Ends.Kind.values().length)];
            return random.nextBoolean() ? Ends.small(kind) : Ends.open(kind);
        }

        void run() throws Exception {
            try (Ends in = ends(); Ends out = ends()) {
                Relay relay = Relay.of(in.source, out.target, ByteBuffer.wrap(expected, 0, prefix));
                Pace writing = new Pace(random.nextLong());
                Call writer = Call.start(() -> write(writing, in));
                ByteBuffer arrived = ByteBuffer.allocate(expected.length + 1);
                Pace reading = new Pace(random.nextLong());
                Call reader = Call.start(() -> read(reading, out, arrived));
                Call relaying = Call.start(driver == Driver.VIRTUAL ? Lib.ThreadKind.VIRTUAL : Lib.ThreadKind.PLATFORM,
                    () -> driver == Driver.SELECTOR ? step(relay, in, out) : runToEnd(relay));
                long lost = 0;
                if (end == End.CLOSE) {
                    while (relay.bytesTransferred() < cutAt && !relaying.isDone()) Thread.onSpinWait();
                    lost = relay.closeNow();
                }
                boolean completed = relaying.thrownIfAny() == null;
                if (!completed) assertThat(relaying.thrownIfAny()).isInstanceOf(IOException.class);
                lost += relay.bytesHeld();
                assertThat(relay.bytesHeld()).isEqualTo(end == End.CLOSE ? 0 : relay.closeNow());
                relay.closeNow();
                reader.join();
                writer.join();
                check(relay, completed, lost, arrived.flip());
            }
        }

        private void check(Relay relay, boolean completed, long lost, ByteBuffer arrived) {
            assertThat(relay.bytesTransferred() + lost).as("delivered and lost").isEqualTo(prefix + relay.bytesRead());
            Content.assertPrefix(expected, Content.copyOf(arrived.duplicate()));
            if (end != End.RESET_BY_READER)
                assertThat((long) arrived.remaining()).as("arrived").isEqualTo(relay.bytesTransferred());
            else assertThat((long) arrived.remaining()).as("arrived").isLessThanOrEqualTo(relay.bytesTransferred());
            if (end == End.FINISH) {
                assertThat(completed).isTrue();
                assertThat(lost).isZero();
                assertThat(arrived.remaining()).isEqualTo(expected.length);
            }
            relays++;
            bytes += relay.bytesTransferred();
            lostBytes += lost;
        }

        /** Writes what comes after the prefix; errors are the other end's, when that is to break. */
        private long write(Pace pace, Ends in) throws IOException {
            ByteBuffer rest = ByteBuffer.wrap(expected, prefix, expected.length - prefix);
            if (end == End.RESET_BY_WRITER) rest.limit(prefix + Math.min(cutAt, rest.remaining()));
            try {
                pace.write(rest, in.target);
                if (end == End.RESET_BY_WRITER) reset(in.target);
                else in.finish();
            } catch (IOException e) {
                if (end != End.RESET_BY_READER && end != End.CLOSE) throw e;
            }
            return rest.position();
        }

        private long read(Pace pace, Ends out, ByteBuffer arrived) throws IOException {
            if (end == End.RESET_BY_READER) arrived.limit(cutAt);
            pace.read(out.source, arrived);
            if (end == End.RESET_BY_READER) reset(out.source);
            return arrived.position();
        }

        private static void reset(Object channel) throws IOException {
            if (channel instanceof SocketChannel socket && socket.getLocalAddress() instanceof InetSocketAddress)
                socket.setOption(StandardSocketOptions.SO_LINGER, 0);
            ((SelectableChannel) channel).close();
        }

        /** What cuts it short is thrown by the next call. */
        private static long runToEnd(Relay relay) throws IOException {
            while (relay.run() > 0) {}
            return relay.bytesTransferred();
        }

        private long step(Relay relay, Ends in, Ends out) throws IOException {
            try (Selector selector = Selector.open()) {
                SelectionKey readable = register(in.source, selector);
                SelectionKey writable = register(out.target, selector);
                for (Step step = relay.step(); step != Step.END; step = relay.step()) {
                    if (step == Step.MOVED) continue;
                    if (step == Step.NEED_READ)
                        assertThat(relay.bytesHeld()).as("held before a silent source").isZero();
                    if (step == Step.NEED_WRITE && end != End.CLOSE)
                        assertThat(relay.bytesHeld()).as("held before a full target").isPositive();
                    if (!readable.isValid() || !writable.isValid()) continue; // closed, as the next step says
                    readable.interestOps(step == Step.NEED_READ ? SelectionKey.OP_READ : 0);
                    writable.interestOps(step == Step.NEED_WRITE ? SelectionKey.OP_WRITE : 0);
                    selector.select(key -> {}, 20); // a close in another thread wakes no selector
                }
                return relay.bytesTransferred();
            } catch (CancelledKeyException e) {
                throw new AsynchronousCloseException();
            }
        }

        private static SelectionKey register(Object channel, Selector selector) throws IOException {
            SelectableChannel selectable = (SelectableChannel) channel;
            selectable.configureBlocking(false);
            return selectable.register(selector, 0);
        }
    }

    /** The reader goes away while the target is full: what it can no longer get is handed back. */
    @Test
    void whatCannotBeDeliveredIsHandedBack() throws Exception {
        Random random = new Random();
        for (int i = 0; i < ROUNDS / 2; i++) {
            Ends.Kind kind = Ends.Kind.values()[random.nextInt(Ends.Kind.values().length)];
            byte[] given = Arrays.copyOf(ALL, Content.MIB + random.nextInt(Content.MIB));
            try (Ends in = Ends.small(kind); Ends out = Ends.small(kind)) {
                Call writer = Call.start(() -> {
                    ByteBuffer rest = ByteBuffer.wrap(given);
                    try {
                        while (rest.hasRemaining()) in.target.write(rest);
                        in.finish();
                    } catch (IOException e) {
                        assertThat(in.source.isOpen()).as("the relay's source was closed").isFalse();
                    }
                    return (long) rest.position();
                });
                Call relay = Call.start(() -> NativeChannels.relay(in.source, out.target));
                ByteBuffer arrived = ByteBuffer.allocate(random.nextInt(Content.MIB));
                new Pace(random.nextLong()).read(out.source, arrived);
                out.source.close();
                Throwable thrown = relay.thrownIfAny();
                in.source.close();
                writer.value();
                Content.assertPrefix(given, Content.copyOf(arrived.flip()));
                // it went between two chunks, or all of it had room
                if (!(thrown instanceof UndeliveredException e)) continue;
                assertThat(e.bytesRead()).isEqualTo(e.bytesTransferred() + e.undelivered().length);
                Content.assertSame(Arrays.copyOfRange(given, (int) e.bytesTransferred(), (int) e.bytesRead()),
                    e.undelivered());
                lostBytes += e.undelivered().length;
            }
        }
    }

    /** Both directions at once, each with its own end. */
    @Test
    void bothDirections() throws Exception {
        Random random = new Random();
        for (int i = 0; i < ROUNDS / 2; i++) {
            Ends.Kind kind = random.nextBoolean() ? Ends.Kind.TCP_CONNECTED : Ends.Kind.UNIX;
            Lib.ThreadKind thread = random.nextBoolean() && Lib.ThreadKind.VIRTUAL.exists() ? Lib.ThreadKind.VIRTUAL
                : Lib.ThreadKind.PLATFORM;
            byte[] forth = Arrays.copyOf(ALL, random.nextInt(MOST));
            byte[] back = Content.random(i, random.nextInt(MOST));
            try (Ends left = Ends.small(kind); Ends right = Ends.small(kind)) {
                Call relay = Call.start(thread, () -> {
                    Relay.Both both = Relay.both((SocketChannel) left.source, (SocketChannel) right.target);
                    assertThat(both).returns((long) forth.length, Relay.Both::forth)
                        .returns((long) back.length, Relay.Both::back);
                    return both.forth();
                });
                SocketChannel client = (SocketChannel) left.target;
                SocketChannel server = (SocketChannel) right.source;
                Call[] writers = {write(client, forth, random), write(server, back, random)};
                Drain atServer = new Drain(server);
                Drain atClient = new Drain(client);
                Content.assertSame(forth, atServer.await());
                Content.assertSame(back, atClient.await());
                for (Call writer : writers) writer.value();
                relay.value();
            }
        }
    }

    private static Call write(SocketChannel target, byte[] bytes, Random random) {
        Pace pace = new Pace(random.nextLong());
        return Call.start(() -> {
            pace.write(ByteBuffer.wrap(bytes), target);
            target.shutdownOutput();
            return (long) bytes.length;
        });
    }
}
