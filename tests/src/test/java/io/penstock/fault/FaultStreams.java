package io.penstock.fault;

import io.penstock.FileRange;
import io.penstock.NativeChannels;
import io.penstock.Relay;
import io.penstock.TransferOptions;
import io.penstock.TransferResult;
import io.penstock.UndeliveredException;
import io.penstock.support.Call;
import io.penstock.support.Content;
import io.penstock.support.Drain;
import io.penstock.support.Ends;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Out of streams, whose bytes come once. */
final class FaultStreams {
    private static final Content CONTENT = Content.of(2 * Content.MIB + 7);
    private static final int SIZE = CONTENT.bytes.length;
    private static final int CHUNK = 256 * 1024; // for several system calls

    private FaultStreams() {}

    /** A stream with all of the content, and what of it was not taken. */
    private static final class Feed implements Closeable {
        final Ends ends;
        private final int piece;
        private volatile boolean closed;

        /** One that is written in pieces of that size. */
        Feed(Ends.Kind kind, int piece) throws IOException {
            ends = Ends.open(kind);
            this.piece = piece;
            Call.start(this::write);
        }

        ReadableByteChannel source() {
            return ends.source;
        }

        private long write() throws IOException {
            ByteBuffer all = ByteBuffer.wrap(CONTENT.bytes);
            try {
                while (all.hasRemaining()) {
                    all.limit(Math.min(all.position() + piece, SIZE));
                    ends.target.write(all);
                    all.limit(SIZE);
                }
                ends.finish();
            } catch (IOException e) {
                if (!closed) throw e;
            }
            return all.position();
        }

        /**
         * What has arrived, and what the library could not deliver, and those that are left; what is left after a reset
         * cannot be read.
         */
        void assertComplete(byte[] arrived, Throwable thrown) throws IOException {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            all.write(arrived);
            if (thrown instanceof UndeliveredException e) {
                byte[] rest = e.undelivered();
                all.write(rest);
                int lost = (int) (e.bytesRead() - e.bytesTransferred()) - rest.length;
                if (lost > 0 && !e.getMessage().contains("did not give back"))
                    throw new AssertionError(lost + " bytes are lost", e);
                all.write(CONTENT.bytes, all.size(), lost);
            }
            byte[] bytes = new byte[CHUNK];
            try {
                for (int n; (n = source().read(ByteBuffer.wrap(bytes))) >= 0; ) all.write(bytes, 0, n);
                Content.assertSame(CONTENT.bytes, all.toByteArray());
            } catch (SocketException e) {
                if (!e.getMessage().equals("Connection reset")) throw e;
                Content.assertPrefix(CONTENT.bytes, all.toByteArray());
            }
        }

        @Override
        public void close() throws IOException {
            closed = true;
            ends.close();
        }
    }

    /** Into a file. */
    static final class ToFile implements FaultScene {
        private final Path path;
        private final FileChannel file;
        private final Feed feed;
        private long written;

        /** A file that is appended to is written by copying. */
        ToFile(Ends.Kind kind, StandardOpenOption mode) throws IOException {
            this(kind, Content.fresh(), mode);
        }

        /** Which is deleted at the end. */
        ToFile(Ends.Kind kind, Path path, StandardOpenOption mode) throws IOException {
            this.path = path;
            file = FileChannel.open(path, mode, StandardOpenOption.WRITE);
            feed = new Feed(kind, SIZE);
        }

        @Override
        public String run() throws IOException {
            TransferOptions options = TransferOptions.DEFAULT.withMaxChunk(CHUNK);
            TransferResult result = NativeChannels.transferFrom(feed.source(), FileRange.of(file), options);
            written = result.bytesTransferred();
            return result.toString();
        }

        @Override
        public void check(Throwable thrown) throws Exception {
            if (thrown instanceof UndeliveredException e) written = e.bytesTransferred();
            byte[] there = Files.readAllBytes(path);
            FaultScene.same("bytes in the file", there.length, written);
            feed.assertComplete(there, thrown);
        }

        @Override
        public void close() throws IOException {
            file.close();
            feed.close();
            Files.delete(path);
        }
    }

    /** To another stream, by one call. */
    static final class Relayed implements FaultScene {
        private final Feed feed;
        private final Ends out;
        private final Drain drain;
        private long delivered = -1;

        Relayed(Ends.Kind kind, int piece) throws IOException {
            feed = new Feed(kind, piece);
            out = Ends.open(kind);
            drain = new Drain(out.source);
        }

        @Override
        public String run() throws IOException {
            delivered = NativeChannels.relay(feed.source(), out.target);
            return delivered + " bytes";
        }

        @Override
        public void check(Throwable thrown) throws Exception {
            if (thrown instanceof UndeliveredException e) delivered = e.bytesTransferred();
            out.finish();
            byte[] arrived = drain.await();
            if (delivered >= 0) FaultScene.same("bytes that arrived", arrived.length, delivered);
            feed.assertComplete(arrived, thrown);
        }

        @Override
        public void close() throws IOException {
            feed.close();
            out.close();
        }
    }

    /** To another stream, by an object that goes on where it was disturbed. */
    static final class Resumed implements FaultScene {
        private final Feed feed = new Feed(Ends.Kind.TCP_CONNECTED, SIZE);
        private final Ends out = Ends.open(Ends.Kind.TCP_ACCEPTED);
        private final Drain drain = new Drain(out.source);
        private final Relay relay = Relay.of(feed.source(), out.target);

        Resumed() throws IOException {}

        @Override
        public String run() throws IOException {
            return relay.run() + " bytes";
        }

        @Override
        public void check(Throwable thrown) throws Exception {
            boolean reset = false;
            try {
                relay.run();
            } catch (SocketException e) {
                reset = e.getMessage().equals("Connection reset");
                if (!reset) throw e;
            }
            FaultScene.same("bytes delivered", relay.bytesTransferred(), relay.bytesRead());
            out.finish();
            byte[] arrived = drain.await();
            FaultScene.same("bytes that arrived", arrived.length, relay.bytesTransferred());
            if (reset) Content.assertPrefix(CONTENT.bytes, arrived);
            else Content.assertSame(CONTENT.bytes, arrived);
        }

        @Override
        public void close() throws IOException {
            relay.close();
            feed.close();
            out.close();
        }
    }
}
