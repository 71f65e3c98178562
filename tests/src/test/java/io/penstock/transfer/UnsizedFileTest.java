package io.penstock.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.penstock.FileRange;
import io.penstock.Gather;
import io.penstock.NativeChannels;
import io.penstock.Sharing;
import io.penstock.TransferOptions;
import io.penstock.TransferPath;
import io.penstock.TransferResult;
import io.penstock.internal.value.Transferred;
import io.penstock.support.Content;
import io.penstock.support.Drain;
import io.penstock.support.Ends;
import io.penstock.support.EndsInTime;
import io.penstock.support.FileSystem;
import io.penstock.support.Lib;
import io.penstock.support.Mover;
import io.penstock.support.OnPurpose;
import io.penstock.support.TargetKind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Files of a file system in user space that tell no size, or less than they have: the kernel's shortcuts see an end
 * where there is none, and that does not count as the end.
 */
@Tag("agent")
@EndsInTime
class UnsizedFileTest {
    private static final Content CONTENT = Content.of(700_001);
    private static final int SIZE = CONTENT.bytes.length;
    private static final int HALF = 350_003;

    private static final Set<TargetKind> STREAMS =
        EnumSet.of(TargetKind.TCP, TargetKind.TCP_NON_BLOCKING, TargetKind.UNIX, TargetKind.PIPE);

    private static FileSystem system;

    @BeforeAll
    static void mount() throws Exception {
        system = FileSystem.mountUnsized(CONTENT.file);
    }

    @AfterAll
    static void unmount() throws IOException {
        if (system != null) system.close();
    }

    @BeforeEach
    void possible() {
        Lib.assumeNative("what the JDK makes of such files is its own");
    }

    /** One that says it has so many bytes. */
    private static FileChannel open(int told) throws IOException {
        return FileChannel.open(system.root.resolve(Integer.toString(told)));
    }

    static Stream<Arguments> sends() {
        // the others are not the agent's
        return Arrays.stream(TargetKind.values()).filter(kind -> !Lib.agent() || STREAMS.contains(kind))
            .flatMap(kind -> Mover.ours().map(mover -> arguments(mover, kind)));
    }

    /** All that the file has, or by an explicit strategy all that this can see, and then a refusal. */
    @ParameterizedTest
    @MethodSource("sends")
    @OnPurpose("a file that tells no size, of a file system in user space")
    void sent(Mover mover, TargetKind kind) throws Exception {
        for (int told : new int[] {0, HALF}) {
            try (FileChannel file = open(told); TargetKind.Sink sink = kind.open()) {
                int moved = 0;
                try {
                    for (long n = 1; n > 0 && moved < SIZE; moved += n)
                        n = mover.transferTo(file, moved, SIZE - moved, sink.channel());
                } catch (UnsupportedOperationException e) {
                    assertThat(mover.explicit() && (kind.foreign() || mover != Mover.READ_WRITE))
                        .as("refused: %s", e.getMessage()).isTrue();
                    assertThat(moved).as("what it sees").isLessThan(SIZE);
                    sink.assertReceived(Arrays.copyOf(CONTENT.bytes, moved));
                    continue;
                }
                sink.assertReceived(Arrays.copyOf(CONTENT.bytes, moved));
                if (hasAll(mover, kind, told)) assertThat(moved).as("%d told", told).isEqualTo(SIZE);
            }
        }
    }

    /**
     * With the agent as the JDK: before 21 it sees nothing of such a file, and later nothing at a position behind its
     * size.
     */
    private static boolean hasAll(Mover mover, TargetKind kind, int told) {
        return !mover.stock() || told == 0 && kind != TargetKind.TCP_NON_BLOCKING && Runtime.version().feature() >= 21;
    }

    @ParameterizedTest
    @EnumSource(TargetKind.class)
    void sentByOurChannel(TargetKind kind) throws Exception {
        if (kind == TargetKind.TCP_NON_BLOCKING) return; // takes the range in several calls, as above
        try (FileChannel file = NativeChannels.wrap(open(0)); TargetKind.Sink sink = kind.open()) {
            assertThat(file.transferTo(0, Long.MAX_VALUE, sink.channel())).isEqualTo(SIZE);
            sink.assertReceived(CONTENT.bytes);
        }
    }

    @Test
    void toldByTheResult() throws Exception {
        try (FileChannel file = open(0); TargetKind.Sink sink = TargetKind.TCP.open()) {
            TransferResult result =
                NativeChannels.transferTo(FileRange.of(file), sink.channel(), TransferOptions.DEFAULT);
            assertThat(result.path()).isEqualTo(TransferPath.READ_WRITE);
            assertThat(result.fallbackReason()).isEqualTo("sendfile(2) sees no bytes");
            assertThat(result.sourceEnded()).isTrue();
            sink.assertReceived(CONTENT.bytes);
        }
    }

