package io.penstock.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.support.Content;
import io.penstock.support.Drain;
import io.penstock.support.Ends;
import io.penstock.support.Mover;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Calls that must not move anything. Where a name says two things, it tells which of them is looked at first. */
enum BadInput {
    CLOSED_FILE(FileState.CLOSED, 0, 1, TargetState.TCP),
    CLOSED_FILE_NULL_TARGET(FileState.CLOSED, 0, 1, TargetState.NULL),
    CLOSED_FILE_NEGATIVE_COUNT(FileState.CLOSED, 0, -1, TargetState.TCP),
    NULL_TARGET(FileState.READABLE, 0, 1, TargetState.NULL),
    NULL_TARGET_WRITE_ONLY_FILE(FileState.WRITE_ONLY, 0, 1, TargetState.NULL),
    CLOSED_TCP(FileState.READABLE, 0, 1, TargetState.TCP_CLOSED),
    CLOSED_UNIX(FileState.READABLE, 0, 1, TargetState.UNIX_CLOSED),
    CLOSED_PIPE(FileState.READABLE, 0, 1, TargetState.PIPE_CLOSED),
    CLOSED_TARGET_FILE(FileState.READABLE, 0, 1, TargetState.FILE_CLOSED),
    CLOSED_TARGET_WRITE_ONLY_FILE(FileState.WRITE_ONLY, 0, 1, TargetState.TCP_CLOSED),
    CLOSED_TARGET_NEGATIVE_POSITION(FileState.READABLE, -1, 1, TargetState.TCP_CLOSED),
    CLOSED_TARGET_PAST_END(FileState.READABLE, 1 << 20, 1, TargetState.TCP_CLOSED),
    WRITE_ONLY_FILE(FileState.WRITE_ONLY, 0, 1, TargetState.TCP),
    WRITE_ONLY_FILE_READ_ONLY_TARGET(FileState.WRITE_ONLY, 0, 1, TargetState.FILE_READ_ONLY),
    WRITE_ONLY_FILE_NEGATIVE_COUNT(FileState.WRITE_ONLY, 0, -1, TargetState.TCP),
    READ_ONLY_TARGET(FileState.READABLE, 0, 1, TargetState.FILE_READ_ONLY),
    READ_ONLY_TARGET_NEGATIVE_COUNT(FileState.READABLE, 0, -1, TargetState.FILE_READ_ONLY),
    READ_ONLY_TARGET_EMPTY_RANGE(FileState.READABLE, 0, 0, TargetState.FILE_READ_ONLY),
    NEGATIVE_POSITION(FileState.READABLE, -1, 1, TargetState.TCP),
    NEGATIVE_COUNT(FileState.READABLE, 0, -1, TargetState.TCP),
    NEGATIVE_COUNT_PAST_END(FileState.READABLE, 1 << 20, -1, TargetState.TCP),
    NEGATIVE_COUNT_NOT_CONNECTED(FileState.READABLE, 0, Long.MIN_VALUE, TargetState.TCP_NOT_CONNECTED),
    PAST_END(FileState.READABLE, 1 << 20, 1, TargetState.TCP),
    PAST_END_NOT_CONNECTED(FileState.READABLE, 1 << 20, 1, TargetState.TCP_NOT_CONNECTED),
    NOT_CONNECTED(FileState.READABLE, 0, 1, TargetState.TCP_NOT_CONNECTED),
    OUTPUT_SHUT_DOWN(FileState.READABLE, 0, 1, TargetState.TCP_SHUT_DOWN),
    DIRECTORY(FileState.DIRECTORY, 0, 1, TargetState.TCP);

    private enum FileState { READABLE, WRITE_ONLY, CLOSED, DIRECTORY }

    private enum TargetState {
        TCP, NULL, TCP_CLOSED, UNIX_CLOSED, PIPE_CLOSED, FILE_CLOSED, FILE_READ_ONLY, TCP_NOT_CONNECTED, TCP_SHUT_DOWN
    }

