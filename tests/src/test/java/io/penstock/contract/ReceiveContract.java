package io.penstock.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.penstock.InterruptedTransferException;
import io.penstock.NativeChannels;
import io.penstock.UndeliveredException;
import io.penstock.support.Call;
import io.penstock.support.Content;
import io.penstock.support.Drain;
import io.penstock.support.Ends;
import io.penstock.support.EndsInTime;
import io.penstock.support.FileMaker;
import io.penstock.support.Lib;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.Channel;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Closing and interrupting a {@code transferFrom} whose source is silent, before its first byte and after some. */
@EndsInTime
@Tag("agent")
abstract class ReceiveContract {
    private static final int SIZE = Content.MIB;
    private static final int GIVEN = 10_000;

    private final Lib.ThreadKind thread;

    ReceiveContract(Lib.ThreadKind thread) {
        this.thread = thread;
    }

    @BeforeEach
    void canRun() {
        thread.assume();
        Lib.assumeNative("stock transfers treat interrupts by the rules of their JDK");
    }

    static Stream<Arguments> cases() {
        return Stream.of(Ends.Kind.TCP_ACCEPTED, Ends.Kind.PIPE).flatMap(kind ->
            FileMaker.someOfOurs().flatMap(maker -> Stream.of(0, GIVEN).map(given -> arguments(kind, maker, given))));
    }

    /** A transfer into a new file that waits for more than its source has given. */
    private final class Waiting implements AutoCloseable {
        final FileChannel file;
        final Ends ends;
        final Call call;
        private final Path path = Content.fresh();
        private final byte[] given;

        Waiting(Ends.Kind kind, FileMaker maker, int length) throws Exception {
            given = Content.of(SIZE).range(0, length);
            file = maker.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
            ends = Ends.open(kind);
            call = Call.start(thread, () -> file.transferFrom(ends.source, 0, SIZE));
            give(given);
            while (Files.size(path) < length && !call.isDone()) Thread.onSpinWait();
            call.awaitBlocked();
        }

        void give(byte[] bytes) throws IOException {
            ByteBuffer all = ByteBuffer.wrap(bytes);
            while (all.hasRemaining()) ends.target.write(all);
        }

        void closeFromElsewhere(Channel channel) throws InterruptedException {
            Call.start(() -> {
                channel.close();
                return 0L;
            }).value();
        }

        void assertClosed(Channel closed) throws InterruptedException, IOException {
            if (given.length > 0) assertThat(call.value()).isEqualTo(given.length);
            else assertThat(call.thrown()).isInstanceOf(AsynchronousCloseException.class)
                .isNotInstanceOf(ClosedByInterruptException.class);
            assertThat(file.isOpen()).as("file open").isEqualTo(closed != file);
            assertThat(ends.source.isOpen()).as("source open").isEqualTo(closed != ends.source);
            assertWritten();
        }

        void assertWritten() throws IOException {
            Content.assertSame(given, Files.readAllBytes(path));
        }

        @Override
        public void close() throws IOException {
            file.close();
            ends.close();
            Files.delete(path);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void closingTheSource(Ends.Kind kind, FileMaker maker, int given) throws Exception {
        try (Waiting waiting = new Waiting(kind, maker, given)) {
            waiting.closeFromElsewhere(waiting.ends.source);
            waiting.assertClosed(waiting.ends.source);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void closingTheFile(Ends.Kind kind, FileMaker maker, int given) throws Exception {
        try (Waiting waiting = new Waiting(kind, maker, given)) {
            waiting.closeFromElsewhere(waiting.file);
            waiting.assertClosed(waiting.file);
        }
    }

    /** A stream heeds interrupts, and a file that ignores them stays open. */
    @ParameterizedTest
    @MethodSource("cases")
    void interrupting(Ends.Kind kind, FileMaker maker, int given) throws Exception {
        try (Waiting waiting = new Waiting(kind, maker, given)) {
            waiting.call.interrupt();
            assertThat(waiting.call.thrown())
                .isInstanceOf(Lib.agent() ? ClosedByInterruptException.class : InterruptedTransferException.class);
            assertThat(Lib.moved(waiting.call.thrown())).isEqualTo(given);
            assertThat(waiting.call.interruptedAfter()).as("still interrupted").isTrue();
            assertThat(waiting.ends.source.isOpen()).as("source open").isFalse();
            assertThat(waiting.file.isOpen()).as("file open").isEqualTo(maker.ignoresInterrupts());
            waiting.assertWritten();
        }
    }

    /** What has been taken out of the stream is in the exception, and the rest is still in the stream. */
    @ParameterizedTest
    @EnumSource(names = {"TCP_ACCEPTED", "UNIX", "PIPE"})
    void fileThatTakesNothing(Ends.Kind kind) throws Exception {
        byte[] given = Content.of(SIZE).range(0, GIVEN);
        try (FileChannel full = FileChannel.open(Path.of("/dev/full"), StandardOpenOption.WRITE);
                Ends ends = Ends.open(kind)) {
            ends.target.write(ByteBuffer.wrap(given));
            ends.finish();
            Throwable thrown = Call.start(thread, () -> NativeChannels.transferFrom(ends.source, full, 0, SIZE))
                .thrown();
            assertThat(thrown).isInstanceOf(UndeliveredException.class).hasMessageContaining("No space left on device");
            byte[] taken = ((UndeliveredException) thrown).undelivered();
            assertThat(taken).isNotEmpty();
            byte[] rest = Drain.all(ends.source);
            Content.assertSame(given, ByteBuffer.allocate(taken.length + rest.length).put(taken).put(rest).array());
        }
    }
}