    /**
     * What the end costs: nothing where the count or the size is reached, and a read after the call that sees none
     * where it is passed.
     */
    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 1})
    void callsOfOrdinaryFiles(int more) throws Exception {
        int size = Content.PAGE;
        for (long count : more == 0 ? new long[] {size, Long.MAX_VALUE} : new long[] {size + more}) {
            try (FileChannel file = Content.of(size).open(); TargetKind.Sink sink = TargetKind.TCP.open()) {
                TransferResult result =
                    NativeChannels.transferTo(new FileRange(file, 0, count), sink.channel(), TransferOptions.DEFAULT);
                int calls = more > 0 ? 3 : 1; // sendfile; or that, sendfile, pread
                boolean ended = count > size;
                assertThat(result).isEqualTo(new Transferred(Math.min(count, size), TransferPath.SENDFILE, calls, null,
                    ended));
                sink.assertReceived(Content.of(size).range(0, count));
            }
        }
    }

    static Stream<Arguments> gathers() {
        return Stream.of(Ends.Kind.values()).flatMap(kind -> Stream.of(1000, 48 * 1024, SIZE).flatMap(range ->
            Stream.of(0, HALF).map(told -> arguments(kind, range, told))));
    }

    @ParameterizedTest
    @MethodSource("gathers")
    void gathered(Ends.Kind kind, int range, int told) throws Exception {
        ByteBuffer header = ByteBuffer.wrap("header".getBytes());
        ByteBuffer trailer = ByteBuffer.wrap("trailer".getBytes());
        try (FileChannel file = open(told); Ends ends = Ends.open(kind)) {
            Drain drain = new Drain(ends.source);
            List<FileRange> ranges = new ArrayList<>();
            for (int at = 0; at < SIZE; at += range) ranges.add(new FileRange(file, at, Math.min(range, SIZE - at)));
            Gather gather = Gather.of(header, ranges, trailer);
            while (gather.remaining() > 0 && gather.transferTo(ends.target) > 0) {}
            assertThat(gather.isShort()).isFalse();
            ends.finish();
            byte[] all = ByteBuffer.allocate(SIZE + 13).put(header.duplicate()).put(CONTENT.bytes)
                .put(trailer.duplicate()).array();
            Content.assertSame(all, drain.await());
        }
    }

    @Test
    void gatheredToAForeignChannel() throws Exception {
        try (FileChannel file = open(0); TargetKind.Sink sink = TargetKind.FOREIGN.open()) {
            Gather gather = Gather.of(ByteBuffer.allocate(0), List.of(new FileRange(file, 0, SIZE)),
                ByteBuffer.allocate(0));
            assertThat(gather.transferTo(sink.channel())).isEqualTo(SIZE);
            sink.assertReceived(CONTENT.bytes);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 5000})
    void copied(int told) throws Exception {
        Path target = Content.fresh();
        for (Sharing sharing : new Sharing[] {Sharing.AUTO, Sharing.NEVER}) {
            NativeChannels.copy(system.root.resolve(Integer.toString(told)), target, sharing);
            Content.assertSame(CONTENT.bytes, Files.readAllBytes(target));
        }
        Files.delete(target);
    }

    /** As the source of a transfer into a file, by the library's call and by its channel. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void received(boolean byChannel) throws Exception {
        Path path = Content.fresh();
        try (FileChannel source = open(0); FileChannel target = FileChannel.open(path, StandardOpenOption.WRITE)) {
            if (byChannel) assertThat(NativeChannels.wrap(target).transferFrom(source, 0, Long.MAX_VALUE))
                .isEqualTo(SIZE);
            else assertThat(NativeChannels.transferFrom(source, FileRange.of(target), TransferOptions.DEFAULT))
                .returns((long) SIZE, TransferResult::bytesTransferred).returns(true, TransferResult::sourceEnded);
            assertThat(source.position()).isEqualTo(SIZE);
            Content.assertSame(CONTENT.bytes, Files.readAllBytes(path));
        }
        Files.delete(path);
    }

    /** A range that ends before the content does. */
    @ParameterizedTest
    @MethodSource("io.penstock.support.Mover#ours")
    void range(Mover mover) throws Exception {
        if (mover.stock() && Runtime.version().feature() < 21) return; // the JDK sees nothing of it
        try (FileChannel file = open(0); TargetKind.Sink sink = TargetKind.TCP.open()) {
            WritableByteChannel channel = sink.channel();
            try {
                assertThat(mover.transferTo(file, 0, HALF, channel)).isEqualTo(HALF);
            } catch (UnsupportedOperationException e) {
                assertThat(mover.explicit() && mover != Mover.READ_WRITE).as("refused: %s", e.getMessage()).isTrue();
                return;
            }
            sink.assertReceived(CONTENT.range(0, HALF));
        }
    }
}
