package io.penstock.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.penstock.support.Call;
import io.penstock.support.Content;
import io.penstock.support.Ends;
import io.penstock.support.EndsInTime;
import io.penstock.support.HugeFile;
import io.penstock.support.Lib;
import io.penstock.support.OnPurpose;
import io.penstock.support.TargetKind;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a transfer has to do, by the JDK in a loop or by this library in one call. */
@EndsInTime
abstract class TransferContract {
    private static final int ODD_SIZE = 20_011;

    /** Moves the range into the target; into a blocking one all of it. */
    abstract long transferTo(FileChannel file, long position, long count, WritableByteChannel target)
        throws IOException;

    /** Whether such targets are refused by design. */
    boolean refuses(TargetKind kind) {
        return false;
    }

    static Stream<Arguments> wholeFiles() {
        List<Integer> sizes = List.of(
                0, 1, Content.PAGE - 1, Content.PAGE, Content.PAGE + 1, Content.PIPE - 1, Content.PIPE, Content.PIPE
                    + 1,
                Content.MIB - 1, Content.MIB, Content.MIB + 1);
        return Arrays.stream(TargetKind.values()).flatMap(kind -> sizes.stream().map(size -> arguments(kind, size)));
    }

    @ParameterizedTest
    @MethodSource
    void wholeFiles(TargetKind kind, int size) throws Exception {
        check(kind, Content.of(size), 0, size);
    }

    @ParameterizedTest
    @EnumSource(value = TargetKind.class, mode = EnumSource.Mode.EXCLUDE, names = "FOREIGN_MISER")
    void sixtyFourMebibytes(TargetKind kind) throws Exception {
        if (kind != TargetKind.TCP) Lib.assumeProof("64 MiB into every kind of target");
        Content content = Content.of(64 * Content.MIB);
        check(kind, content, 0, content.bytes.length);
    }

    static Stream<Arguments> ranges() {
        return Arrays.stream(TargetKind.values()).flatMap(kind ->
            LongStream.of(0, 4097, ODD_SIZE - 1, ODD_SIZE, ODD_SIZE + 1, Long.MAX_VALUE).boxed().flatMap(position ->
                LongStream.of(0, 1, 4096, ODD_SIZE - position, ODD_SIZE + 1L, Integer.MAX_VALUE + 1L, Long.MAX_VALUE)
                    .filter(count -> count >= 0).distinct().boxed()
                    .map(count -> arguments(kind, position, count))));
    }

    @ParameterizedTest
    @MethodSource
    void ranges(TargetKind kind, long position, long count) throws Exception {
        check(kind, Content.of(ODD_SIZE), position, count);
    }

    @ParameterizedTest
    @EnumSource(TargetKind.class)
    void oneAfterTheOther(TargetKind kind) throws Exception {
        if (refuses(kind)) return; // told by every case above
        Content content = Content.of(ODD_SIZE);
        try (FileChannel file = content.open(); TargetKind.Sink sink = kind.open()) {
            for (int position = 0; position < ODD_SIZE; position += 1999)
                assertThat(drive(file, position, 1999, sink.channel(), Math.min(1999, ODD_SIZE - position)))
                    .isEqualTo(Math.min(1999, ODD_SIZE - position));
            sink.assertReceived(content.bytes);
        }
    }

    /** Whether the case beyond 4 GiB runs in small mode too. */
    boolean hugeAlways() {
        return false;
    }

    @Test
    @OnPurpose("`transferTo` moves less than `count` bytes only if the file ends or the target is non-blocking")
    void beyondFourGibibytesInOneCall() throws Exception {
        if (!hugeAlways()) Lib.assumeProof("more than 4 GiB through every strategy");
        if (refuses(TargetKind.TCP)) return; // told by every case above
        try (HugeFile huge = new HugeFile(); FileChannel file = huge.open();
                Ends ends = Ends.open(Ends.Kind.TCP_CONNECTED)) {
            Call verify = huge.verify(ends.source);
            assertThat(transferTo(file, 0, Long.MAX_VALUE, ends.target)).isEqualTo(HugeFile.SIZE);
            ends.finish();
            assertThat(verify.value()).as("bytes that arrived").isEqualTo(HugeFile.SIZE);
        }
    }

    private void check(TargetKind kind, Content content, long position, long count) throws Exception {
        byte[] expected = content.range(position, count);
        try (FileChannel file = FileChannel.open(content.file); TargetKind.Sink sink = kind.open()) {
            file.position(17);
            if (refuses(kind)) {
                assertRefused(file, position, count, sink, expected.length == 0);
                return;
            }
            assertThat(drive(file, position, count, sink.channel(), expected.length)).as("bytes moved")
                .isEqualTo(expected.length);
            sink.assertReceived(expected);
            assertThat(file.position()).as("position of the file").isEqualTo(17);
        }
    }

    private void assertRefused(FileChannel file, long position, long count, TargetKind.Sink sink, boolean empty)
            throws Exception {
        Throwable thrown = catchThrowable(() -> transferTo(file, position, count, sink.channel()));
        if (!(empty && thrown == null))
            assertThat(thrown).isInstanceOf(UnsupportedOperationException.class)
                .hasMessageMatching("(?s).*\\b(AUTO|READ_WRITE|MAP_WRITE|SENDFILE|SPLICE)\\b.*");
        assertThat(sink.channel().isOpen()).as("target still open").isTrue();
        sink.assertReceived(new byte[0]);
    }

    /** One call for a blocking target; for a non-blocking one as many as it takes, waiting for room between them. */
    private long drive(FileChannel file, long position, long count, WritableByteChannel target, long expected)
            throws Exception {
        if (!(target instanceof SocketChannel socket) || socket.isBlocking())
            return transferTo(file, position, count, target);
        try (Selector selector = Selector.open()) {
            socket.register(selector, SelectionKey.OP_WRITE);
            long moved = transferTo(file, position, count, target);
            while (moved < expected) {
                assertThat(selector.select(Call.PATIENCE_MS)).as("room for more").isEqualTo(1);
                selector.selectedKeys().clear();
                moved += transferTo(file, position + moved, count - moved, target);
            }
            return moved;
        }
    }
}
