package io.penstock.gather;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.penstock.FileRange;
import io.penstock.Gather;
import io.penstock.InterruptedTransferException;
import io.penstock.support.Call;
import io.penstock.support.Content;
import io.penstock.support.Descriptors;
import io.penstock.support.Drain;
import io.penstock.support.Ends;
import io.penstock.support.EndsInTime;
import io.penstock.support.FileMaker;
import io.penstock.support.Lib;
import io.penstock.support.Stalled;
import io.penstock.support.TargetKind;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Close, interrupt and truncation while a gather waits for room: the count is exact, and the rest can go elsewhere. */
@EndsInTime
class GatherCutShortTest {
    private static final int SIZE = 8 * Content.MIB;
    private static final int BEFORE = 40;

    /** What the bytes are in that it waits with. */
    enum Part {
        RECORDS, FINE_RECORDS, LARGE_RANGE, TRAILER;

        boolean isFile() {
            return this != TRAILER;
        }
    }

    /** A gather that waits, because its peer does not read. */
    private static final class Waiting implements Closeable {
        final FileChannel file;
        final FileChannel small = Content.of(BEFORE).open();
        final Ends ends;
        final Gather gather;
        final byte[] expected;
        final int filled;
        final Call call;

        Waiting(Part part, Ends.Kind kind, Lib.ThreadKind thread, Stalled.Progress progress, FileMaker maker)
            throws Exception {
            byte[] head = {1, 2, 3};
            Content content = Content.of(SIZE);
            file = maker.open(content.file, StandardOpenOption.READ);
            List<FileRange> ranges = new ArrayList<>(List.of(new FileRange(small, 0, BEFORE)));
            int piece = part == Part.FINE_RECORDS ? 1000 : part == Part.RECORDS ? 8192 : SIZE;
            if (part.isFile()) for (int i = 0; i < SIZE;
                i += piece) ranges.add(new FileRange(file, i, Math.min(piece, SIZE - i)));
            gather = Gather.of(ByteBuffer.wrap(head), ranges, part.isFile() ? null : ByteBuffer.wrap(content.bytes));
            expected = ByteBuffer.allocate(head.length + BEFORE + SIZE).put(head).put(Content.of(BEFORE).bytes)
                .put(content.bytes).array();
            ends = Ends.small(kind);
            filled = progress == Stalled.Progress.NOTHING ? Math.toIntExact(ends.fill()) : 0;
            call = Call.start(thread, () -> gather.transferTo(ends.target));
            call.awaitBlocked();
        }

        byte[] delivered() throws Exception {
            if (ends.target.isOpen()) ends.finish();
            byte[] all = Drain.all(ends.source);
            return Arrays.copyOfRange(all, filled, all.length);
        }

        /** That what has not arrived is what the gather sends next. */
        void assertRestFollows() throws Exception {
            byte[] delivered = delivered();
            Content.assertPrefix(expected, delivered);
            assertThat(gather.remaining()).isEqualTo(expected.length - delivered.length);
            if (!file.isOpen()) {
                assertThatThrownBy(() -> gather.transferTo(ends.target)).as("the next call")
                    .isInstanceOf(ClosedChannelException.class);
                return;
            }
            try (TargetKind.Sink other = TargetKind.TCP.open()) {
                gather.transferTo(other.channel());
                other.assertReceived(Arrays.copyOfRange(expected, delivered.length, expected.length));
            }
        }

        @Override
        public void close() throws IOException {
            file.close();
            small.close();
            ends.close();
        }
    }

    private static Stream<Arguments> cases(Part... parts) {
        return Arrays.stream(parts)
            .flatMap(part -> Stream.of(Ends.Kind.TCP_ACCEPTED, Ends.Kind.UNIX, Ends.Kind.PIPE).flatMap(kind ->
            Arrays.stream(Lib.ThreadKind.values()).map(thread -> arguments(part, kind, thread))));
    }

    static Stream<Arguments> all() {
        return cases(Part.values());
    }

    static Stream<Arguments> ofFiles() {
        return cases(Part.RECORDS, Part.FINE_RECORDS, Part.LARGE_RANGE);
    }

