package io.penstock.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.penstock.Cancellation;
import io.penstock.FileRange;
import io.penstock.Gather;
import io.penstock.NativeChannels;
import io.penstock.Relay;
import io.penstock.Strategy;
import io.penstock.TransferOptions;
import io.penstock.UndeliveredException;
import io.penstock.support.Call;
import io.penstock.support.Content;
import io.penstock.support.Drain;
import io.penstock.support.Ends;
import io.penstock.support.EndsInTime;
import io.penstock.support.Lib;
import io.penstock.support.Mover;
import io.penstock.support.OnPurpose;
import io.penstock.support.Proof;
import io.penstock.support.Stalled;
import io.penstock.support.TransferFixture;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A cancellation ends transfers that wait, leaves the channels open, and loses no byte. */
@EndsInTime
class CancelTest {
    private static final Content CONTENT = Content.of(Stalled.SIZE);

    @BeforeEach
    void onlyNative() {
        Lib.assumeNative("a wait inside the JDK is ended by closing the channel only");
    }

    static Stream<Arguments> ends() {
        return Arrays.stream(Ends.Kind.values()).flatMap(kind ->
            Arrays.stream(Lib.ThreadKind.values()).map(thread -> arguments(kind, thread)));
    }

    static Stream<Arguments> twoWayEnds() {
        return ends().filter(arguments -> arguments.get()[0] != Ends.Kind.PIPE);
    }

    private static TransferOptions by(Cancellation cancellation) {
        return TransferOptions.DEFAULT.withCancellation(cancellation);
    }

    private static long send(FileChannel file, WritableByteChannel target, Strategy strategy, Cancellation cancellation)
            throws IOException {
        FileRange range = new FileRange(file, 0, Stalled.SIZE);
        return NativeChannels.transferTo(range, target, strategy, by(cancellation)).bytesTransferred();
    }

    /** Platform threads wait inside a system call here. */
    @ParameterizedTest
    @MethodSource("ends")
    @OnPurpose("a transfer is cancelled (`Cancellation`)")
    void targetIsFull(Ends.Kind kind, Lib.ThreadKind thread) throws Exception {
        thread.assume();
        for (Strategy strategy : Strategy.values()) {
            Cancellation cancellation = new Cancellation();
            try (Ends ends = Ends.small(kind); FileChannel file = CONTENT.open()) {
                Call call = Call.start(thread, () -> send(file, ends.target, strategy, cancellation));
                call.awaitBlocked();
                cancellation.cancel();
                long moved = call.value();
                assertThat(moved).as("%s", strategy).isBetween(1L, Stalled.SIZE - 1L);
                assertThat(file.isOpen() && ends.target.isOpen()).isTrue();
                assertThat(call.interruptedAfter()).isFalse();

                Drain drain = new Drain(ends.source);
                assertThat(NativeChannels.transferTo(file, moved, Long.MAX_VALUE, ends.target)).as("the rest")
                    .isEqualTo(Stalled.SIZE - moved);
                ends.finish();
                Content.assertSame(CONTENT.bytes, drain.await());
            }
        }
    }

    /** It waits for the lock of a socket into which another transfer goes. */
    @ParameterizedTest
    @MethodSource("ends")
    void targetIsBusy(Ends.Kind kind, Lib.ThreadKind thread) throws Exception {
        thread.assume();
        Cancellation cancellation = new Cancellation();
        try (Stalled first = Stalled.start(thread, Mover.AUTO, kind, Stalled.Progress.SOME)) {
            Call call = Call.start(thread,
                () -> NativeChannels.transferTo(new FileRange(first.file, 0, 100), first.ends.target, by(cancellation))
                .bytesTransferred());
            call.awaitBlocked();
            cancellation.cancel();
            assertThat(call.value()).isZero();
            assertThat(first.call.isDone()).isFalse();
        }
    }

