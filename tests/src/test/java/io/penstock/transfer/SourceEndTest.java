package io.penstock.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.Cancellation;
import io.penstock.FileRange;
import io.penstock.NativeChannels;
import io.penstock.Strategy;
import io.penstock.TransferOptions;
import io.penstock.TransferPath;
import io.penstock.TransferResult;
import io.penstock.internal.value.Transferred;
import io.penstock.support.Call;
import io.penstock.support.Content;
import io.penstock.support.Ends;
import io.penstock.support.EndsInTime;
import io.penstock.support.Lib;
import io.penstock.support.SocketPair;
import io.penstock.support.TargetKind;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.DatagramChannel;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The end of a source is told apart from a source that has nothing yet. */
@EndsInTime
class SourceEndTest {
    private static final Content CONTENT = Content.of(3 * Content.MIB + 17);
    private static final int SIZE = CONTENT.bytes.length;
    private static final ByteBuffer FIVE = ByteBuffer.wrap(new byte[] {1, 2, 3, 4, 5});

    private Path path;
    private FileChannel target;

    @BeforeEach
    void open() throws IOException {
        path = Content.fresh();
        target = FileChannel.open(path, StandardOpenOption.WRITE);
    }

    @AfterEach
    void close() throws IOException {
        target.close();
        Files.delete(path);
    }

    private void assertReceived(ReadableByteChannel source, long count, long bytes, boolean ended) throws IOException {
        TransferResult result =
            NativeChannels.transferFrom(source, new FileRange(target, 0, count), TransferOptions.DEFAULT);
        assertThat(result.bytesTransferred()).as("bytes").isEqualTo(bytes);
        assertThat(result.sourceEnded()).as("ended").isEqualTo(ended);
    }

    /** One that reads until there is something: a non-blocking source may not have it yet. */
    private void await(ReadableByteChannel source, long bytes) throws IOException {
        long moved = 0;
        while (moved < bytes) {
            TransferResult result =
                NativeChannels.transferFrom(source, new FileRange(target, moved, bytes - moved),
                TransferOptions.DEFAULT);
            assertThat(result.sourceEnded()).as("ended after %d bytes", moved).isFalse();
            moved += result.bytesTransferred();
        }
    }

    @ParameterizedTest
    @EnumSource(Ends.Kind.class)
    void nonBlocking(Ends.Kind kind) throws Exception {
        try (Ends ends = Ends.open(kind)) {
            ((SelectableChannel) ends.source).configureBlocking(false);
            assertReceived(ends.source, Long.MAX_VALUE, 0, false);
            assertReceived(ends.source, 0, 0, false);
            ends.target.write(FIVE.duplicate());
            await(ends.source, 5);
            assertReceived(ends.source, Long.MAX_VALUE, 0, false);
            ends.finish();
            TransferResult last;
            do {
                last = NativeChannels.transferFrom(ends.source, FileRange.of(target), TransferOptions.DEFAULT);
                assertThat(last.bytesTransferred()).isZero();
            } while (!last.sourceEnded()); // the other end's goodbye may be under way
            assertReceived(ends.source, 1, 0, true);
        }
    }

    @ParameterizedTest
    @EnumSource(Ends.Kind.class)
    void blocking(Ends.Kind kind) throws Exception {
        try (Ends ends = Ends.open(kind)) {
            ends.target.write(FIVE.duplicate());
            assertReceived(ends.source, 2, 2, false);
            ends.finish();
            assertReceived(ends.source, 3, 3, false);
            assertReceived(ends.source, 1, 0, true);
        }
        try (Ends ends = Ends.open(kind)) {
            ends.target.write(FIVE.duplicate());
            ends.finish();
            assertReceived(ends.source, Long.MAX_VALUE, 5, true);
        }
    }

    @Test
    void inputThatWasShut() throws Exception {
        try (Ends ends = Ends.open(Ends.Kind.TCP_ACCEPTED)) {
            ((SocketChannel) ends.source).shutdownInput();
            assertReceived(ends.source, Long.MAX_VALUE, 0, true);
            ((SelectableChannel) ends.source).configureBlocking(false);
            assertReceived(ends.source, Long.MAX_VALUE, 0, true);
        }
    }

    @Test
    void plainSocket() throws Exception {
        try (SocketPair pair = SocketPair.open()) {
            pair.far().getOutputStream().write(FIVE.array());
            assertThat(NativeChannels.transferFrom(pair.near(), new FileRange(target, 0, 5), TransferOptions.DEFAULT)
                .sourceEnded()).isFalse();
            pair.far().shutdownOutput();
            TransferResult last =
                NativeChannels.transferFrom(pair.near(), new FileRange(target, 0, 5), TransferOptions.DEFAULT);
            assertThat(last.bytesTransferred()).isZero();
            assertThat(last.sourceEnded()).isTrue();
        }
    }

    /** One of a make of its own, which may answer 0 as well. */
    @Test
    void foreign() throws Exception {
        int[] answers = {0, -1};
        ReadableByteChannel source = new ForeignStream(answers);
        assertReceived(source, 1, 0, false);
        assertReceived(source, 1, 0, true);
        try (InputStream five = Files.newInputStream(Content.of(5).file)) {
            ReadableByteChannel all = Channels.newChannel(new BufferedInputStream(five));
            assertReceived(all, 5, 5, false);
            assertReceived(all, 5, 0, true);
        }
    }

    private static final class ForeignStream implements ReadableByteChannel {
        private final int[] answers;
        private int next;

