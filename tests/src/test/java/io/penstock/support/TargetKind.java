package io.penstock.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/** The kinds of targets that every transfer has to serve. */
public enum TargetKind {
    TCP,
    TCP_NON_BLOCKING,
    UNIX,
    PIPE,
    FILE_EMPTY,
    FILE_MIDDLE,
    FILE_PAST_END,
    FILE_APPEND,
    FOREIGN,
    FOREIGN_MISER;

    private static final byte[] OLD = Content.random(77, 10_000);

    public boolean foreign() {
        return this == FOREIGN || this == FOREIGN_MISER;
    }

    public Sink open() throws IOException {
        return switch (this) {
            case TCP -> new StreamSink(Ends.open(Ends.Kind.TCP_CONNECTED));
            case TCP_NON_BLOCKING -> {
                Ends ends = Ends.open(Ends.Kind.TCP_ACCEPTED);
                ends.blocking(false);
                yield new StreamSink(ends);
            }
            case UNIX -> new StreamSink(Ends.open(Ends.Kind.UNIX));
            case PIPE -> new StreamSink(Ends.open(Ends.Kind.PIPE));
            case FILE_EMPTY -> new FileSink(new byte[0], 0, false);
            case FILE_MIDDLE -> new FileSink(OLD, 3333, false);
            case FILE_PAST_END -> new FileSink(OLD, 12_345, false);
            case FILE_APPEND -> new FileSink(OLD, OLD.length, true);
            case FOREIGN -> new ForeignSink(Integer.MAX_VALUE);
            case FOREIGN_MISER -> new ForeignSink(7);
        };
    }

    /** An open target that knows what has arrived. */
    public interface Sink extends Closeable {
        WritableByteChannel channel();

        /** That exactly these bytes arrived, and where they belong; the target takes no more afterwards. */
        void assertReceived(byte[] expected) throws IOException, InterruptedException;
    }

    private static final class StreamSink implements Sink {
        private final Ends ends;
        private final Drain drain;

        StreamSink(Ends ends) {
            this.ends = ends;
            drain = new Drain(ends.source);
        }

        @Override
        public WritableByteChannel channel() {
            return ends.target;
        }

        @Override
        public void assertReceived(byte[] expected) throws IOException, InterruptedException {
            ends.finish();
            Content.assertSame(expected, drain.await());
        }

        @Override
        public void close() throws IOException {
            ends.close();
        }
    }

    private static final class FileSink implements Sink {
        private final byte[] old;
        private final int at;
        private final Path path;
        private final FileChannel channel;

        FileSink(byte[] old, int at, boolean append) throws IOException {
            this.old = old;
            this.at = at;
            path = Content.fresh();
            Files.write(path, old);
            channel = FileChannel.open(path, append ? StandardOpenOption.APPEND : StandardOpenOption.WRITE);
            if (!append) channel.position(at);
        }

        @Override
        public WritableByteChannel channel() {
            return channel;
        }

        @Override
        public void assertReceived(byte[] expected) throws IOException {
            assertThat(channel.position()).as("position of the target").isEqualTo(at + expected.length);
            byte[] all = old;
            if (expected.length > 0) {
                all = Arrays.copyOf(old, Math.max(old.length, at + expected.length));
                System.arraycopy(expected, 0, all, at, expected.length);
            }
            Content.assertSame(all, Files.readAllBytes(path));
        }

        @Override
        public void close() throws IOException {
            channel.close();
            Files.delete(path);
        }
    }

    private static final class ForeignSink implements Sink {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final WritableByteChannel channel;

        ForeignSink(int most) {
            WritableByteChannel all = Channels.newChannel(bytes);
            channel = most == Integer.MAX_VALUE ? all : new Miser(all, most);
        }

        @Override
        public WritableByteChannel channel() {
            return channel;
        }

        @Override
        public void assertReceived(byte[] expected) {
            Content.assertSame(expected, bytes.toByteArray());
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    /** Takes a few bytes of each write and leaves the rest, as a channel may. */
    private record Miser(WritableByteChannel all, int most) implements WritableByteChannel {
        @Override
        public int write(ByteBuffer source) throws IOException {
            ByteBuffer some = source.slice();
            some.limit(Math.min(most, some.limit()));
            int n = all.write(some);
            source.position(source.position() + n);
            return n;
        }

        @Override
        public boolean isOpen() {
            return all.isOpen();
        }

        @Override
        public void close() throws IOException {
            all.close();
        }
    }
}
