package io.penstock.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.penstock.support.Content;
import io.penstock.support.Drain;
import io.penstock.support.Ends;
import io.penstock.support.EndsInTime;
import io.penstock.support.Lib;
import io.penstock.support.Mover;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SelectableChannel;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A non-blocking target takes what it has room for, and the call does not block. */
@EndsInTime
public class NonBlockingTest {
    private static final int SIZE = 8 * Content.MIB;

    /**
     * Stock sends to pipes in other ways on other JDKs, and loses bytes on none; sockets are enough to compare with.
     */
    static Stream<Arguments> cases() {
        return Arrays.stream(Ends.Kind.values()).flatMap(kind ->
            Mover.all().filter(mover -> !mover.stock() || kind != Ends.Kind.PIPE).map(mover -> arguments(kind, mover)));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void fullMovesNothing(Ends.Kind kind, Mover mover) throws Exception {
        Content content = Content.of(SIZE);
        try (FileChannel file = content.open(); Ends ends = Ends.small(kind)) {
            long filled = ends.fill();
            ends.blocking(false);
            for (int i = 0; i < 10; i++) assertThat(mover.transferTo(file, 0, SIZE, ends.target)).isZero();
            ends.finish();
            assertThat(Drain.all(ends.source)).hasSize(Math.toIntExact(filled));
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void goesOnWhereItStopped(Ends.Kind kind, Mover mover) throws Exception {
        assumeTrue(!Lib.refused() || kind != Ends.Kind.PIPE, "stock into pipes");
        Content content = Content.of(SIZE);
        try (FileChannel file = content.open(); Ends ends = Ends.small(kind)) {
            ends.blocking(false);
            ((SelectableChannel) ends.source).configureBlocking(false);
            ByteBuffer arrived = ByteBuffer.allocate(SIZE);
            int shortCalls = 0;
            for (long moved = 0; moved < SIZE; ) {
                long n = mover.transferTo(file, moved, SIZE - moved, ends.target);
                moved += n;
                if (moved < SIZE) shortCalls++;
                readSome(ends.source, arrived);
            }
            ends.finish();
            assertThat(shortCalls).as("calls that found no room for all").isPositive();
            ((SelectableChannel) ends.source).configureBlocking(true);
            arrived.put(Drain.all(ends.source));
            Content.assertSame(content.bytes, arrived.array());
        }
    }

    /** Reads what is there, but not more than a page less than a pipe holds: rooms of odd sizes come up. */
    private static void readSome(ReadableByteChannel source, ByteBuffer arrived) throws Exception {
        ByteBuffer some = arrived.slice();
        some.limit(Math.min(some.limit(), Content.PIPE - Content.PAGE - 1));
        int n = source.read(some);
        if (n == 0) Thread.onSpinWait();
        arrived.position(arrived.position() + Math.max(0, n));
    }
}
