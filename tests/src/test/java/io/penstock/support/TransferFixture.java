package io.penstock.support;

import io.penstock.FileRange;
import io.penstock.Gather;
import io.penstock.NativeChannels;
import io.penstock.Sharing;
import io.penstock.TransferOptions;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channel;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** One transfer with options, in any direction: what goes in is there, what comes out is kept. */
public final class TransferFixture implements Closeable {
    /** A direction. */
    public enum Direction {
        FILE_TO_SOCKET,
        FILE_TO_UNIX,
        FILE_TO_PIPE,
        FILE_TO_FILE,
        FILE_TO_STREAM,
        SOCKET_TO_FILE,
        PIPE_TO_FILE,
        FILE_INTO_FILE,
        STREAM_TO_FILE,
        RELAY,
        RELAY_OF_STREAMS,
        COPY,
        COPY_OF_PATHS,
        GATHER,
        GATHER_INTO_STREAM;

        public boolean isRelay() {
            return this == RELAY || this == RELAY_OF_STREAMS;
        }

        public boolean takesOutOfStream() {
            return isRelay() || this == SOCKET_TO_FILE || this == PIPE_TO_FILE || this == STREAM_TO_FILE;
        }
    }

    public final Content content;
    public final Channel source;
    public final Channel target;
    private final Direction direction;
    private final Path made = Content.fresh();
    private Ends in;
    private Ends out;
    private Drain drain;
    private Call feed;
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();

    public TransferFixture(Direction direction, int size) throws IOException {
        this.direction = direction;
        content = Content.of(size);
        source = switch (direction) {
            case SOCKET_TO_FILE, RELAY -> fed(Ends.Kind.TCP_CONNECTED);
            case PIPE_TO_FILE -> fed(Ends.Kind.PIPE);
            case STREAM_TO_FILE, RELAY_OF_STREAMS -> Channels.newChannel(new ByteArrayInputStream(content.bytes) {});
            default -> content.open();
        };
        target = switch (direction) {
            case FILE_TO_SOCKET, RELAY, GATHER -> drained(Ends.Kind.TCP_CONNECTED);
            case FILE_TO_UNIX -> drained(Ends.Kind.UNIX);
            case FILE_TO_PIPE -> drained(Ends.Kind.PIPE);
            case FILE_TO_STREAM, RELAY_OF_STREAMS, GATHER_INTO_STREAM -> Channels.newChannel(written);
            default -> FileChannel.open(made, StandardOpenOption.WRITE);
        };
    }

    private ReadableByteChannel fed(Ends.Kind kind) throws IOException {
        in = Ends.open(kind);
        feed = Call.start(() -> {
            ByteBuffer bytes = ByteBuffer.wrap(content.bytes);
            while (bytes.hasRemaining()) in.target.write(bytes);
            in.finish();
            return 0L;
        });
        return in.source;
    }

    private WritableByteChannel drained(Ends.Kind kind) throws IOException {
        out = Ends.open(kind);
        drain = new Drain(out.source);
        return out.target;
    }

    /** The bytes that it moved, by its own account. */
    public long run(TransferOptions options) throws IOException {
        return switch (direction) {
            case FILE_TO_SOCKET, FILE_TO_UNIX, FILE_TO_PIPE, FILE_TO_FILE, FILE_TO_STREAM ->
                NativeChannels.transferTo(new FileRange((FileChannel) source, 0, content.bytes.length),
                    (WritableByteChannel) target, options).bytesTransferred();
            case SOCKET_TO_FILE, PIPE_TO_FILE, STREAM_TO_FILE, FILE_INTO_FILE ->
                NativeChannels.transferFrom((ReadableByteChannel) source, FileRange.of((FileChannel) target), options)
                    .bytesTransferred();
            case RELAY, RELAY_OF_STREAMS -> NativeChannels.relay((ReadableByteChannel) source,
                (WritableByteChannel) target, options);
            case COPY -> NativeChannels.copy(FileRange.of((FileChannel) source), (FileChannel) target, 0, Sharing.AUTO,
                options).bytesTransferred();
            case COPY_OF_PATHS -> NativeChannels.copy(content.file, made, Sharing.AUTO, options).bytesTransferred();
            case GATHER, GATHER_INTO_STREAM -> Gather.of(null, parts(), null)
                .transferTo((WritableByteChannel) target, options);
        };
    }

    /** Some that go by themselves, and many that are collected. */
    private List<FileRange> parts() {
        int whole = content.bytes.length / 2;
        List<FileRange> parts = new ArrayList<>(List.of(new FileRange((FileChannel) source, 0, whole)));
        for (int at = whole; at < content.bytes.length; at += Content.PAGE)
            parts.add(new FileRange((FileChannel) source, at, Math.min(Content.PAGE, content.bytes.length - at)));
        return parts;
    }

    /** The bytes that arrived; the stream is ended. */
    public byte[] arrived() throws IOException, InterruptedException {
        if (out != null) {
            if (out.target.isOpen()) out.finish();
            return drain.await();
        }
        return target instanceof FileChannel ? Files.readAllBytes(made) : written.toByteArray();
    }

    @Override
    public void close() throws IOException {
        source.close();
        target.close();
        if (in != null) in.close();
        if (out != null) out.close();
        Files.delete(made);
    }
}
