package io.penstock.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.penstock.InterruptedTransferException;
import io.penstock.NativeChannels;
import io.penstock.UndeliveredException;
import io.penstock.support.Call;
import io.penstock.support.Content;
import io.penstock.support.EndsInTime;
import io.penstock.support.FileMaker;
import io.penstock.support.Lib;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channel;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Foreign channels run with nothing locked: from inside of a transfer they may close, interrupt and transfer, and the
 * transfer ends as if that had come from elsewhere.
 */
@EndsInTime
class ReentrancyTest {
    private static final int SIZE = Content.MIB + 11;

    /** Bytes that the foreign channel takes or gives in one call, the first of which is followed by the deed. */
    private static final int CHUNK = 100_000;

    static Stream<Arguments> targets() {
        return Arrays.stream(Lib.ThreadKind.values())
            .flatMap(thread -> Arrays.stream(FileMaker.values()).flatMap(maker ->
            Arrays.stream(ReentrantAction.values()).map(inward -> arguments(thread, maker, inward))));
    }

    static Stream<Arguments> sources() {
        return targets().filter(arguments -> arguments.get()[1] != FileMaker.STOCK); // whose transferFrom is the JDK's
    }

    @ParameterizedTest
    @MethodSource("targets")
    void foreignTarget(Lib.ThreadKind thread, FileMaker maker, ReentrantAction inward) throws Exception {
        thread.assume();
        maker.assume();
        Content content = Content.of(SIZE);
        try (FileChannel file = maker.open(content.file, StandardOpenOption.READ)) {
            Target target = new Target(file, inward);
            Call call = Call.start(thread, () -> NativeChannels.transferTo(file, 0, SIZE, target));
            long moved = outcome(call, maker, inward, file);
            assertThat(moved).as("bytes that the target has").isEqualTo(target.bytes.position());
            Content.assertPrefix(content.bytes, Content.copyOf(target.bytes.flip()));
            assertThat(target.isOpen()).as("target open")
                .isEqualTo(inward != ReentrantAction.CLOSE_SELF && !(inward.interrupts() && heeds(maker)));
        }
    }

    @ParameterizedTest
    @MethodSource("sources")
    void foreignSource(Lib.ThreadKind thread, FileMaker maker, ReentrantAction inward) throws Exception {
        thread.assume();
        maker.assume();
        Path path = Content.fresh();
        try (FileChannel file = maker.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            Source source = new Source(file, inward);
            Call call = Call.start(thread, () -> file.transferFrom(source, 0, SIZE));
            if (inward.closesFile()) {
                assertUndelivered(call, source);
                assertThat(Files.size(path)).isZero();
                return;
            }
            long moved = outcome(call, maker, inward, file);
            assertThat(Files.readAllBytes(path)).as("bytes that the file has")
                .isEqualTo(Content.of(SIZE).range(0, moved));
        } finally {
            Files.delete(path);
        }
    }

    private static boolean heeds(FileMaker maker) {
        return !maker.ignoresInterrupts();
    }

    /** How far the transfer says it got, which ended as it should have. */
    private static long outcome(Call call, FileMaker maker, ReentrantAction inward, FileChannel file)
            throws InterruptedException {
        boolean interrupted = inward.interrupts() && heeds(maker);
        assertThat(call.interruptedAfter()).as("interrupted afterwards").isEqualTo(inward.interrupts());
        assertThat(file.isOpen()).as("file open").isEqualTo(!inward.closesFile() && !interrupted);
        if (interrupted) {
            assertThat(call.thrown()).isInstanceOf(ClosedByInterruptException.class)
                .isInstanceOf(InterruptedTransferException.class);
            return ((InterruptedTransferException) call.thrown()).bytesTransferred();
        }
        long moved = call.value();
        boolean whole = inward == ReentrantAction.TRANSFER || inward.interrupts();
        if (whole) assertThat(moved).isEqualTo(SIZE);
        else assertThat(moved).isPositive().isLessThan(SIZE);
        return moved;
    }

    /** The source has given bytes for which there is no file any more. */
    private static void assertUndelivered(Call call, Source source) throws InterruptedException {
        assertThat(call.thrown()).isInstanceOf(UndeliveredException.class)
            .hasCauseInstanceOf(ClosedChannelException.class);
        UndeliveredException e = (UndeliveredException) call.thrown();
        assertThat(e.bytesTransferred()).isZero();
        assertThat(e.bytesRead()).isEqualTo(source.given);
        Content.assertSame(Content.of(SIZE).range(0, source.given), e.undelivered());
    }

    private abstract static class Foreign implements Channel {
        private final FileChannel file;
        private final ReentrantAction inward;
        private boolean done;
        private volatile boolean closed;

        Foreign(FileChannel file, ReentrantAction inward) {
            this.file = file;
            this.inward = inward;
        }

        void checkOpen() throws IOException {
            if (closed) throw new ClosedChannelException();
        }

        void actOnce() throws IOException {
            if (done) return;
            done = true;
            inward.act(file, this);
        }

        @Override
        public boolean isOpen() {
            return !closed;
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    private static final class Target extends Foreign implements WritableByteChannel {
        private final ByteBuffer bytes = ByteBuffer.allocate(SIZE);

        Target(FileChannel file, ReentrantAction inward) {
            super(file, inward);
        }

        @Override
        public int write(ByteBuffer source) throws IOException {
            checkOpen();
            int n = Math.min(source.remaining(), CHUNK);
            bytes.put(source.duplicate().limit(source.position() + n));
            source.position(source.position() + n);
            actOnce();
            return n;
        }
    }

    private static final class Source extends Foreign implements ReadableByteChannel {
        private int given;

        Source(FileChannel file, ReentrantAction inward) {
            super(file, inward);
        }

        @Override
        public int read(ByteBuffer target) throws IOException {
            checkOpen();
            int n = Math.min(Math.min(target.remaining(), CHUNK), SIZE - given);
            if (n == 0) return -1;
            target.put(Content.of(SIZE).bytes, given, n);
            given += n;
            actOnce();
            return n;
        }
    }
}