    private final FileState fileState;
    private final long position;
    private final long count;
    private final TargetState targetState;

    BadInput(FileState fileState, long position, long count, TargetState targetState) {
        this.fileState = fileState;
        this.position = position;
        this.count = count;
        this.targetState = targetState;
    }

    /** Nothing is thrown, but nothing is moved either. */
    boolean harmless() {
        return this == PAST_END;
    }

    /** Whether stock and that one have to answer alike. */
    boolean isFor(Mover mover) {
        return switch (this) {
            case NOT_CONNECTED, PAST_END_NOT_CONNECTED, OUTPUT_SHUT_DOWN -> false; // see BadInputTest.unfitSockets
            case DIRECTORY -> !mover.explicit(); // to the kernel, directories are files that some calls cannot read
            default -> mover == Mover.SIMPLE || mover.stock() || !isNegative(); // see BadInputTest.negativeRanges
        };
    }

    boolean isNegative() {
        return position < 0 || count < 0;
    }

    /** What came of a call. */
    record Answer(long bytes, Throwable thrown) {}

    /** Calls, and sees to it that the call left no trace. */
    Answer ask(Mover mover) throws Exception {
        Path source = Content.fresh();
        Path sink = Content.fresh();
        Files.write(source, Content.of(Content.PAGE).bytes);
        Files.write(sink, Content.of(Content.PAGE).bytes);
        try (FileChannel file = openFile(source); Ends ends = Ends.open(kind());
                WritableByteChannel target = openTarget(ends, sink)) {
            boolean fileOpen = file.isOpen();
            boolean targetOpen = target != null && target.isOpen();
            Answer answer = call(mover, file, target);
            assertThat(file.isOpen()).as("file open").isEqualTo(fileOpen);
            if (target != null) assertThat(target.isOpen()).as("target open").isEqualTo(targetOpen);
            if (ends.target.isOpen()) ends.finish();
            assertThat(Drain.all(ends.source)).as("bytes that arrived").isEmpty();
            assertThat(sink).hasBinaryContent(Content.of(Content.PAGE).bytes);
            return answer;
        } finally {
            Files.delete(source);
            Files.delete(sink);
        }
    }

    private Answer call(Mover mover, FileChannel file, WritableByteChannel target) {
        try {
            return new Answer(mover.transferTo(file, position, count, target), null);
        } catch (IOException | RuntimeException e) {
            return new Answer(0, e);
        }
    }

    private FileChannel openFile(Path path) throws IOException {
        FileChannel file = switch (fileState) {
            case WRITE_ONLY -> FileChannel.open(path, StandardOpenOption.WRITE);
            case DIRECTORY -> FileChannel.open(path.getParent(), StandardOpenOption.READ);
            case READABLE, CLOSED -> FileChannel.open(path, StandardOpenOption.READ);
        };
        if (fileState == FileState.CLOSED) file.close();
        return file;
    }

    private Ends.Kind kind() {
        return switch (targetState) {
            case UNIX_CLOSED -> Ends.Kind.UNIX;
            case PIPE_CLOSED -> Ends.Kind.PIPE;
            default -> Ends.Kind.TCP_ACCEPTED;
        };
    }

    private WritableByteChannel openTarget(Ends ends, Path sink) throws IOException {
        WritableByteChannel target = switch (targetState) {
            case NULL -> null;
            case FILE_CLOSED -> FileChannel.open(sink, StandardOpenOption.WRITE);
            case FILE_READ_ONLY -> FileChannel.open(sink, StandardOpenOption.READ);
            case TCP_NOT_CONNECTED -> SocketChannel.open()
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            default -> ends.target;
        };
        if (targetState.name().endsWith("_CLOSED")) target.close();
        if (targetState == TargetState.TCP_SHUT_DOWN) ((SocketChannel) target).shutdownOutput();
        return target;
    }
}