    @ParameterizedTest
    @MethodSource("ends")
    void sourceIsEmpty(Ends.Kind kind, Lib.ThreadKind thread) throws Exception {
        thread.assume();
        Cancellation cancellation = new Cancellation();
        try (Ends ends = Ends.small(kind);
                FileChannel file = FileChannel.open(Content.fresh(), StandardOpenOption.WRITE,
                    StandardOpenOption.READ)) {
            Call call = Call.start(thread,
                () -> NativeChannels.transferFrom(ends.source, new FileRange(file, 0, 100_000), by(cancellation))
                .bytesTransferred());
            ends.target.write(ByteBuffer.wrap(CONTENT.bytes, 0, 1000));
            while (file.size() < 1000) Thread.onSpinWait();
            call.awaitBlocked();
            cancellation.cancel();
            assertThat(call.value()).isEqualTo(1000);
            assertThat(file.isOpen() && ends.source.isOpen()).isTrue();

            ends.target.write(ByteBuffer.wrap(CONTENT.bytes, 1000, 1000));
            assertThat(NativeChannels.transferFrom(ends.source, file, 1000, 1000)).isEqualTo(1000);
            ByteBuffer all = ByteBuffer.allocate(2000);
            file.read(all, 0);
            Content.assertSame(CONTENT.range(0, 2000), all.array());
        }
    }

    /** What a relay holds because its target is full comes with the exception. */
    @ParameterizedTest
    @MethodSource("ends")
    void relayWhoseTargetIsFull(Ends.Kind kind, Lib.ThreadKind thread) throws Exception {
        thread.assume();
        Cancellation cancellation = new Cancellation();
        try (Ends in = Ends.small(kind); Ends out = Ends.small(kind)) {
            Call.start(() -> {
                ByteBuffer bytes = ByteBuffer.wrap(CONTENT.bytes);
                while (bytes.hasRemaining()) in.target.write(bytes);
                return 0L;
            });
            Call call = Call.start(thread, () -> NativeChannels.relay(in.source, out.target, by(cancellation)));
            call.awaitBlocked();
            cancellation.cancel();
            Throwable thrown = call.thrownIfAny();
            assertThat(in.source.isOpen() && out.target.isOpen()).isTrue();
            out.finish();
            byte[] arrived = Drain.all(out.source);
            Content.assertPrefix(CONTENT.bytes, arrived);
            if (thrown == null) {
                assertThat(call.value()).isEqualTo(arrived.length);
            } else {
                assertThat(thrown).isInstanceOf(UndeliveredException.class)
                    .hasCauseInstanceOf(CancellationException.class);
                UndeliveredException undelivered = (UndeliveredException) thrown;
                assertThat(undelivered.bytesTransferred()).isEqualTo(arrived.length);
                byte[] rest = CONTENT.range(arrived.length, undelivered.bytesRead() - arrived.length);
                Content.assertSame(rest, undelivered.undelivered());
            }
        }
    }

    /** What each direction holds because its peer does not read comes with the exception; nothing is lost in either. */
    @ParameterizedTest
    @MethodSource("twoWayEnds")
    void bothWays(Ends.Kind kind, Lib.ThreadKind thread) throws Exception {
        thread.assume();
        int held = 0;
        for (int i = 0; i < 5; i++) {
            Cancellation cancellation = new Cancellation();
            try (Ends left = Ends.small(kind); Ends right = Ends.small(kind)) {
                SocketChannel client = (SocketChannel) left.target;
                SocketChannel one = (SocketChannel) left.source;
                SocketChannel other = (SocketChannel) right.target;
                SocketChannel server = (SocketChannel) right.source;
                Call request = write(client);
                Call answer = write(server);
                Call call = Call.start(thread, () -> Relay.both(one, other, by(cancellation)).forth());
                call.awaitBlocked();
                cancellation.cancel();
                Throwable thrown = call.thrownIfAny();
                assertThat(one.isOpen() && other.isOpen()).isTrue();
                List<UndeliveredException> undelivered = new ArrayList<>();
                if (thrown instanceof UndeliveredException first) {
                    undelivered.add(first);
                    for (Throwable second : first.getSuppressed()) undelivered.add((UndeliveredException) second);
                } else assertThat(thrown).isNull();
                for (UndeliveredException each : undelivered)
                    assertThat(each).hasCauseInstanceOf(CancellationException.class);
                held += undelivered.size();
                assertAllThere(server, other, one, request, undelivered);
                assertAllThere(client, one, other, answer, undelivered);
                assertThat(undelivered).as("of which direction?").isEmpty();
            }
        }
        assertThat(held).as("directions that held bytes").isGreaterThan(5);
    }

