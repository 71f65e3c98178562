package io.penstock.gather;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.penstock.FileRange;
import io.penstock.Gather;
import io.penstock.NativeChannels;
import io.penstock.support.Call;
import io.penstock.support.Content;
import io.penstock.support.Drain;
import io.penstock.support.Ends;
import io.penstock.support.EndsInTime;
import io.penstock.support.FileMaker;
import io.penstock.support.Lib;
import io.penstock.support.TargetKind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Header, ranges and trailer arrive whole and in order, however they are cut and wherever they go. */
@EndsInTime
public class GatherTest {
    static Stream<Arguments> everywhere() {
        return Arrays.stream(Gathered.Shape.values())
            .flatMap(shape -> Arrays.stream(TargetKind.values()).map(kind -> arguments(shape, kind)));
    }

    @ParameterizedTest
    @MethodSource
    void everywhere(Gathered.Shape shape, TargetKind kind) throws Exception {
        try (Gathered message = shape.open(FileMaker.STOCK); TargetKind.Sink sink = kind.open()) {
            Gather gather = message.gather();
            long size = message.expected().length;
            assertThat(gather.remaining()).isEqualTo(size);
            for (long sent = 0; sent < size; ) { // again only where the target is non-blocking
                long n = gather.transferTo(sink.channel());
                sent += n;
                assertThat(gather.remaining()).isEqualTo(size - sent);
                if (kind != TargetKind.TCP_NON_BLOCKING) assertThat(n).isEqualTo(size);
                Thread.onSpinWait();
            }
            assertThat(gather.transferTo(sink.channel())).as("once more").isZero();
            assertThat(gather.isShort()).isFalse();
            if (message.header != null) assertThat(message.header.position()).as("the caller's buffer").isOne();
            sink.assertReceived(message.expected());
        }
    }

    static Stream<Arguments> files() {
        return Arrays.stream(FileMaker.values()).flatMap(maker ->
            Stream.of(TargetKind.TCP, TargetKind.FOREIGN).map(kind -> arguments(maker, kind)));
    }

    @ParameterizedTest
    @MethodSource
    void files(FileMaker maker, TargetKind kind) throws Exception {
        maker.assume();
        for (Gathered.Shape shape : Gathered.Shape.values()) {
            try (Gathered message = shape.open(maker); TargetKind.Sink sink = kind.open()) {
                assertThat(NativeChannels.gather(message.header, message.ranges, message.trailer, sink.channel()))
                    .as("%s", shape).isEqualTo(message.expected().length);
                sink.assertReceived(message.expected());
            }
        }
    }

    static Stream<Arguments> threads() {
        return Arrays.stream(Ends.Kind.values())
            .flatMap(kind -> Arrays.stream(Lib.ThreadKind.values()).map(thread -> arguments(kind, thread)));
    }

    /** The target is full many times. */
    @ParameterizedTest
    @MethodSource("threads")
    void blocking(Ends.Kind kind, Lib.ThreadKind thread) throws Exception {
        thread.assume();
        for (Gathered.Shape shape : Gathered.Shape.values()) {
            try (Gathered message = shape.open(FileMaker.STOCK); Ends ends = Ends.small(kind)) {
                Call call = Call.start(thread, () -> message.gather().transferTo(ends.target));
                Drain drain = new Drain(ends.source);
                assertThat(call.value()).as("%s", shape).isEqualTo(message.expected().length);
                ends.finish();
                Content.assertSame(message.expected(), drain.await());
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Ends.Kind.class)
    void onASelector(Ends.Kind kind) throws Exception {
        for (Gathered.Shape shape : Gathered.Shape.values()) {
            try (Gathered message = shape.open(FileMaker.STOCK); Ends ends = Ends.small(kind);
                    Selector selector = Selector.open()) {
                ends.blocking(false);
                ((SelectableChannel) ends.target).register(selector, SelectionKey.OP_WRITE);
                Drain drain = new Drain(ends.source);
                Gather gather = message.gather();
                for (long before; (before = gather.remaining()) > 0; ) {
                    selector.select(key -> {}, Call.PATIENCE_MS);
                    assertThat(gather.transferTo(ends.target)).isEqualTo(before - gather.remaining());
                    assertThat(gather.isShort()).isFalse();
                }
                ends.finish();
                selector.selectNow();
                Content.assertSame(message.expected(), drain.await());
            }
        }
    }

    /** A message whose files are done does not need them any more. */
    @Test
    void theTrailerNeedsNoFile() throws Exception {
        try (Gathered message = Gathered.Shape.LARGE_BUFFERS.open(FileMaker.STOCK);
                Ends ends = Ends.small(Ends.Kind.UNIX)) {
            ends.blocking(false);
            Gather gather = message.gather();
            byte[] arrived = new byte[message.expected().length];
            ByteBuffer into = ByteBuffer.wrap(arrived);
            while (gather.remaining() > 0) {
                if (gather.remaining() < message.trailer.remaining()) message.closeFiles();
                gather.transferTo(ends.target);
                ends.source.read(into);
            }
            while (into.hasRemaining()) ends.source.read(into);
            assertThat(message.files.get(0).isOpen()).as("file open").isFalse();
            Content.assertSame(message.expected(), arrived);
        }
    }

    static Stream<Arguments> shortFiles() {
        return Stream.of(TargetKind.values())
            .flatMap(kind -> Stream.of(100, 20_000, 300_000).map(size -> arguments(kind, size)));
    }

    @ParameterizedTest
    @MethodSource
    void shortFiles(TargetKind kind, int size) throws Exception {
        Path path = Content.fresh();
        byte[] bytes = Content.random(3, size);
        Files.write(path, bytes);
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
                TargetKind.Sink sink = kind.open()) {
            FileRange range = new FileRange(file, size / 2, size); // half of it is there
            Gather gather = Gather.of(null, List.of(range, range), ByteBuffer.allocate(9));
            long there = size - size / 2;
            for (long sent = 0; sent < there; ) sent += gather.transferTo(sink.channel());
            assertThat(gather.remaining()).isEqualTo(2L * size + 9 - there);
            assertThat(gather.transferTo(sink.channel())).as("again").isZero();
            assertThat(gather.isShort()).isTrue();
            sink.assertReceived(Arrays.copyOfRange(bytes, size / 2, size));
        } finally {
            Files.delete(path);
        }
    }

    /** What is missing may come later. */
    @Test
    void aFileThatGrows() throws Exception {
        Path path = Content.fresh();
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
                TargetKind.Sink sink = TargetKind.TCP.open()) {
            Gather gather = Gather.of(null, List.of(new FileRange(file, 0, 4)), ByteBuffer.wrap(new byte[] {5}));
            file.write(ByteBuffer.wrap(new byte[] {1, 2}));
            assertThat(gather.transferTo(sink.channel())).isEqualTo(2);
            assertThat(gather.isShort()).isTrue();
            file.write(ByteBuffer.wrap(new byte[] {3, 4}));
            assertThat(gather.transferTo(sink.channel())).isEqualTo(3);
            assertThat(gather.isShort()).isFalse();
            sink.assertReceived(new byte[] {1, 2, 3, 4, 5});
        }
    }

