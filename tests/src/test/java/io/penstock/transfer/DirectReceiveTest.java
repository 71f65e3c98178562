package io.penstock.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.penstock.Cancellation;
import io.penstock.FileRange;
import io.penstock.NativeChannels;
import io.penstock.TransferOptions;
import io.penstock.TransferPath;
import io.penstock.TransferResult;
import io.penstock.UndeliveredException;
import io.penstock.support.Call;
import io.penstock.support.Content;
import io.penstock.support.Ends;
import io.penstock.support.EndsInTime;
import io.penstock.support.ForeignStream;
import io.penstock.support.Lib;
import io.penstock.support.OnPurpose;
import io.penstock.support.SocketPair;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SelectableChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Receives into files that are open for direct I/O, which take whole blocks only, out of aligned memory. */
@EndsInTime
class DirectReceiveTest {
    private static final int PIECE = 1001; // of no block

    private Path path;
    private FileChannel file;
    private int block;

    @BeforeEach
    void open() throws IOException {
        Lib.assumeNative("the JDK takes more than it writes");
        path = Content.fresh();
        file = DirectTest.openToWrite(path);
        block = (int) Files.getFileStore(path).getBlockSize();
    }

    @AfterEach
    void close() throws IOException {
        if (path == null) return;
        file.close();
        Files.delete(path);
    }

    private static Call feed(Ends ends, Content content) {
        return Call.start(() -> {
            int size = content.bytes.length;
            for (int at = 0; at < size; at += PIECE)
                ends.target.write(ByteBuffer.wrap(content.bytes, at, Math.min(PIECE, size - at)));
            ends.finish();
            return (long) size;
        });
    }

    /** Every whole block is written, and the rest of a stream is handed over, which stock loses. */
    @ParameterizedTest
    @OnPurpose("a stream is received into a file that is open for direct I/O, and does not end with a whole block")
    @ValueSource(ints = {4096, 65_536, 3 * 65_536, 100_003, 1000})
    void wholeBlocks(int size) throws Exception {
        Content content = Content.of(size);
        int blocks = size / block * block;
        for (Ends.Kind kind : Ends.Kind.values()) {
            for (int chunk : new int[] {1000, TransferOptions.MAX_CHUNK}) {
                TransferOptions options = TransferOptions.DEFAULT.withMaxChunk(chunk);
                file.truncate(0);
                try (Ends ends = Ends.open(kind)) {
                    Call feeding = feed(ends, content);
                    if (blocks == size) {
                        TransferResult result = NativeChannels.transferFrom(ends.source, FileRange.of(file), options);
                        assertThat(result.bytesTransferred()).as("%s", kind).isEqualTo(size);
                        assertThat(result.path()).isEqualTo(TransferPath.BUFFER);
                        assertThat(result.fallbackReason()).isEqualTo("the target is open for direct I/O");
                    } else {
                        assertThatThrownBy(() ->
                            NativeChannels.transferFrom(ends.source, FileRange.of(file), options)).as("%s", kind)
                            .isInstanceOfSatisfying(UndeliveredException.class, e ->
                                assertRest(e, content, blocks, "are none"));
                    }
                    assertThat(feeding.value()).isEqualTo(size);
                }
                Content.assertSame(content.range(0, blocks), Files.readAllBytes(path));
            }
        }
    }

    private static void assertRest(UndeliveredException e, Content content, int blocks, String cause) {
        assertThat(e.bytesTransferred()).isEqualTo(blocks);
        Content.assertSame(content.range(blocks, e.bytesRead() - blocks), e.undelivered());
        assertThat(e.getCause()).hasMessageContaining(cause);
    }

    /** By whatever thread, and by a channel of ours. */
    @ParameterizedTest
    @EnumSource(Lib.ThreadKind.class)
    void socketsWithoutChannels(Lib.ThreadKind thread) throws Exception {
        thread.assume();
        Content content = Content.of(10 * block);
        Files.write(path, new byte[block]); // before JDK 21 nothing moves past the end
        try (SocketPair pair = SocketPair.open(); FileChannel wrapped = NativeChannels.wrap(file)) {
            pair.far().getOutputStream().write(content.bytes);
            pair.far().shutdownOutput();
            Call call = Call.start(thread, () ->
                NativeChannels.transferFrom(pair.near(), wrapped, block, Long.MAX_VALUE));
            assertThat(call.value()).isEqualTo(10 * block);
            Content.assertSame(content.bytes, Arrays.copyOfRange(Files.readAllBytes(path), block, 11 * block));
        }
    }

    /** What cannot be written is not taken. */
    @Test
    @OnPurpose("a range of a file that is open for direct I/O does not begin with a block, or is shorter than one")
    void rangesThatAreNoBlocks() throws Exception {
        Content content = Content.of(3 * block);
        Files.write(path, new byte[block]); // before JDK 21 nothing moves past the end
        try (Ends ends = Ends.open(Ends.Kind.TCP_ACCEPTED)) {
            Call feeding = feed(ends, content);
            for (long[] range : new long[][] {{100, Long.MAX_VALUE}, {100, block}, {0, 100}}) {
                assertThatThrownBy(() -> NativeChannels.transferFrom(ends.source, file, range[0], range[1]))
                    .as("%s", Arrays.toString(range))
                    .isInstanceOf(IOException.class).isNotInstanceOf(UndeliveredException.class)
                    .hasMessageContaining("in blocks of " + block);
            }
            assertThat(NativeChannels.transferFrom(ends.source, file, 0, 0)).isZero();
            assertThat(NativeChannels.transferFrom(ends.source, file, 0, block + 904)).isEqualTo(block);
            assertThat(NativeChannels.transferFrom(ends.source, file, block, Long.MAX_VALUE)).isEqualTo(2 * block);
            assertThat(feeding.value()).isEqualTo(3 * block);
        }
        Content.assertSame(content.bytes, Files.readAllBytes(path));
    }

