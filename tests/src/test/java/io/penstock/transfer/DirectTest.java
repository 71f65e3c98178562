package io.penstock.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.nio.file.ExtendedOpenOption;
import io.penstock.FileRange;
import io.penstock.NativeChannels;
import io.penstock.Relay;
import io.penstock.Sharing;
import io.penstock.TransferOptions;
import io.penstock.TransferPath;
import io.penstock.TransferResult;
import io.penstock.support.Content;
import io.penstock.support.Drain;
import io.penstock.support.Ends;
import io.penstock.support.EndsInTime;
import io.penstock.support.Lib;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Files that are open for direct I/O, which the kernel reads in whole blocks only, and stock by a mapping where that
 * will not do.
 */
@EndsInTime
class DirectTest {
    private static final Content CONTENT = Content.of(100_003);

    private static FileChannel open() throws IOException {
        return open(CONTENT);
    }

    static FileChannel open(Content content) throws IOException {
        try {
            return FileChannel.open(content.file, StandardOpenOption.READ, ExtendedOpenOption.DIRECT);
        } catch (IOException | UnsupportedOperationException e) {
            assumeTrue(false, "no direct I/O on this file system: " + e);
            throw e;
        }
    }

    static FileChannel openToWrite(Path path) throws IOException {
        try {
            return FileChannel.open(path, StandardOpenOption.WRITE, ExtendedOpenOption.DIRECT);
        } catch (IOException | UnsupportedOperationException e) {
            assumeTrue(false, "no direct I/O on this file system: " + e);
            throw e;
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 9223372036854775807", "1, 50000", "65536, 30000"})
    void toStreams(long position, long count) throws Exception {
        for (Ends.Kind kind : Ends.Kind.values()) {
            try (FileChannel file = open(); Ends ends = Ends.open(kind)) {
                Drain drain = new Drain(ends.source);
                byte[] expected = CONTENT.range(position, count);
                assertThat(NativeChannels.transferTo(file, position, count, ends.target)).as("%s", kind)
                    .isEqualTo(expected.length);
                ends.finish();
                Content.assertSame(expected, drain.await());
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 9223372036854775807", "1, 50000", "65536, 30000"})
    void toFiles(long position, long count) throws Exception {
        Path path = Content.fresh();
        byte[] expected = CONTENT.range(position, count);
        try (FileChannel file = open(); FileChannel target = FileChannel.open(path, StandardOpenOption.WRITE)) {
            assertThat(NativeChannels.transferTo(file, position, count, target)).isEqualTo(expected.length);
            Content.assertSame(expected, Files.readAllBytes(path));
        } finally {
            Files.delete(path);
        }
    }

    @Test
    void intoFiles() throws Exception {
        Path path = Content.fresh();
        try (FileChannel file = open(); FileChannel target = FileChannel.open(path, StandardOpenOption.WRITE)) {
            assertThat(NativeChannels.transferFrom(file, target, 0, Long.MAX_VALUE)).isEqualTo(CONTENT.bytes.length);
            assertThat(file.position()).isEqualTo(CONTENT.bytes.length);
            Content.assertSame(CONTENT.bytes, Files.readAllBytes(path));
            assertThat(NativeChannels.transferFrom(file.position(0), path)).isEqualTo(CONTENT.bytes.length);
            Content.assertSame(CONTENT.bytes, Files.readAllBytes(path));
        } finally {
            Files.delete(path);
        }
    }

    @Test
    void resultSaysWhy() throws Exception {
        Lib.assumeNative("the JDK carries the bytes then");
        try (FileChannel file = open(); Ends ends = Ends.open(Ends.Kind.TCP_ACCEPTED)) {
            TransferResult result =
                NativeChannels.transferTo(new FileRange(file, 1, 100), ends.target, TransferOptions.DEFAULT);
            assertThat(result.path()).isEqualTo(TransferPath.MAP_WRITE);
            assertThat(result.fallbackReason()).contains("direct I/O");
        }
    }

    /** A message or a relay has pieces of any size. */
    @Test
    void othersIntoThemAreRefused() throws Exception {
        Lib.assumeNative("nobody knows how a file was opened");
        Path path = Content.fresh();
        try (FileChannel target = openToWrite(path); FileChannel file = CONTENT.open();
                Ends ends = Ends.open(Ends.Kind.TCP_ACCEPTED)) {
            assertThatThrownBy(() -> NativeChannels.gather(null, List.of(new FileRange(file, 0, 10)), null, target))
                .isInstanceOf(UnsupportedOperationException.class).hasMessageContaining("ExtendedOpenOption.DIRECT");
            assertThatThrownBy(() -> NativeChannels.relay(ends.source, target))
                .isInstanceOf(UnsupportedOperationException.class).hasMessageContaining("ExtendedOpenOption.DIRECT");
            assertThat(target.size()).isZero();
        } finally {
            Files.delete(path);
        }
    }

    /** Ours alone, and with nothing to compare with: they say so before anything has moved. */
    @Test
    void copiesAndGathersAreRefused() throws Exception {
        Lib.assumeNative("nobody knows how a file was opened");
        Path path = Content.fresh();
        try (FileChannel file = open(); FileChannel target = FileChannel.open(path, StandardOpenOption.WRITE);
                Ends ends = Ends.open(Ends.Kind.TCP_ACCEPTED)) {
            assertThatThrownBy(() -> NativeChannels.copy(file, 0, 10, target, 0, Sharing.AUTO))
                .isInstanceOf(UnsupportedOperationException.class).hasMessageContaining("ExtendedOpenOption.DIRECT");
            assertThatThrownBy(() -> NativeChannels.gather(null, List.of(new FileRange(file, 0, 10)), null,
                ends.target))
                .isInstanceOf(UnsupportedOperationException.class).hasMessageContaining("ExtendedOpenOption.DIRECT");
            assertThatThrownBy(() -> Relay.of(file, ends.target))
                .isInstanceOf(UnsupportedOperationException.class).hasMessageContaining("ExtendedOpenOption.DIRECT");
            assertThat(target.size()).isZero();
            ends.finish();
            assertThat(Drain.all(ends.source)).isEmpty();
        } finally {
            Files.delete(path);
        }
    }
}