    @Test
    void beyondTwoGiB() throws Exception {
        Path path = Content.fresh();
        long half = (1L << 31) + 7;
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
                Ends ends = Ends.open(Ends.Kind.UNIX)) {
            file.write(ByteBuffer.wrap(new byte[] {1}), half - 1); // a hole before it
            Call count = Call.start(() -> {
                ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 20);
                long sum = 0;
                for (int n; (n = ends.source.read(buffer.clear())) >= 0; ) sum += n;
                return sum;
            });
            FileRange all = new FileRange(file, 0, half);
            long sent = NativeChannels.gather(null, Lib.proof() ? List.of(all, all) : List.of(all), null, ends.target);
            ends.finish();
            assertThat(sent).isEqualTo(Lib.proof() ? 2 * half : half).isEqualTo(count.value());
        } finally {
            Files.delete(path);
        }
    }

    @Test
    void badInput() throws Exception {
        try (FileChannel file = Content.of(10).open(); Ends ends = Ends.open(Ends.Kind.UNIX)) {
            assertThatThrownBy(() -> new FileRange(null, 0, 0)).isInstanceOf(NullPointerException.class);
            assertThatThrownBy(() -> new FileRange(file, -1, 0)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> new FileRange(file, 0, -1)).isInstanceOf(IllegalArgumentException.class);
            FileRange longest = new FileRange(file, 1, Long.MAX_VALUE - 1);
            assertThat(Gather.of(null, List.of(longest), null).remaining()).isEqualTo(Long.MAX_VALUE - 1);
            for (List<FileRange> tooLong : List.of(List.of(longest, longest),
                List.of(new FileRange(file, 2, Long.MAX_VALUE - 1))))
                assertThatThrownBy(() -> Gather.of(null, tooLong, null)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> Gather.of(null, List.of(FileRange.of(file)), null))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("file.size()");
            assertThatThrownBy(() -> Gather.of(null, null, null)).isInstanceOf(NullPointerException.class);
            FileRange range = new FileRange(file, 0, 10);
            assertThatThrownBy(() -> NativeChannels.gather(null, List.of(range), null, null))
                .isInstanceOf(NullPointerException.class);
            try (SocketChannel unconnected = SocketChannel.open()) {
                assertThatThrownBy(() -> NativeChannels.gather(null, List.of(range), null, unconnected))
                    .isInstanceOf(NotYetConnectedException.class);
            }
            try (FileChannel writable = FileChannel.open(Content.fresh(), StandardOpenOption.WRITE)) {
                List<FileRange> ranges = List.of(range, new FileRange(writable, 0, 1));
                assertThatThrownBy(() -> NativeChannels.gather(null, ranges, null, ends.target))
                    .isInstanceOf(NonReadableChannelException.class);
            }
            FileRange closed = new FileRange(closed(), 0, 1);
            assertThatThrownBy(() -> NativeChannels.gather(ByteBuffer.allocate(1), List.of(range, closed), null,
                ends.target))
                .isInstanceOf(ClosedChannelException.class);
            ends.finish();
            assertThat(Drain.all(ends.source)).as("nothing was sent").isEmpty();
            assertThatThrownBy(() -> NativeChannels.gather(ByteBuffer.allocate(1), List.of(), null, ends.target))
                .isInstanceOf(ClosedChannelException.class);
        }
    }

    private static FileChannel closed() throws IOException {
        FileChannel file = Content.of(10).open();
        file.close();
        return file;
    }
}
