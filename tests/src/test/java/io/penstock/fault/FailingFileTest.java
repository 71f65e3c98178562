package io.penstock.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.penstock.FileRange;
import io.penstock.MapOptions;
import io.penstock.MappedRegion;
import io.penstock.NativeChannels;
import io.penstock.Sharing;
import io.penstock.StaleAccess;
import io.penstock.Strategy;
import io.penstock.TransferOptions;
import io.penstock.UndeliveredException;
import io.penstock.support.Content;
import io.penstock.support.Drain;
import io.penstock.support.Ends;
import io.penstock.support.EndsInTime;
import io.penstock.support.FileSystem;
import io.penstock.support.Lib;
import io.penstock.support.SocketPair;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Files of a file system in user space that fail from some byte on: what is before it moves, then the error is told,
 * and nothing is lost.
 */
@EndsInTime
class FailingFileTest {
    private static final Content CONTENT = Content.of(300_007);
    private static final int SIZE = CONTENT.bytes.length;
    private static final int LIMIT = 50 * Content.PAGE;

    private static FileSystem system;

    @BeforeAll
    static void mount() throws Exception {
        system = FileSystem.mountFailing();
    }

    @AfterAll
    static void unmount() throws IOException {
        if (system != null) system.close();
    }

    @BeforeEach
    void possible() {
        Lib.assumeNative("what the JDK does is its own");
    }

    private static Path file(String operation, String error) throws IOException {
        Path file = system.root.resolve("%s-%s-%d".formatted(operation, error, LIMIT));
        if (operation.equals("read")) Files.write(file, CONTENT.bytes);
        return file;
    }

    @ParameterizedTest
    @EnumSource(Strategy.class)
    void sent(Strategy strategy) throws Exception {
        try (FileChannel file = FileChannel.open(file("read", "EIO")); Ends ends = Ends.open(Ends.Kind.TCP_ACCEPTED)) {
            Drain drain = new Drain(ends.source);
            long moved = 0;
            Throwable thrown = null;
            while (thrown == null) {
                try {
                    moved += FaultScene.some(Lib.transfer(strategy, file, moved, SIZE - moved, ends.target)
                        .bytesTransferred());
                } catch (IOException e) {
                    thrown = e;
                }
            }
            ends.finish();
            byte[] arrived = drain.await();
            assertThat(moved).isEqualTo(arrived.length);
            if (strategy == Strategy.MAP_WRITE) { // a socket takes several pages at once, or none of them
                assertThat(moved).isBetween(1L, (long) LIMIT);
            } else {
                assertThat(moved).isEqualTo(LIMIT);
                assertThat(thrown).hasMessage("Input/output error");
            }
            Content.assertPrefix(CONTENT.bytes, arrived);
        }
    }

    static Stream<Arguments> sentToPlainSocket() {
        // a map tells no errno
        return Stream.of(Strategy.AUTO, Strategy.READ_WRITE, Strategy.SENDFILE, Strategy.SPLICE).flatMap(strategy ->
            Stream.of("EIO", "ETIMEDOUT", "ECONNRESET", "EHOSTUNREACH", "EPIPE")
                .map(error -> arguments(strategy, error)));
    }

    /** An error that could as well be the socket's is the file's, as it is told by a loop that reads and writes. */
    @ParameterizedTest
    @MethodSource
    void sentToPlainSocket(Strategy strategy, String error) throws Exception {
        try (FileChannel file = FileChannel.open(file("read", error)); SocketPair pair = SocketPair.open()) {
            String told = catchThrowable(() -> file.read(ByteBuffer.allocate(1), LIMIT)).toString();
            assertThat(told).startsWith("java.io.IOException: ");
            FileRange range = new FileRange(file, LIMIT, 1);
            assertThatThrownBy(() -> NativeChannels.transferTo(range, pair.near(), strategy, TransferOptions.DEFAULT))
                .hasToString(told);
        }
    }

    @ParameterizedTest
    @CsvSource({"EIO, Input/output error", "ENOSPC, No space left on device", "EROFS, Read-only file system",
        "ETIMEDOUT, Connection timed out"})
    void received(String error, String message) throws Exception {
        Path path = file("write", error);
        try (FaultScene upload = new FaultStreams.ToFile(Ends.Kind.TCP_CONNECTED, path, StandardOpenOption.CREATE)) {
            Throwable thrown = catchThrowable(upload::run);
            assertThat(thrown).isInstanceOf(UndeliveredException.class).hasMessage(message);
            assertThat(((UndeliveredException) thrown).bytesTransferred()).isPositive().isLessThanOrEqualTo(LIMIT);
            upload.check(thrown);
        }
    }

    @ParameterizedTest
    // there are no blocks to be shared
    @EnumSource(value = Sharing.class, names = "ALWAYS", mode = EnumSource.Mode.EXCLUDE)
    void copied(Sharing sharing) throws Exception {
        Path from = file("read", "EIO");
        Path to = Content.fresh();
        assertThatThrownBy(() -> NativeChannels.copy(from, to, sharing)).isInstanceOf(FileSystemException.class)
            .hasMessage("%s -> %s: Input/output error", from, to).hasCauseExactlyInstanceOf(IOException.class);
        assertThat(to).as("what was there").isEmptyFile();
        Files.delete(to);
        Path full = file("write", "ENOSPC");
        try (FileChannel source = CONTENT.open();
                FileChannel target = FileChannel.open(full, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            long copied = NativeChannels.copy(source, 0, Long.MAX_VALUE, target, 0, sharing).bytesTransferred();
            assertThatThrownBy(() -> NativeChannels.copy(source, copied, Long.MAX_VALUE, target, copied, sharing))
                .isInstanceOf(IOException.class)
                .hasMessage("No space left on device");
            Content.assertPrefix(Arrays.copyOf(CONTENT.bytes, (int) copied), Files.readAllBytes(full));
        }
    }

    @ParameterizedTest
    @EnumSource(StaleAccess.class)
    void mapped(StaleAccess stale) throws Exception {
        try (FileChannel file = FileChannel.open(file("read", "EIO"));
                MappedRegion region =
                    NativeChannels.map(file, FileChannel.MapMode.READ_ONLY, 0, SIZE,
                    MapOptions.DEFAULT.withStale(stale))) {
            ByteBuffer before = ByteBuffer.allocate(LIMIT);
            region.read(0, before);
            Content.assertPrefix(CONTENT.bytes, before.array());
            assertThatThrownBy(() -> region.read(LIMIT, ByteBuffer.allocate(1))).isInstanceOf(IOException.class);
            assertThat(region.get(LIMIT - 1L)).isEqualTo(CONTENT.bytes[LIMIT - 1]);
        }
    }
}