    private static void canRun(Lib.ThreadKind thread) {
        thread.assume();
        Lib.assumeNative("before JDK 22 a close does not wake the JDK's own transfer");
    }

    private static void elsewhere(Closeable closing) throws InterruptedException {
        Call.start(() -> {
            closing.close();
            return 0L;
        }).value();
    }

    @ParameterizedTest
    @MethodSource("all")
    void closedTarget(Part part, Ends.Kind kind, Lib.ThreadKind thread) throws Exception {
        canRun(thread);
        try (Waiting waiting = new Waiting(part, kind, thread, Stalled.Progress.SOME, FileMaker.STOCK)) {
            elsewhere(waiting.ends.target::close);
            assertThat(waiting.call.value()).isEqualTo(waiting.expected.length - waiting.gather.remaining())
                .isPositive();
            waiting.assertRestFollows();
        }
        try (Waiting waiting = new Waiting(part, kind, thread, Stalled.Progress.NOTHING, FileMaker.STOCK)) {
            elsewhere(waiting.ends.target::close);
            assertThat(waiting.call.thrown()).isInstanceOf(AsynchronousCloseException.class)
                .isNotInstanceOf(ClosedByInterruptException.class);
            waiting.assertRestFollows();
        }
    }

    @ParameterizedTest
    @MethodSource("ofFiles")
    void closedFile(Part part, Ends.Kind kind, Lib.ThreadKind thread) throws Exception {
        canRun(thread);
        try (Waiting waiting = new Waiting(part, kind, thread, Stalled.Progress.SOME, FileMaker.STOCK)) {
            elsewhere(waiting.file::close);
            assertThat(waiting.call.value()).isEqualTo(waiting.expected.length - waiting.gather.remaining())
                .isPositive();
            assertThat(waiting.ends.target.isOpen()).as("target open").isTrue();
            waiting.assertRestFollows();
        }
    }