    /** It has what has come by now, which need not end with a block. */
    @Test
    void nonBlockingStreamIsRefused() throws Exception {
        for (Ends.Kind kind : Ends.Kind.values()) {
            try (Ends ends = Ends.open(kind)) {
                ends.target.write(ByteBuffer.allocate(10));
                ((SelectableChannel) ends.source).configureBlocking(false);
                assertThatThrownBy(() -> NativeChannels.transferFrom(ends.source, file, 0, Long.MAX_VALUE))
                    .isInstanceOf(UnsupportedOperationException.class).hasMessageContaining("non-blocking");
                ((SelectableChannel) ends.source).configureBlocking(true);
                assertThat(ends.source.read(ByteBuffer.allocate(100))).as("%s", kind).isEqualTo(10);
            }
        }
    }

    /** As far as whole blocks go; the next call says why it does not go on. */
    @ParameterizedTest
    @ValueSource(strings = {"/dev/shm", "."})
    void files(String directory) throws Exception {
        assumeTrue(Files.isWritable(Path.of(directory)), "no " + directory);
        int size = 24 * block + 1699;
        Content content = Content.of(size);
        Path copy = directory.equals(".") ? Content.fresh()
            : Files.createTempFile(Path.of(directory), "penstock", null);
        try (FileChannel source = FileChannel.open(Files.write(copy, content.bytes))) {
            long moved = NativeChannels.transferFrom(source, file, 0, Long.MAX_VALUE);
            if (moved == size) { // copied by a kernel that asks for no blocks here, as in an overlay over tmpfs
                Content.assertSame(content.bytes, Files.readAllBytes(path));
                return;
            }
            assertThat(moved).isEqualTo(24 * block);
            assertThat(source.position()).isEqualTo(24 * block);
            assertThatThrownBy(() -> NativeChannels.transferFrom(source, file, 24 * block, Long.MAX_VALUE))
                .isInstanceOf(IOException.class).hasMessageContaining("in blocks of " + block);
            assertThat(source.position()).isEqualTo(24 * block);
            Content.assertSame(content.range(0, 24 * block), Files.readAllBytes(path));
        } finally {
            Files.delete(copy);
        }
    }

    /** The source's failure is the cause, not that the bytes before it are no block. */
    @Test
    void sourceThatFails() throws Exception {
        Content content = Content.of(block + 904);
        ForeignStream source = new ForeignStream(content.bytes.clone(), PIECE, ForeignStream.AtEnd.BREAKS);
        assertThatThrownBy(() -> NativeChannels.transferFrom(source, file, 0, Long.MAX_VALUE))
            .isInstanceOfSatisfying(UndeliveredException.class, e -> assertRest(e, content, block, "broken"))
            .hasNoSuppressedExceptions();
        Content.assertSame(content.range(0, block), Files.readAllBytes(path));
    }

    /** A cancellation counts between two reads, also within a block. */
    @Test
    void cancelled() throws Exception {
        Content content = Content.of(block + 904);
        Cancellation cancellation = new Cancellation();
        TransferOptions options = TransferOptions.DEFAULT.withCancellation(cancellation);
        try (Ends ends = Ends.open(Ends.Kind.TCP_ACCEPTED)) {
            Call call = Call.start(() ->
                NativeChannels.transferFrom(ends.source, FileRange.of(file), options).bytesTransferred());
            ends.target.write(ByteBuffer.wrap(content.bytes, 0, block + 903));
            while (Files.size(path) < block) Thread.sleep(1);
            call.awaitBlocked();
            cancellation.cancel();
            ends.target.write(ByteBuffer.wrap(content.bytes, block + 903, 1));
            assertThat(call.thrown()).isInstanceOfSatisfying(UndeliveredException.class, e ->
                assertRest(e, content, block, "are none"));
        }
    }

    /** The buffers are those of other transfers. */
    @Test
    void memoryStaysFlat() throws Exception {
        BufferPoolMXBean direct = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
            .filter(pool -> pool.getName().equals("direct")).findFirst().orElseThrow();
        Content content = Content.of(block);
        long before = 0;
        for (int round = 0; round < 100; round++) {
            try (Ends ends = Ends.open(Ends.Kind.UNIX)) {
                ends.target.write(ByteBuffer.wrap(content.bytes));
                ends.finish();
                assertThat(NativeChannels.transferFrom(ends.source, file, 0, Long.MAX_VALUE)).isEqualTo(block);
            }
            if (round == 10) before = direct.getMemoryUsed();
        }
        assertThat(direct.getMemoryUsed()).isLessThan(before + 16L * TransferOptions.DEFAULT_BUFFER_SIZE);
    }
}
