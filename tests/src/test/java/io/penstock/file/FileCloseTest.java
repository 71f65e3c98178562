package io.penstock.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.penstock.support.Call;
import io.penstock.support.Content;
import io.penstock.support.FileMaker;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.channels.InterruptibleChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * {@link InterruptibleChannel}: closing, and interrupts, which close. Transfers: {@code CloseContract},
 * {@code InterruptContract}.
 */
public class FileCloseTest extends FileContract {
    private static final String FOREIGN = "a file channel of another make, which an interrupt does not close";

    @FunctionalInterface
    private interface Operation {
        Object on(FileChannel file) throws IOException;
    }

    static Stream<Arguments> operations() {
        return Stream.of(
            operation("read", file -> file.read(ByteBuffer.allocate(1))),
            operation("read at", file -> file.read(ByteBuffer.allocate(1), 0)),
            operation("read at, direct", file -> file.read(ByteBuffer.allocateDirect(1), 0)),
            operation("scatter", file -> file.read(new ByteBuffer[] {ByteBuffer.allocate(1)})),
            operation("write", file -> file.write(bytes(1))),
            operation("write at", file -> file.write(bytes(1), 0)),
            operation("write at, direct", file -> file.write(ByteBuffer.allocateDirect(1), 0)),
            operation("gather", file -> file.write(new ByteBuffer[] {bytes(1)})),
            operation("position", FileChannel::position),
            operation("set position", file -> file.position(1)),
            operation("size", FileChannel::size),
            operation("truncate", file -> file.truncate(1)),
            operation("force", file -> {
                file.force(true);
                return "done";
            }),
            operation("map", file -> file.map(MapMode.READ_ONLY, 0, 1)));
    }

    private static Arguments operation(String name, Operation operation) {
        return arguments(name, operation);
    }

    @Test
    void closesOnce() throws Exception {
        FileChannel file = open(READ);
        assertThat(file.isOpen()).isTrue();
        file.close();
        assertThat(file.isOpen()).isFalse();
        file.close();
        assertThat(file.isOpen()).isFalse();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("operations")
    void closedChannel(String name, Operation operation) throws Exception {
        FileChannel file = closed(READ, WRITE);
        assertThrows(ClosedChannelException.class, () -> operation.on(file));
        Content.assertSame(content.bytes, now());
    }

    /**
     * The channel is closed, the exception comes at once, and the thread stays interrupted; or none of that, if so
     * opened.
     */
    @ParameterizedTest(name = "{0}")
    @MethodSource("operations")
    void interruptedBefore(String name, Operation operation) throws Exception {
        assumeFalse(maker == FileMaker.FOREIGN, FOREIGN);
        FileChannel file = open(READ, WRITE);
        Thread.currentThread().interrupt();
        Throwable thrown = catchThrowable(() -> operation.on(file));
        assertThat(Thread.interrupted()).as("still interrupted").isTrue();
        assertThat(file.isOpen()).isEqualTo(maker.ignoresInterrupts());
        if (maker.ignoresInterrupts()) assertThat(thrown).isNull();
        else assertThat(thrown).isExactlyInstanceOf(ClosedByInterruptException.class);
    }

    /** That it is closed comes first. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("operations")
    void interruptedAndClosed(String name, Operation operation) throws Exception {
        FileChannel file = closed(READ, WRITE);
        Thread.currentThread().interrupt();
        assertThrows(ClosedChannelException.class, () -> operation.on(file));
        assertThat(Thread.interrupted()).as("still interrupted").isTrue();
    }

    @Test
    void closedUnderAWaitingRead() throws Exception {
        FileChannel file = open(fifo(), READ, WRITE);
        Call call = Call.start(() -> (long) file.read(ByteBuffer.allocate(1)));
        call.awaitBlocked();
        file.close();
        assertThat(call.thrown()).isExactlyInstanceOf(AsynchronousCloseException.class);
        assertThat(file.isOpen()).isFalse();
    }

    @Test
    void interruptedInAWaitingRead() throws Exception {
        assumeFalse(maker == FileMaker.FOREIGN, FOREIGN);
        assumeFalse(maker.ignoresInterrupts(), "this one ignores interrupts");
        FileChannel file = open(fifo(), READ, WRITE);
        Call call = Call.start(() -> (long) file.read(ByteBuffer.allocate(1)));
        call.awaitBlocked();
        call.interrupt();
        assertThat(call.thrown()).isExactlyInstanceOf(ClosedByInterruptException.class);
        assertThat(call.interruptedAfter()).as("still interrupted").isTrue();
        assertThat(file.isOpen()).isFalse();
    }

    /** A file in which a read waits: a FIFO that this process could write itself. */
    private Path fifo() throws Exception {
        Path fifo = path.resolveSibling(path.getFileName() + ".fifo");
        assertThat(new ProcessBuilder("mkfifo", fifo.toString()).inheritIO().start().waitFor()).isZero();
        keep(() -> Files.deleteIfExists(fifo));
        return fifo;
    }
}
