package io.penstock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.penstock.Stalled.Progress;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Interrupting a transfer ends it, closes both channels and leaves the thread interrupted.
 *
 * <p>On purpose not as stock before JDK 22, which closes one channel only, nor as stock at any version once bytes have
 * moved: there the caller never learns how many.
 */
@EndsInTime
abstract class InterruptContract {
    private final Lib.ThreadKind thread;

    InterruptContract(Lib.ThreadKind thread) {
        this.thread = thread;
    }

    @BeforeEach
    void canRun() {
        thread.assume();
        Lib.assumeNative("stock transfers treat interrupts by the rules of their JDK");
    }

    static Stream<Arguments> cases() {
        return Arrays.stream(Ends.Kind.values()).filter(kind -> kind != Ends.Kind.TCP_CONNECTED)
            .flatMap(kind -> Mover.ours().map(mover -> arguments(kind, mover)));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void before(Ends.Kind kind, Mover mover) throws Exception {
        Content content = Content.of(Content.PAGE);
        try (FileChannel file = content.open(); Ends ends = Ends.open(kind)) {
            Call call = Call.start(thread, () -> {
                Thread.currentThread().interrupt();
                return mover.transferTo(file, 0, Content.PAGE, ends.target);
            });
            assertThat(call.thrown()).isInstanceOf(ClosedByInterruptException.class);
            assertThat(call.interruptedAfter()).as("still interrupted").isTrue();
            assertThat(file.isOpen()).as("file open").isFalse();
            assertThat(ends.target.isOpen()).as("target open").isFalse();
            assertThat(Drain.all(ends.source)).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void nothingMoved(Ends.Kind kind, Mover mover) throws Exception {
        try (Stalled stalled = Stalled.start(thread, mover, kind, Progress.NOTHING)) {
            stalled.call.interrupt();
            assertCutShort(stalled);
            assertThat(stalled.delivered()).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void someMoved(Ends.Kind kind, Mover mover) throws Exception {
        try (Stalled stalled = Stalled.start(thread, mover, kind, Progress.SOME)) {
            stalled.call.interrupt();
            Throwable thrown = assertCutShort(stalled);
            byte[] delivered = stalled.delivered();
            assertThat(delivered).isNotEmpty();
            Content.assertPrefix(stalled.content.bytes, delivered);
            assertThat(thrown).hasMessageMatching("(?s).*\\b" + delivered.length + "\\b.*");
        }
    }

    private static Throwable assertCutShort(Stalled stalled) throws InterruptedException {
        Throwable thrown = stalled.call.thrown();
        assertThat(thrown).isInstanceOf(ClosedByInterruptException.class);
        assertThat(stalled.call.interruptedAfter()).as("still interrupted").isTrue();
        assertThat(stalled.file.isOpen()).as("file open").isFalse();
        assertThat(stalled.ends.target.isOpen()).as("target open").isFalse();
        return thrown;
    }
}
