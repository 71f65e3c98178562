package io.penstock.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.penstock.support.Content;
import io.penstock.support.Ends;
import io.penstock.support.EndsInTime;
import io.penstock.support.Mover;
import io.penstock.support.OnPurpose;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A pipe that takes nothing, without a reader or without room, is nothing to a transfer that has nothing to send. */
@Tag("agent")
@EndsInTime
class PipePastEndTest {
    private static final int SIZE = Content.PAGE;

    static Stream<Arguments> past() {
        return Mover.all().flatMap(mover -> LongStream.of(SIZE + 1, SIZE + 100_000, Long.MAX_VALUE).boxed()
            .flatMap(position -> LongStream.of(1, Integer.MAX_VALUE, Long.MAX_VALUE)
                .mapToObj(count -> arguments(mover, position, count))));
    }

    @ParameterizedTest
    @MethodSource("past")
    void withoutReader(Mover mover, long position, long count) throws Exception {
        try (FileChannel file = Content.of(SIZE).open(); Ends ends = Ends.open(Ends.Kind.PIPE)) {
            ends.source.close();
            assertThat(mover.transferTo(file, position, count, ends.target)).isZero();
        }
    }

    @ParameterizedTest
    @MethodSource("past")
    void withoutRoom(Mover mover, long position, long count) throws Exception {
        try (FileChannel file = Content.of(SIZE).open(); Ends ends = Ends.open(Ends.Kind.PIPE)) {
            ends.fill();
            assertThat(mover.transferTo(file, position, count, ends.target)).isZero();
        }
    }

    /** Nothing asked for, or nothing there: which the JDK before 25 makes a system call for. */
    @ParameterizedTest
    @MethodSource("io.penstock.support.Mover#ours")
    @OnPurpose("`transferTo` of no bytes at all, as at the very end of a file, into a pipe without a reader or room")
    void nothing(Mover mover) throws Exception {
        if (mover.stock() && Runtime.version().feature() < 25) return; // an empty range is left to the JDK
        try (FileChannel file = Content.of(SIZE).open(); Ends ends = Ends.open(Ends.Kind.PIPE)) {
            ends.fill();
            assertThat(mover.transferTo(file, SIZE, 1, ends.target)).isZero();
            assertThat(mover.transferTo(file, 0, 0, ends.target)).isZero();
            ends.source.close();
            assertThat(mover.transferTo(file, SIZE, 1, ends.target)).isZero();
            assertThat(mover.transferTo(file, 0, 0, ends.target)).isZero();
        }
    }

    @ParameterizedTest
    @MethodSource("io.penstock.support.Mover#ours")
    void emptyFile(Mover mover) throws Exception {
        if (mover.stock() && Runtime.version().feature() < 25) return;
        Path path = Content.fresh();
        try (FileChannel file = FileChannel.open(path); Ends ends = Ends.open(Ends.Kind.PIPE)) {
            ends.source.close();
            assertThat(mover.transferTo(file, 0, 1, ends.target)).isZero();
        } finally {
            Files.delete(path);
        }
    }

    /** A named pipe is a file channel's. */
    @ParameterizedTest
    @MethodSource("io.penstock.support.Mover#all")
    void namedPipeWithoutRoom(Mover mover) throws Exception {
        Path path = Content.fresh();
        Files.delete(path);
        assumeTrue(new ProcessBuilder("mkfifo", path.toString()).start().waitFor() == 0, "no mkfifo here");
        try (FileChannel file = Content.of(SIZE).open();
                FileChannel pipe = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            pipe.write(ByteBuffer.allocate(Content.PIPE));
            assertThat(mover.transferTo(file, SIZE + 1, 1, pipe)).isZero();
        } finally {
            Files.delete(path);
        }
    }

    /** Whose reads are of whole blocks. */
    @ParameterizedTest
    @MethodSource("io.penstock.support.Mover#all")
    void openForDirectIo(Mover mover) throws Exception {
        try (FileChannel file = DirectTest.open(Content.of(SIZE));
                Ends ends = Ends.open(Ends.Kind.PIPE)) {
            assertThat(mover.transferTo(file, 2 * SIZE, 1, ends.target)).isZero();
        }
    }

    /** The error is still told where there is something to be sent. */
    @ParameterizedTest
    @MethodSource("io.penstock.support.Mover#all")
    void beforeEnd(Mover mover) throws Exception {
        try (FileChannel file = Content.of(SIZE).open(); Ends ends = Ends.open(Ends.Kind.PIPE)) {
            ends.source.close();
            assertThatThrownBy(() -> mover.transferTo(file, SIZE - 1, 2, ends.target)).isInstanceOf(IOException.class)
                .hasMessage("Broken pipe");
        }
    }

    /** All fits in, and nobody reads before it has returned. */
    @ParameterizedTest
    @MethodSource("io.penstock.support.Mover#all")
    void fits(Mover mover) throws Exception {
        try (FileChannel file = Content.of(Content.PIPE).open(); Ends ends = Ends.open(Ends.Kind.PIPE)) {
            assertThat(mover.transferTo(file, 0, Content.PIPE + 1, ends.target)).isEqualTo(Content.PIPE);
        }
    }
}
