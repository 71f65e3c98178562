package io.penstock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.penstock.BadInput.Answer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NotYetConnectedException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the JDK refuses, the library refuses with the same exception; both leave everything as it was. */
@EndsInTime
class BadInputTest {
    /**
     * Before JDK 22 stock looks at neither, and the system call fails with some IOException. Here it is as on later JDKs
     * and as in {@code SocketChannel.write}.
     */
    private static final Set<BadInput> UNSEEN_BY_OLD_JDKS = EnumSet.of(BadInput.NOT_CONNECTED, BadInput.OUTPUT_SHUT_DOWN);

    static Stream<Arguments> sameAsStock() {
        return Arrays.stream(BadInput.values()).flatMap(input -> Mover.ours().map(mover -> arguments(input, mover)));
    }

    @ParameterizedTest
    @MethodSource
    void sameAsStock(BadInput input, Mover mover) throws Exception {
        assumeTrue(!UNSEEN_BY_OLD_JDKS.contains(input) || Runtime.version().feature() >= 22, "stock before JDK 22 does not look");
        Answer stock = input.ask(Mover.STOCK);
        assertThat(stock.bytes() == 0 && (stock.thrown() != null || input.harmless())).as("a bad input for stock").isTrue();
        Answer ours = input.ask(mover);
        assertThat(ours.bytes()).as("bytes").isZero();
        if (stock.thrown() == null) assertThat(ours.thrown()).isNull();
        else assertThat(ours.thrown()).isExactlyInstanceOf(stock.thrown().getClass());
    }

    static Stream<Mover> everyMover() {
        Lib.assumeNative("the JDK's own transfer is as the JDK is");
        return Mover.ours();
    }

    @ParameterizedTest
    @MethodSource("everyMover")
    void asLaterJdksDo(Mover mover) throws Exception {
        assertThat(BadInput.NOT_CONNECTED.ask(mover).thrown()).isExactlyInstanceOf(NotYetConnectedException.class);
        assertThat(BadInput.OUTPUT_SHUT_DOWN.ask(mover).thrown()).isExactlyInstanceOf(ClosedChannelException.class);
    }
}
