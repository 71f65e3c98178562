package io.penstock.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.penstock.Cancellation;
import io.penstock.InterruptedTransferException;
import io.penstock.NativeChannels;
import io.penstock.Relay;
import io.penstock.TransferOptions;
import io.penstock.UndeliveredException;
import io.penstock.support.Call;
import io.penstock.support.Content;
import io.penstock.support.Ends;
import io.penstock.support.EndsInTime;
import io.penstock.support.Lib;
import io.penstock.support.TransferFixture;
import io.penstock.support.TransferFixture.Direction;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channel;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Each option in each direction, and what a listener may do. */
@EndsInTime
class OptionsTest {
    private static final int SIZE = Content.MIB + 77;
    private static final int CHUNK = 100_000;
    private static final TransferOptions SMALL = TransferOptions.DEFAULT.withMaxChunk(CHUNK);

    static Stream<Arguments> directions() {
        return Arrays.stream(Direction.values()).flatMap(direction ->
            Arrays.stream(Lib.ThreadKind.values()).map(thread -> arguments(direction, thread)));
    }

    @ParameterizedTest
    @MethodSource("directions")
    void progress(Direction direction, Lib.ThreadKind thread) throws Exception {
        thread.assume();
        List<Long> told = new ArrayList<>();
        List<Long> expected = new ArrayList<>();
        TransferOptions options = SMALL.withProgress((bytes, all) -> {
            told.add(bytes);
            expected.add(all);
        });
        try (TransferFixture trip = new TransferFixture(direction, SIZE)) {
            assertThat(Call.start(thread, () -> trip.run(options)).value()).isEqualTo(SIZE);
            Content.assertSame(trip.content.bytes, trip.arrived());
        }
        assertThat(told).isSorted().doesNotHaveDuplicates().last().isEqualTo((long) SIZE);
        assertThat(expected).containsOnly(direction.takesOutOfStream() ? -1L : SIZE);
        long before = 0;
        for (long now : told) {
            assertThat(now - before).as("one turn").isBetween(1L, (long) CHUNK);
            before = now;
        }
    }

    /** One second's worth, which no timer can make shorter. */
    @ParameterizedTest
    @MethodSource("directions")
    void rate(Direction direction, Lib.ThreadKind thread) throws Exception {
        thread.assume();
        try (TransferFixture trip = new TransferFixture(direction, SIZE)) {
            long start = System.nanoTime();
            assertThat(Call.start(thread, () -> trip.run(TransferOptions.DEFAULT.withMaxBytesPerSecond(SIZE))).value())
                .isEqualTo(SIZE);
            assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(1_000_000_000L);
            Content.assertSame(trip.content.bytes, trip.arrived());
        }
    }

