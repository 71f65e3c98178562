package io.penstock.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.penstock.support.Content;
import io.penstock.support.Ends;
import io.penstock.support.EndsInTime;
import io.penstock.support.Lib;
import io.penstock.support.Mover;
import io.penstock.support.Stalled;
import io.penstock.support.Stalled.Progress;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The reader goes away: an error that names itself where nothing moved, else the count; never a dead JVM (SIGPIPE). */
@EndsInTime
class ResetTest {
    private static final String WHAT = "(?is).*(broken pipe|connection reset).*";

    static Stream<Arguments> cases() {
        return Arrays.stream(Ends.Kind.values()).flatMap(kind ->
            Mover.all().filter(mover -> !mover.stock() || kind != Ends.Kind.PIPE).map(mover -> arguments(kind, mover)));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void before(Ends.Kind kind, Mover mover) throws Exception {
        Content content = Content.of(Content.PAGE);
        try (FileChannel file = content.open(); Ends ends = Ends.open(kind)) {
            reset(ends);
            assertBroken(() -> mover.transferTo(file, 0, Content.PAGE, ends.target));
            assertBroken(() -> mover.transferTo(file, 0, Content.PAGE, ends.target));
            assertThat(ends.target.isOpen()).as("target open").isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void nothingMoved(Ends.Kind kind, Mover mover) throws Exception {
        try (Stalled stalled = Stalled.start(Lib.ThreadKind.PLATFORM, mover, kind, Progress.NOTHING)) {
            reset(stalled.ends);
            if (stalled.foundRoom()) return; // as in the test below
            assertThat(stalled.call.thrown()).isInstanceOf(IOException.class)
                .isNotInstanceOf(ClosedChannelException.class).hasMessageMatching(WHAT);
            assertThat(stalled.ends.target.isOpen()).as("target open").isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void someMoved(Ends.Kind kind, Mover mover) throws Exception {
        try (Stalled stalled = Stalled.start(Lib.ThreadKind.PLATFORM, mover, kind, Progress.SOME)) {
            reset(stalled.ends);
            long moved = stalled.call.value();
            assertThat(moved).isPositive().isLessThan(Stalled.SIZE);
            assertBroken(() -> mover.transferTo(stalled.file, moved, 1, stalled.ends.target));
        }
    }

    private static void reset(Ends ends) throws IOException {
        // Without lingering TCP drops what is unread and sends a reset; the other kinds break by closing.
        if (ends.source instanceof SocketChannel socket && socket.supportedOptions()
            .contains(StandardSocketOptions.SO_LINGER))
            socket.setOption(StandardSocketOptions.SO_LINGER, 0);
        ends.source.close();
    }

    private static void assertBroken(ThrowingCallable call) {
        assertThat(catchThrowable(call)).isInstanceOf(IOException.class)
            .isNotInstanceOf(ClosedChannelException.class).hasMessageMatching(WHAT);
    }
}
