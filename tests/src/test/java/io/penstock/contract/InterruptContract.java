package io.penstock.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.penstock.NativeChannels;
import io.penstock.Strategy;
import io.penstock.TransferResult;
import io.penstock.load.AbiTest;
import io.penstock.support.Call;
import io.penstock.support.Content;
import io.penstock.support.Drain;
import io.penstock.support.Ends;
import io.penstock.support.EndsInTime;
import io.penstock.support.FileMaker;
import io.penstock.support.Lib;
import io.penstock.support.Mover;
import io.penstock.support.OnPurpose;
import io.penstock.support.Stalled;
import io.penstock.support.Stalled.Progress;
import io.penstock.support.TargetKind;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Interrupting a transfer ends it, closes both channels and leaves the thread interrupted.
 *
 * <p>On purpose not as stock before JDK 22, which closes one channel only, nor as stock at any version once bytes have
 * moved: there the caller never learns how many.
 */
@EndsInTime
@Tag("agent")
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

    /** The forms that look at the file before they look at the target, too. */
    @ParameterizedTest
    @EnumSource(names = {"TCP", "PIPE", "FILE_EMPTY", "FILE_APPEND", "FOREIGN"})
    void beforeEitherForm(TargetKind kind) throws Exception {
        for (boolean whole : new boolean[] {true, false}) {
            try (FileChannel file = Content.of(Content.PAGE).open(); TargetKind.Sink sink = kind.open()) {
                Call call = Call.start(thread, () -> {
                    Thread.currentThread().interrupt();
                    return whole
                        ? NativeChannels.transferTo(file, sink.channel())
                        : NativeChannels.transferTo(file, 0, Content.PAGE, sink.channel());
                });
                assertThat(call.thrown()).isInstanceOf(ClosedByInterruptException.class);
                assertThat(file.isOpen()).as("file open").isFalse();
                assertThat(sink.channel().isOpen()).as("target open").isFalse();
            }
        }
    }

    /**
     * A file can be told to ignore interrupts, as those of the JDK's streams are; the thread still has to wait, not to
     * spin.
     */
    @ParameterizedTest
    @EnumSource(names = {"TCP_ACCEPTED", "UNIX", "PIPE"})
    void uninterruptible(Ends.Kind kind) throws Throwable {
        Content content = Content.of(Stalled.SIZE);
        AtomicReference<TransferResult> result = new AtomicReference<>();
        try (FileChannel file = content.open(); Ends ends = Ends.small(kind)) {
            makeUninterruptible(file);
            Call call = Call.start(thread, () -> {
                result.set(Lib.transfer(Strategy.AUTO, file, 0, Long.MAX_VALUE, ends.target));
                return result.get().bytesTransferred();
            });
            call.awaitBlocked();
            call.interrupt();
            Thread.sleep(300);
            Drain drain = new Drain(ends.source);
            assertThat(call.value()).isEqualTo(Stalled.SIZE);
            assertThat(call.interruptedAfter()).as("still interrupted").isTrue();
            ends.finish();
            Content.assertSame(content.bytes, drain.await());
            assertThat(result.get().systemCalls()).as("system calls: it did not spin").isLessThan(20_000);
        }
    }

    private static void makeUninterruptible(FileChannel file) throws Throwable {
        MethodHandles.Lookup jdk = (MethodHandles.Lookup) AbiTest.call("implLookup");
        jdk.findVirtual(file.getClass(), "setUninterruptible", MethodType.methodType(void.class)).bindTo(file)
            .invokeWithArguments();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void nothingMoved(Ends.Kind kind, Mover mover) throws Exception {
        try (Stalled stalled = Stalled.start(thread, mover, kind, Progress.NOTHING)) {
            stalled.call.interrupt();
            Throwable thrown = assertCutShort(stalled);
            byte[] delivered = stalled.delivered();
            if (stalled.foundRoom()) assertCounted(thrown, stalled, delivered);
            else assertThat(delivered).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    @OnPurpose("a transfer is interrupted after some bytes")
    void someMoved(Ends.Kind kind, Mover mover) throws Exception {
        try (Stalled stalled = Stalled.start(thread, mover, kind, Progress.SOME)) {
            stalled.call.interrupt();
            Throwable thrown = assertCutShort(stalled);
            byte[] delivered = stalled.delivered();
            assertThat(delivered).isNotEmpty();
            Content.assertPrefix(stalled.content.bytes, delivered);
            assertThat(Lib.moved(thrown)).isEqualTo(delivered.length);
            if (!Lib.agent()) assertThat(thrown).hasMessageMatching("(?s).*\\b" + delivered.length + "\\b.*");
        }
    }

    static Stream<Arguments> ourFiles() {
        return Stream.of(Ends.Kind.TCP_ACCEPTED, Ends.Kind.PIPE).flatMap(kind ->
            FileMaker.someOfOurs().filter(maker -> !maker.ignoresInterrupts()).map(maker -> arguments(kind, maker)));
    }

    @ParameterizedTest
    @MethodSource("ourFiles")
    void ourFile(Ends.Kind kind, FileMaker maker) throws Exception {
        try (Stalled stalled = Stalled.start(thread, maker, kind, Progress.NOTHING)) {
            stalled.call.interrupt();
            Throwable thrown = assertCutShort(stalled);
            byte[] delivered = stalled.delivered();
            if (stalled.foundRoom()) assertCounted(thrown, stalled, delivered);
            else assertThat(delivered).isEmpty();
        }
        try (Stalled stalled = Stalled.start(thread, maker, kind, Progress.SOME)) {
            stalled.call.interrupt();
            assertCounted(assertCutShort(stalled), stalled, stalled.delivered());
        }
    }

    /** An interrupt is no reason to stop, nor lost. */
    @ParameterizedTest
    @EnumSource(names = {"UNINTERRUPTIBLE", "UNINTERRUPTIBLE_CONCURRENT"})
    void ourUninterruptibleFile(FileMaker maker) throws Exception {
        try (Stalled stalled = Stalled.start(thread, maker, Ends.Kind.TCP_ACCEPTED, Progress.SOME)) {
            stalled.call.interrupt();
            Call finish = Call.start(() -> {
                long moved = stalled.call.value();
                stalled.ends.finish();
                return moved;
            });
            Content.assertSame(stalled.content.bytes, Drain.all(stalled.ends.source));
            assertThat(finish.value()).isEqualTo(Stalled.SIZE);
            assertThat(stalled.call.interruptedAfter()).as("still interrupted").isTrue();
            assertThat(stalled.file.isOpen()).as("file open").isTrue();
        }
    }

    private static void assertCounted(Throwable thrown, Stalled stalled, byte[] delivered) {
        assertThat(Lib.moved(thrown)).isPositive().isEqualTo(delivered.length);
        Content.assertPrefix(stalled.content.bytes, delivered);
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