    private static Call write(SocketChannel socket) {
        return Call.start(() -> {
            ByteBuffer bytes = ByteBuffer.wrap(CONTENT.bytes);
            while (bytes.hasRemaining()) socket.write(bytes);
            socket.shutdownOutput();
            return 0L;
        });
    }

    /** What has arrived, what was held, if anything, and what is still in the source, are all. */
    private static void assertAllThere(
            SocketChannel reader, SocketChannel target, SocketChannel source, Call writer,
                List<UndeliveredException> undelivered) throws Exception {
        target.shutdownOutput();
        byte[] arrived = Drain.all(reader);
        byte[] rest = Drain.all(source);
        writer.value();
        byte[] held = new byte[0];
        if (arrived.length + rest.length < CONTENT.bytes.length) {
            assertThat(undelivered)
                .as("what has the %d bytes of %d that are missing", CONTENT.bytes.length - arrived.length - rest.length,
                CONTENT.bytes.length)
                .isNotEmpty();
            UndeliveredException first = undelivered.remove(0);
            assertThat(first.bytesTransferred()).isEqualTo(arrived.length);
            held = first.undelivered();
        }
        assertThat(arrived.length + held.length + rest.length).isEqualTo(CONTENT.bytes.length);
        Content.assertSame(CONTENT.bytes, ByteBuffer.allocate(CONTENT.bytes.length).put(arrived).put(held).put(rest)
            .array());
    }

    /** A relay object keeps what it holds. */
    @ParameterizedTest
    @MethodSource("ends")
    void relayObject(Ends.Kind kind, Lib.ThreadKind thread) throws Exception {
        thread.assume();
        Cancellation cancellation = new Cancellation();
        try (Ends in = Ends.small(kind); Ends out = Ends.small(kind)) {
            Relay relay = Relay.of(in.source, out.target, ByteBuffer.wrap(CONTENT.bytes), by(cancellation));
            Call call = Call.start(thread, relay::run);
            call.awaitBlocked();
            cancellation.cancel();
            assertThat(call.value()).isEqualTo(relay.bytesTransferred());
            assertThat(relay.run()).as("again").isZero();
            assertThat(relay.bytesTransferred() + relay.bytesHeld()).isEqualTo(CONTENT.bytes.length);
            out.finish();
            assertThat(Drain.all(out.source)).hasSize((int) relay.bytesTransferred());
            assertThat(relay.closeNow()).isPositive();
        }
    }

    /** From another thread, at any moment: the number is right however it comes. */
    @ParameterizedTest
    @MethodSource("ends")
    void atRandomMoments(Ends.Kind kind, Lib.ThreadKind thread) throws Exception {
        thread.assume();
        int rounds = Lib.proof() ? 2000 : 100;
        int cut = 0;
        Content content = Content.of(Content.MIB);
        for (int i = 0; i < rounds; i++) {
            Cancellation cancellation = new Cancellation();
            try (Ends ends = Ends.small(kind); FileChannel file = content.open()) {
                Call call = Call.start(thread,
                    () -> NativeChannels.transferTo(new FileRange(file, 0, Content.MIB), ends.target, by(cancellation)
                    .withMaxChunk(50_000)).bytesTransferred());
                Drain drain = i % 2 == 0 ? new Drain(ends.source) : null;
                long until = System.nanoTime() + i * 20_000L % 3_000_000;
                while (System.nanoTime() < until) Thread.onSpinWait();
                cancellation.cancel();
                long moved = call.value();
                ends.finish();
                byte[] arrived = drain != null ? drain.await() : Drain.all(ends.source);
                assertThat(arrived.length).isEqualTo(moved);
                if (moved < Content.MIB) cut++;
            }
        }
        assertThat(cut).as("transfers cut short").isPositive();
        Proof.line("cancelled at any moment, %s, %s: %d of %d transfers cut short, all counts right", kind, thread, cut,
            rounds);
    }