        ForeignStream(int[] answers) {
            this.answers = answers;
        }

        @Override
        public int read(ByteBuffer buffer) {
            return answers[next++];
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }

    /** Packets have none, and nothing waits for one more. */
    @Test
    void datagrams() throws Exception {
        try (DatagramChannel one = DatagramChannel.open(); DatagramChannel other = DatagramChannel.open()) {
            one.bind(new InetSocketAddress("127.0.0.1", 0));
            one.connect(other.bind(new InetSocketAddress("127.0.0.1", 0)).getLocalAddress());
            one.configureBlocking(false);
            assertReceived(one, 5, 0, false);
        }
    }

    @Test
    void files() throws Exception {
        try (FileChannel source = Content.of(5).open()) {
            assertReceived(source, 5, 5, false);
            assertReceived(source, 1, 0, true);
            source.position(3);
            assertReceived(source, Long.MAX_VALUE, 2, true);
        }
        try (FileChannel empty = FileChannel.open(Content.fresh())) {
            assertReceived(empty, Long.MAX_VALUE, 0, true);
        }
    }

    /** Out of a file: the end that it has. */
    @ParameterizedTest
    @MethodSource("io.penstock.support.Lib#strategies")
    void sent(Strategy strategy) throws Exception {
        for (TargetKind kind : new TargetKind[] {TargetKind.TCP, TargetKind.UNIX, TargetKind.FILE_EMPTY}) {
            try (FileChannel file = CONTENT.open(); TargetKind.Sink sink = kind.open()) {
                assertThat(Lib.transfer(strategy, file, 0, SIZE - 1, sink.channel()).sourceEnded()).as("before it")
                    .isFalse();
                assertThat(Lib.transfer(strategy, file, SIZE - 1, 2, sink.channel()).sourceEnded()).as("over it")
                    .isTrue();
                assertThat(Lib.transfer(strategy, file, SIZE, 1, sink.channel()).sourceEnded()).as("at it").isTrue();
                assertThat(Lib.transfer(strategy, file, SIZE + 1, Long.MAX_VALUE, sink.channel()).sourceEnded())
                    .as("behind it").isTrue();
                assertThat(Lib.transfer(strategy, file, SIZE, 0, sink.channel()).sourceEnded()).as("nothing asked")
                    .isFalse();
                sink.assertReceived(CONTENT.bytes);
            }
            try (FileChannel file = CONTENT.open(); TargetKind.Sink sink = kind.open()) {
                assertThat(Lib.transfer(strategy, file, 0, Long.MAX_VALUE, sink.channel()).sourceEnded()).isTrue();
                sink.assertReceived(CONTENT.bytes);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("io.penstock.support.Lib#strategies")
    void sentToAForeignChannel(Strategy strategy) throws Exception {
        if (strategy != Strategy.AUTO) return;
        try (FileChannel file = CONTENT.open(); TargetKind.Sink sink = TargetKind.FOREIGN.open()) {
            assertThat(Lib.transfer(strategy, file, 0, SIZE, sink.channel()).sourceEnded()).isFalse();
            assertThat(Lib.transfer(strategy, file, SIZE, 1, sink.channel()).sourceEnded()).isTrue();
        }
    }

    @Test
    void cancelledIsNotEnded() throws Exception {
        Cancellation cancelled = new Cancellation();
        cancelled.cancel();
        TransferOptions options = TransferOptions.DEFAULT.withCancellation(cancelled);
        try (FileChannel file = CONTENT.open(); TargetKind.Sink sink = TargetKind.TCP.open()) {
            assertThat(NativeChannels.transferTo(FileRange.of(file), sink.channel(), options))
                .returns(0L, TransferResult::bytesTransferred).returns(false, TransferResult::sourceEnded);
            assertThat(NativeChannels.transferFrom(file, FileRange.of(target), options))
                .returns(0L, TransferResult::bytesTransferred).returns(false, TransferResult::sourceEnded);
        }
    }

    /**
     * What an event loop does with it: it ends with the stream, where one that looks at the bytes alone would be woken
     * for ever.
     */
    @ParameterizedTest
    @EnumSource(Ends.Kind.class)
    void eventLoopEnds(Ends.Kind kind) throws Exception {
        try (Ends ends = Ends.open(kind); Selector selector = Selector.open()) {
            Call sender = Call.start(() -> {
                ByteBuffer bytes = ByteBuffer.wrap(CONTENT.bytes);
                while (bytes.hasRemaining()) ends.target.write(bytes);
                ends.finish();
                return 0L;
            });
            SelectableChannel source = (SelectableChannel) ends.source;
            source.configureBlocking(false);
            source.register(selector, SelectionKey.OP_READ);
            long moved = 0;
            TransferResult result;
            do {
                selector.select();
                selector.selectedKeys().clear();
                result = NativeChannels.transferFrom(ends.source, new FileRange(target, moved, Long.MAX_VALUE),
                    TransferOptions.DEFAULT);
                moved += result.bytesTransferred();
            } while (!result.sourceEnded());
            sender.value();
            assertThat(moved).isEqualTo(SIZE);
            Content.assertSame(CONTENT.bytes, Files.readAllBytes(path));
        }
    }

    /** Code that was written before there was this part. */
    @Test
    void madeOfFourParts() {
        assertThat(new Transferred(5, TransferPath.BUFFER, -1, null))
            .isEqualTo(new Transferred(5, TransferPath.BUFFER, -1, null, false));
    }
}
