package io.penstock.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.penstock.support.EndsInTime;
import io.penstock.support.Lib;
import io.penstock.support.Mover;
import io.penstock.support.OnPurpose;
import io.penstock.transfer.BadInput.Answer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NotYetConnectedException;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the JDK refuses, the library refuses with the same exception; both leave everything as it was. */
@EndsInTime
class BadInputTest {
    static Stream<Arguments> sameAsStock() {
        return Arrays.stream(BadInput.values()).flatMap(input ->
            Mover.ours().filter(input::isFor).map(mover -> arguments(input, mover)));
    }

    @ParameterizedTest
    @MethodSource
    void sameAsStock(BadInput input, Mover mover) throws Exception {
        Answer stock = input.ask(Mover.STOCK);
        assertThat(stock.bytes() == 0 && (stock.thrown() != null || input.harmless())).as("a bad input for stock")
            .isTrue();
        Answer ours = input.ask(mover);
        assertThat(ours.bytes()).as("bytes").isZero();
        if (stock.thrown() == null) assertThat(ours.thrown()).isNull();
        else assertThat(ours.thrown()).isExactlyInstanceOf(stock.thrown().getClass());
    }

    static Stream<Arguments> negativeRanges() {
        assumeFalse(Lib.agent(), "the JDK takes no ranges");
        return Arrays.stream(BadInput.values()).filter(BadInput::isNegative).flatMap(input ->
            Mover.ours().filter(mover -> mover != Mover.SIMPLE).map(mover -> arguments(input, mover)));
    }

    /** A {@code FileRange} is checked when it is made, before anything is known of the ends. */
    @ParameterizedTest
    @MethodSource
    void negativeRanges(BadInput input, Mover mover) throws Exception {
        assertThat(input.ask(mover).thrown()).isExactlyInstanceOf(IllegalArgumentException.class);
    }

    static Stream<Mover> everyMover() {
        Lib.assumeNative("the JDK's own transfer is as the JDK is");
        return Mover.ours();
    }

    /**
     * On purpose not as stock, which before JDK 22 looks at neither, so that the system call fails with some
     * IOException, and later takes an output that was shut down for one that was closed in the meantime; and which asks
     * for the size of the file, at the cost of a system call, before it looks at the socket.
     * {@code SocketChannel.write} does this:
     */
    @ParameterizedTest
    @MethodSource("everyMover")
    @OnPurpose({"the socket is not connected", "the socket's output was shut down"})
    void unfitSockets(Mover mover) throws Exception {
        assertThat(BadInput.NOT_CONNECTED.ask(mover).thrown()).isExactlyInstanceOf(NotYetConnectedException.class);
        assertThat(BadInput.PAST_END_NOT_CONNECTED.ask(mover).thrown())
            .isExactlyInstanceOf(NotYetConnectedException.class);
        assertThat(BadInput.OUTPUT_SHUT_DOWN.ask(mover).thrown()).isExactlyInstanceOf(ClosedChannelException.class);
    }
}