    /**
     * Also where others block all threads of the common pool. A cancellation that comes just before a system call must
     * not be missed.
     */
    @ParameterizedTest
    @EnumSource(Ends.Kind.class)
    void whileTheCommonPoolIsBusy(Ends.Kind kind) throws Exception {
        int rounds = Lib.proof() ? 5000 : 200;
        CountDownLatch over = new CountDownLatch(1);
        for (int i = 0; i < ForkJoinPool.getCommonPoolParallelism() + 2; i++) ForkJoinPool.commonPool().execute(() -> {
            try {
                over.await();
            } catch (InterruptedException e) {
                throw new CancellationException(e.toString());
            }
        });
        try (FileChannel file = CONTENT.open()) {
            for (int i = 0; i < rounds; i++) {
                Cancellation cancellation = new Cancellation();
                CountDownLatch started = new CountDownLatch(1);
                Strategy strategy = Strategy.values()[i % Strategy.values().length];
                try (Ends ends = Ends.small(kind)) {
                    Call call = Call.start(() -> {
                        started.countDown();
                        return send(file, ends.target, strategy, cancellation);
                    });
                    started.await();
                    long until = System.nanoTime() + i * 7_000L % 1_000_000;
                    while (System.nanoTime() < until) Thread.onSpinWait();
                    cancellation.cancel();
                    assertThat(call.value()).isLessThan(Stalled.SIZE);
                }
            }
        } finally {
            over.countDown();
        }
    }

    /** A gather that goes by the target's own writes ends with the one that goes on. */
    @Test
    void gatherByWrites() throws Exception {
        Cancellation cancellation = new Cancellation();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        WritableByteChannel target = Channels.newChannel(new OutputStream() {
            @Override
            public void write(int b) {
                bytes.write(b);
            }

            @Override
            public void write(byte[] b, int offset, int length) {
                bytes.write(b, offset, length);
                cancellation.cancel();
            }
        });
        try (FileChannel file = CONTENT.open()) {
            Gather gather = Gather.of(null, List.of(new FileRange(file, 0, Stalled.SIZE)), null);
            long moved = gather.transferTo(target, by(cancellation));
            assertThat(moved).isEqualTo(bytes.size()).isBetween(1L, (long) TransferOptions.DEFAULT_BUFFER_SIZE);
            assertThat(gather.remaining()).isEqualTo(Stalled.SIZE - moved);
            Content.assertPrefix(CONTENT.bytes, bytes.toByteArray());
        }
    }

    /** One for many: of those that wait, and of those to come. */
    @Test
    void many() throws Exception {
        Cancellation cancellation = new Cancellation();
        List<Ends> all = new ArrayList<>();
        List<Call> calls = new ArrayList<>();
        try (FileChannel file = CONTENT.open()) {
            for (int i = 0; i < 20; i++) {
                Ends ends = Ends.small(Ends.Kind.UNIX);
                all.add(ends);
                calls.add(Call.start(() -> NativeChannels.transferTo(new FileRange(file, 0, Stalled.SIZE), ends.target,
                    by(cancellation)).bytesTransferred()));
            }
            for (Call call : calls) call.awaitBlocked();
            cancellation.cancel();
            for (Call call : calls) assertThat(call.value()).isBetween(1L, Stalled.SIZE - 1L);
            assertThat(NativeChannels.transferTo(new FileRange(file, 0, 100), all.get(0).target, by(cancellation))
                .bytesTransferred()).isZero();
        } finally {
            for (Ends ends : all) ends.close();
        }
    }

    /** In the middle of files, too; with a rate, since they are fast. */
    @ParameterizedTest
    @EnumSource
    void sleepsForTheSakeOfARate(Lib.ThreadKind thread) throws Exception {
        thread.assume();
        for (TransferFixture.Direction direction : new TransferFixture.Direction[] {TransferFixture.Direction.COPY,
            TransferFixture.Direction.FILE_TO_FILE, TransferFixture.Direction.FILE_INTO_FILE}) {
            Cancellation cancellation = new Cancellation();
            try (TransferFixture trip = new TransferFixture(direction, 10_000)) {
                Call call = Call.start(thread, () -> trip.run(by(cancellation).withMaxBytesPerSecond(1)));
                call.awaitBlocked();
                cancellation.cancel();
                long moved = call.value();
                byte[] arrived = trip.arrived();
                assertThat((long) arrived.length).isEqualTo(moved).isLessThan(10_000);
            }
        }
    }
}