    /** Before the first byte it is the first file whose close is noticed. */
    @ParameterizedTest
    @EnumSource(Lib.ThreadKind.class)
    void closedFirstFile(Lib.ThreadKind thread) throws Exception {
        canRun(thread);
        try (Waiting waiting =
                new Waiting(Part.RECORDS, Ends.Kind.UNIX, thread, Stalled.Progress.NOTHING, FileMaker.STOCK)) {
            elsewhere(waiting.small::close);
            assertThat(waiting.call.thrown()).isInstanceOf(AsynchronousCloseException.class);
            assertThat(waiting.delivered()).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void interrupted(Part part, Ends.Kind kind, Lib.ThreadKind thread) throws Exception {
        canRun(thread);
        for (FileMaker maker : new FileMaker[] {FileMaker.STOCK, FileMaker.CONCURRENT}) {
            try (Waiting waiting = new Waiting(part, kind, thread, Stalled.Progress.SOME, maker)) {
                waiting.call.interrupt();
                Throwable thrown = waiting.call.thrown();
                assertThat(thrown).isInstanceOf(InterruptedTransferException.class);
                assertThat(waiting.call.interruptedAfter()).as("still interrupted").isTrue();
                assertThat(waiting.ends.target.isOpen()).as("target open").isFalse();
                assertThat(waiting.file.isOpen()).as("file open").isEqualTo(!part.isFile());
                assertThat(waiting.small.isOpen()).as("a file that has gone").isTrue();
                byte[] delivered = waiting.delivered();
                Content.assertPrefix(waiting.expected, delivered);
                assertThat(((InterruptedTransferException) thrown).bytesTransferred()).isEqualTo(delivered.length);
                assertThat(waiting.gather.remaining()).isEqualTo(waiting.expected.length - delivered.length);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("ofFiles")
    void interruptIgnored(Part part, Ends.Kind kind, Lib.ThreadKind thread) throws Exception {
        canRun(thread);
        try (Waiting waiting = new Waiting(part, kind, thread, Stalled.Progress.SOME, FileMaker.UNINTERRUPTIBLE)) {
            waiting.call.interrupt();
            Drain drain = new Drain(waiting.ends.source);
            assertThat(waiting.call.value()).isEqualTo(waiting.expected.length);
            assertThat(waiting.call.interruptedAfter()).as("still interrupted").isTrue();
            waiting.ends.finish();
            Content.assertSame(waiting.expected, drain.await());
        }
    }

    /** As the channels' own methods do: the write of a non-blocking target ignores it, a read of a file never does. */
    @ParameterizedTest
    @EnumSource(Lib.ThreadKind.class)
    void interruptedBefore(Lib.ThreadKind thread) throws Exception {
        thread.assume();
        for (boolean blocking : new boolean[] {true, false}) {
            for (Gathered.Shape shape : new Gathered.Shape[] {Gathered.Shape.HEADER, Gathered.Shape.RECORDS}) {
                try (Gathered message = shape.open(FileMaker.STOCK); Ends ends = Ends.open(Ends.Kind.UNIX)) {
                    ends.blocking(blocking);
                    Call call = Call.start(thread, () -> {
                        Thread.currentThread().interrupt();
                        return message.gather().transferTo(ends.target);
                    });
                    boolean ignored = !blocking && shape == Gathered.Shape.HEADER;
                    if (ignored) assertThat(call.value()).isEqualTo(message.expected().length);
                    else assertThat(call.thrown()).isInstanceOf(InterruptedTransferException.class);
                    assertThat(call.interruptedAfter()).as("still interrupted").isTrue();
                    assertThat(ends.target.isOpen()).as("target open").isEqualTo(ignored);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("ofFiles")
    void truncated(Part part, Ends.Kind kind, Lib.ThreadKind thread) throws Exception {
        thread.assume();
        Path path = Content.fresh();
        Files.write(path, Content.of(SIZE).bytes);
        int piece = part == Part.FINE_RECORDS ? 1000 : part == Part.RECORDS ? 8192 : SIZE;
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
                Ends ends = Ends.small(kind)) {
            List<FileRange> ranges = new ArrayList<>();
            for (int i = 0; i < SIZE; i += piece) ranges.add(new FileRange(file, i, Math.min(piece, SIZE - i)));
            Gather gather = Gather.of(null, ranges, ByteBuffer.allocate(5));
            Call call = Call.start(thread, () -> gather.transferTo(ends.target));
            call.awaitBlocked();
            file.truncate(0);
            Drain drain = new Drain(ends.source);
            long moved = call.value();
            ends.finish();
            assertThat(moved).isPositive().isLessThan(SIZE).isEqualTo(drain.await().length);
            assertThat(gather.isShort()).isTrue();
        } finally {
            Files.delete(path);
        }
    }

    @Test
    void brokenTarget() throws Exception {
        for (Gathered.Shape shape : new Gathered.Shape[] {Gathered.Shape.HEADER, Gathered.Shape.RECORDS,
            Gathered.Shape.MANY_RECORDS}) {
            try (Gathered message = shape.open(FileMaker.STOCK); Ends ends = Ends.open(Ends.Kind.UNIX)) {
                ends.source.close();
                Gather gather = message.gather();
                assertThatThrownBy(() -> gather.transferTo(ends.target)).isInstanceOf(IOException.class)
                    .hasMessageContaining("Broken pipe");
                assertThat(gather.remaining()).isEqualTo(message.expected().length);
            }
        }
    }

    @Test
    void descriptors() throws Exception {
        for (int round = 0; round < 5; round++) cutShortEveryWay();
        long before = Descriptors.inUse();
        for (int round = 0; round < (Lib.proof() ? 500 : 20); round++) cutShortEveryWay();
        assertThat(Descriptors.inUse()).as("descriptors").isLessThanOrEqualTo(before);
    }

    private static void cutShortEveryWay() throws Exception {
        for (Gathered.Shape shape : Gathered.Shape.values()) {
            try (Gathered message = shape.open(FileMaker.STOCK); Ends ends = Ends.small(Ends.Kind.UNIX)) {
                ends.blocking(false);
                Gather gather = message.gather();
                gather.transferTo(ends.target);
                ends.target.close();
                assertThatThrownBy(() -> gather.transferTo(ends.target)).isInstanceOf(ClosedChannelException.class);
            }
        }
    }
}