    /** A turn of one byte, and rates beyond everything, are none the worse. */
    @ParameterizedTest
    @EnumSource
    void extremes(Direction direction) throws Exception {
        for (TransferOptions options : List.of(TransferOptions.DEFAULT.withMaxChunk(1),
            TransferOptions.DEFAULT.withMaxBytesPerSecond(Long.MAX_VALUE - 1))) {
            try (TransferFixture trip = new TransferFixture(direction, 333)) {
                assertThat(trip.run(options)).isEqualTo(333);
                Content.assertSame(trip.content.bytes, trip.arrived());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void cancelledBefore(Direction direction) throws Exception {
        Cancellation cancellation = new Cancellation();
        assertThat(cancellation.isCancelled()).isFalse();
        cancellation.cancel();
        try (TransferFixture trip = new TransferFixture(direction, SIZE)) {
            assertThat(trip.run(SMALL.withCancellation(cancellation))).isZero();
            assertThat(trip.arrived()).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("directions")
    void cancelledByTheListener(Direction direction, Lib.ThreadKind thread) throws Exception {
        thread.assume();
        Cancellation cancellation = new Cancellation();
        TransferOptions options = SMALL.withCancellation(cancellation)
            .withProgress((bytes, all) -> cancellation.cancel());
        try (TransferFixture trip = new TransferFixture(direction, SIZE)) {
            long moved = Call.start(thread, () -> trip.run(options)).value();
            assertThat(moved).isBetween(1L, (long) 2 * CHUNK);
            byte[] arrived = trip.arrived();
            assertThat(arrived).hasSize(direction == Direction.COPY_OF_PATHS ? 0 : (int) moved); // all or nothing
            Content.assertPrefix(trip.content.bytes, arrived);
        }
    }

    /**
     * What it throws, error or exception, comes as it is, and what has arrived is what it was told, but for what a
     * stream gave before.
     */
    @ParameterizedTest
    @MethodSource("directions")
    void listenerThrows(Direction direction, Lib.ThreadKind thread) throws Exception {
        thread.assume();
        for (Throwable thrown : new Throwable[] {new IllegalStateException("enough"), new AssertionError("enough")}) {
            List<Long> told = new ArrayList<>();
            TransferOptions options = SMALL.withProgress((bytes, all) -> {
                told.add(bytes);
                if (bytes <= 2 * CHUNK) return;
                if (thrown instanceof Error error) throw error;
                throw (RuntimeException) thrown;
            });
            try (TransferFixture trip = new TransferFixture(direction, SIZE)) {
                Throwable caught = Call.start(thread, () -> trip.run(options)).thrown();
                if (direction != Direction.COPY_OF_PATHS)
                    assertThat(trip.source.isOpen() && trip.target.isOpen()).isTrue();
                byte[] arrived = trip.arrived();
                if (direction == Direction.COPY_OF_PATHS) assertThat(arrived).as("all or nothing").isEmpty();
                else assertThat((long) arrived.length).isGreaterThanOrEqualTo(told.get(told.size() - 1));
                Content.assertPrefix(trip.content.bytes, arrived);
                if (caught instanceof UndeliveredException undelivered) {
                    assertThat(direction).isEqualTo(Direction.RELAY);
                    assertThat(undelivered.bytesTransferred()).isEqualTo(arrived.length);
                    Content.assertPrefix(trip.content.bytes, concat(arrived, undelivered.undelivered()));
                    caught = caught.getCause();
                }
                assertThat(caught).isSameAs(thrown);
            }
        }
    }

    private static byte[] concat(byte[] one, byte[] other) {
        byte[] both = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }

    @ParameterizedTest
    @MethodSource("directions")
    void listenerCloses(Direction direction, Lib.ThreadKind thread) throws Exception {
        thread.assume();
        if (direction == Direction.COPY_OF_PATHS) return; // nobody has its channels
        for (boolean source : new boolean[] {true, false}) {
            try (TransferFixture trip = new TransferFixture(direction, SIZE)) {
                List<Long> told = new ArrayList<>();
                Call call = Call.start(thread, () -> trip.run(SMALL.withProgress((bytes, all) -> {
                    told.add(bytes);
                    close(source ? trip.source : trip.target);
                })));
                Throwable thrown = call.thrownIfAny();
                if (thrown == null) assertThat(call.value()).isEqualTo(told.get(0));
                else assertThat(direction.isRelay()).as("%s", thrown).isTrue(); // its next run throws
                assertThat(told).hasSize(1);
            }
        }
    }

    private static void close(Channel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Another thread's close takes effect while the listener waits for it: no lock stands in between. */
    @ParameterizedTest
    @MethodSource("directions")
    void listenerWaitsForACloser(Direction direction, Lib.ThreadKind thread) throws Exception {
        thread.assume();
        if (direction == Direction.COPY_OF_PATHS) return;
        for (boolean source : new boolean[] {true, false}) {
            try (TransferFixture trip = new TransferFixture(direction, SIZE)) {
                TransferOptions options = SMALL.withProgress((bytes, all) -> {
                    Call closer = Call.start(() -> {
                        close(source ? trip.source : trip.target);
                        return 1L;
                    });
                    try {
                        closer.value();
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                });
                Call.start(thread, () -> trip.run(options)).thrownIfAny();
                assertThat((source ? trip.source : trip.target).isOpen()).isFalse();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("directions")
    void listenerInterrupts(Direction direction, Lib.ThreadKind thread) throws Exception {
        thread.assume();
        try (TransferFixture trip = new TransferFixture(direction, SIZE)) {
            List<Long> told = new ArrayList<>();
            Call call = Call.start(thread, () -> trip.run(SMALL.withProgress((bytes, all) -> {
                told.add(bytes);
                Thread.currentThread().interrupt();
            })));
            Throwable thrown = call.thrown();
            assertThat(thrown).isInstanceOf(ClosedByInterruptException.class);
            assertThat(call.interruptedAfter()).isTrue();
            assertThat(told).hasSize(1);
            if (direction != Direction.COPY_OF_PATHS)
                assertThat(trip.source.isOpen() || trip.target.isOpen()).isFalse();
            if (thrown instanceof InterruptedTransferException interrupted && !direction.isRelay())
                assertThat(interrupted.bytesTransferred()).isEqualTo(told.get(0));
        }
    }

    /** Into the same socket, between two turns; the outer transfer goes on as before, and still sees a close. */
    @ParameterizedTest
    @EnumSource(Lib.ThreadKind.class)
    void listenerTransfersIntoTheSameSocket(Lib.ThreadKind thread) throws Exception {
        thread.assume();
        Content inner = Content.of(4096);
        for (Direction direction : new Direction[] {Direction.FILE_TO_SOCKET, Direction.FILE_TO_UNIX,
            Direction.FILE_TO_PIPE}) {
            try (TransferFixture trip = new TransferFixture(direction, SIZE); FileChannel file = inner.open()) {
                TransferOptions options = SMALL.withProgress((bytes, all) -> {
                    try {
                        assertThat(NativeChannels.transferTo(file, (WritableByteChannel) trip.target)).isEqualTo(4096);
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                    if (bytes > 5 * CHUNK) close(trip.target);
                });
                long moved = Call.start(thread, () -> trip.run(options)).value();
                assertThat(moved).isBetween(5L * CHUNK + 1, 6L * CHUNK);
                byte[] arrived = trip.arrived();
                long turns = (arrived.length - moved) / 4096;
                assertThat(arrived.length - moved).isEqualTo(4096 * turns).isPositive();
            }
        }
    }

    /** A relay that is stepped through tells its listener, and a cancelled one steps no more. */
    @Test
    void steps() throws Exception {
        List<Long> told = new ArrayList<>();
        Cancellation cancellation = new Cancellation();
        try (Ends in = Ends.open(Ends.Kind.TCP_CONNECTED); Ends out = Ends.open(Ends.Kind.TCP_CONNECTED)) {
            in.target.write(ByteBuffer.wrap(Content.of(4096).bytes));
            ((SelectableChannel) in.source).configureBlocking(false);
            out.blocking(false);
            try (Relay relay = Relay.of(in.source, out.target, TransferOptions.DEFAULT.withMaxChunk(1000)
                    .withProgress((bytes, all) -> told.add(bytes)).withCancellation(cancellation))) {
                while (relay.bytesTransferred() < 4096) {
                    long before = relay.bytesTransferred();
                    relay.step();
                    assertThat(relay.bytesTransferred() - before).isLessThanOrEqualTo(1000);
                }
                assertThat(told).endsWith(4096L);
                cancellation.cancel();
                assertThatThrownBy(relay::step).isInstanceOf(CancellationException.class);
            }
        }
    }

    /** A rate does not put a thread to sleep that has a selector to serve: one turn of a tenth of a second. */
    @Test
    void nonBlocking() throws Exception {
        try (TransferFixture trip = new TransferFixture(Direction.FILE_TO_SOCKET, SIZE)) {
            ((SelectableChannel) trip.target).configureBlocking(false);
            assertThat(trip.run(TransferOptions.DEFAULT.withMaxBytesPerSecond(1000))).isEqualTo(100);
        }
    }

    /**
     * A listener that is told with a non-blocking socket: a close by another thread would wait for the socket's lock.
     */
    @Test
    void closerOfANonBlockingSocket() throws Exception {
        try (TransferFixture trip = new TransferFixture(Direction.FILE_TO_SOCKET, SIZE)) {
            ((SelectableChannel) trip.target).configureBlocking(false);
            Throwable thrown = catchThrowable(() -> trip.run(SMALL.withProgress((bytes, all) -> {
                try {
                    Call.start(() -> {
                        close(trip.target);
                        return 0L;
                    }).value();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            })));
            assertThat(thrown).isNull();
            assertThatThrownBy(() -> trip.run(SMALL)).isInstanceOf(ClosedChannelException.class);
        }
    }
}
