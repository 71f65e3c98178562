package io.penstock.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.penstock.NativeChannels;
import io.penstock.NativeFileChannel;
import io.penstock.support.Call;
import io.penstock.support.Content;
import io.penstock.support.Ends;
import io.penstock.support.EndsInTime;
import io.penstock.support.FileMaker;
import io.penstock.support.Lib;
import io.penstock.support.Mover;
import io.penstock.support.OnPurpose;
import io.penstock.support.Stalled;
import io.penstock.support.Stalled.Progress;
import java.io.IOException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Closing a channel ends a transfer that waits on it, and the closing itself does not wait. */
@EndsInTime
@Tag("agent")
abstract class CloseContract {
    /** What another thread closes. */
    enum Closed {
        FILE,
        TARGET,
        BOTH;

        void close(Stalled stalled) throws IOException {
            if (this != TARGET) stalled.file.close();
            if (this != FILE) stalled.ends.target.close();
        }
    }

    private final Lib.ThreadKind thread;

    CloseContract(Lib.ThreadKind thread) {
        this.thread = thread;
    }

    @BeforeEach
    void canRun() {
        thread.assume();
        Lib.assumeNative("before JDK 22 a close does not wake the JDK's own transfer");
    }

    static Stream<Arguments> cases() {
        return Stream.of(Ends.Kind.TCP_ACCEPTED, Ends.Kind.UNIX, Ends.Kind.PIPE).flatMap(kind ->
            Arrays.stream(Closed.values())
                .flatMap(closed -> Mover.ours().map(mover -> arguments(kind, closed, mover))));
    }

    @ParameterizedTest
    @MethodSource("cases")
    @OnPurpose("another thread closes the socket during a transfer")
    void nothingMoved(Ends.Kind kind, Closed closed, Mover mover) throws Exception {
        try (Stalled stalled = Stalled.start(thread, mover, kind, Progress.NOTHING)) {
            assertClosedBeforeTheFirstByte(stalled, closed);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void someMoved(Ends.Kind kind, Closed closed, Mover mover) throws Exception {
        try (Stalled stalled = Stalled.start(thread, mover, kind, Progress.SOME)) {
            assertClosedOnTheWay(stalled, closed);
        }
    }

    static Stream<Arguments> ourFiles() {
        return Stream.of(Ends.Kind.TCP_ACCEPTED, Ends.Kind.PIPE).filter(kind -> Lib.proof() || kind != Ends.Kind.PIPE)
            .flatMap(kind ->
            Arrays.stream(Closed.values())
                .flatMap(closed -> FileMaker.someOfOurs().map(maker -> arguments(kind, closed, maker))));
    }

    @ParameterizedTest
    @MethodSource("ourFiles")
    void ourFile(Ends.Kind kind, Closed closed, FileMaker maker) throws Exception {
        try (Stalled stalled = Stalled.start(thread, maker, kind, Progress.NOTHING)) {
            assertClosedBeforeTheFirstByte(stalled, closed);
        }
        try (Stalled stalled = Stalled.start(thread, maker, kind, Progress.SOME)) {
            assertClosedOnTheWay(stalled, closed);
        }
    }

    /** Other owners of the channel behind ours may close it. */
    @ParameterizedTest
    @EnumSource(names = {"OPENED", "WRAPPED"})
    void behindOurFile(FileMaker maker) throws Exception {
        try (Stalled stalled = Stalled.start(thread, maker, Ends.Kind.UNIX, Progress.NOTHING)) {
            ((NativeFileChannel) stalled.file).unwrap().close();
            assertThat(stalled.call.thrown()).isInstanceOf(AsynchronousCloseException.class);
            assertOpen(stalled, Closed.FILE);
        }
    }

    private static void assertClosedBeforeTheFirstByte(Stalled stalled, Closed closed) throws Exception {
        closeFromElsewhere(stalled, closed);
        if (stalled.foundRoom()) {
            assertCount(stalled, closed);
            return;
        }
        assertThat(stalled.call.thrown())
            .isInstanceOf(AsynchronousCloseException.class).isNotInstanceOf(ClosedByInterruptException.class);
        assertOpen(stalled, closed);
        assertThat(stalled.delivered()).isEmpty();
    }

    private static void assertClosedOnTheWay(Stalled stalled, Closed closed) throws Exception {
        closeFromElsewhere(stalled, closed);
        assertCount(stalled, closed);
    }

    private static void assertCount(Stalled stalled, Closed closed) throws Exception {
        long moved = stalled.call.value();
        assertOpen(stalled, closed);
        assertThatThrownBy(() -> NativeChannels.transferTo(stalled.file, moved, 1, stalled.ends.target))
            .as("the next call").isInstanceOf(ClosedChannelException.class);
        byte[] delivered = stalled.delivered();
        assertThat(moved).isPositive().isEqualTo(delivered.length);
        Content.assertPrefix(stalled.content.bytes, delivered);
    }

    private static void closeFromElsewhere(Stalled stalled, Closed closed) throws InterruptedException {
        Call.start(() -> {
            closed.close(stalled);
            return 0L;
        }).value();
    }

    private static void assertOpen(Stalled stalled, Closed closed) {
        assertThat(stalled.file.isOpen()).as("file open").isEqualTo(closed == Closed.TARGET);
        assertThat(stalled.ends.target.isOpen()).as("target open").isEqualTo(closed == Closed.FILE);
    }
}
