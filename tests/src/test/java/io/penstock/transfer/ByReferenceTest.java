package io.penstock.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.penstock.NativeChannels;
import io.penstock.ScatterGatherSupport;
import io.penstock.Strategy;
import io.penstock.support.Content;
import io.penstock.support.Drain;
import io.penstock.support.Ends;
import io.penstock.support.EndsInTime;
import io.penstock.support.Lib;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What {@code docs/by-reference.md} says of files that are changed between the send and the receipt. */
@EndsInTime
class ByReferenceTest {
    private static final int SIZE = 2 * Content.PAGE; // fits a socket's buffers

    @TempDir
    Path directory;

    private Path path;
    private byte[] before;
    private byte[] after;

    /** Changes the file behind a transfer that has returned. */
    @FunctionalInterface
    private interface Change {
        void of(Path path) throws IOException;
    }

    @BeforeEach
    void file() throws IOException {
        Lib.assumeNative("buffers take a copy");
        before = Content.random(1, SIZE);
        after = Content.random(2, SIZE);
        path = Files.write(directory.resolve("file"), before);
    }

    @ParameterizedTest
    @EnumSource(value = Strategy.class, names = {"SENDFILE", "SPLICE"})
    void overwritten(Strategy strategy) throws Exception {
        try (Ends ends = Ends.open(Ends.Kind.TCP_ACCEPTED)) {
            assumeTrue(NativeChannels.scatterGatherSupport((SocketChannel) ends.target) == ScatterGatherSupport.ENABLED,
                "the loopback device does not take pages as they lie");
        }
        Content.assertSame(after, receivedAfter(strategy, this::overwrite));
    }

    @ParameterizedTest
    @EnumSource(value = Strategy.class, names = {"READ_WRITE", "MAP_WRITE"})
    void overwrittenAfterACopy(Strategy strategy) throws Exception {
        Content.assertSame(before, receivedAfter(strategy, this::overwrite));
    }

    @Test
    void replaced() throws Exception {
        Path other = Files.write(directory.resolve("other"), after);
        Content.assertSame(before,
            receivedAfter(Strategy.SENDFILE, file -> Files.move(other, file, StandardCopyOption.REPLACE_EXISTING)));
    }

    @Test
    void deleted() throws Exception {
        Content.assertSame(before, receivedAfter(Strategy.SENDFILE, Files::delete));
    }

    @Test
    void appendedTo() throws Exception {
        Content.assertSame(before,
            receivedAfter(Strategy.SENDFILE, file -> Files.write(file, after, StandardOpenOption.APPEND)));
    }

    private void overwrite(Path file) throws IOException {
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.WRITE)) {
            assertThat(out.write(ByteBuffer.wrap(after), 0)).isEqualTo(SIZE);
        }
    }

    private byte[] receivedAfter(Strategy strategy, Change change) throws Exception {
        try (Ends ends = Ends.open(Ends.Kind.TCP_ACCEPTED); FileChannel file = FileChannel.open(path)) {
            assertThat(Lib.transfer(strategy, file, 0, SIZE, ends.target).bytesTransferred()).isEqualTo(SIZE);
            change.of(path);
            ends.finish();
            return Drain.all(ends.source);
        }
    }
}
