package io.penstock.fault;

import io.penstock.FileRange;
import io.penstock.Gather;
import io.penstock.NativeChannels;
import io.penstock.Strategy;
import io.penstock.TransferOptions;
import io.penstock.TransferResult;
import io.penstock.support.Content;
import io.penstock.support.Drain;
import io.penstock.support.Ends;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** Out of files. */
final class FaultSends {
    private static final Content CONTENT = Content.of(300_007);
    private static final int SIZE = CONTENT.bytes.length;
    private static final int CHUNK = 64 * 1024; // for several system calls

    private FaultSends() {}

    /** To a socket or pipe. */
    static final class ToStream implements FaultScene {
        private final FileChannel file = CONTENT.open();
        private final Ends ends;
        private final Drain drain;
        private final Strategy strategy;
        private long moved;

        ToStream(Strategy strategy, Ends.Kind kind) throws IOException {
            this.strategy = strategy;
            ends = Ends.open(kind);
            drain = new Drain(ends.source);
        }

        @Override
        public String run() throws IOException {
            TransferOptions options = TransferOptions.DEFAULT.withMaxChunk(CHUNK);
            TransferResult result =
                NativeChannels.transferTo(new FileRange(file, 0, SIZE), ends.target, strategy, options);
            moved = result.bytesTransferred();
            return result.toString();
        }

        @Override
        public Path mapped() {
            return CONTENT.file;
        }

        @Override
        public void check(Throwable thrown) throws Exception {
            while (moved < SIZE) moved +=
                FaultScene.some(NativeChannels.transferTo(file, moved, SIZE - moved, ends.target));
            ends.finish();
            Content.assertSame(CONTENT.bytes, drain.await());
        }

        @Override
        public void close() throws IOException {
            file.close();
            ends.close();
        }
    }

    /** To a file, or out of a file into another. */
    static final class ToFile implements FaultScene {
        private final Path path = Content.fresh();
        private final FileChannel source = CONTENT.open();
        private final FileChannel target = FileChannel.open(path, StandardOpenOption.WRITE);
        private final TransferOptions options = TransferOptions.DEFAULT.withMaxChunk(CHUNK);
        private final boolean from;
        private long moved;

        /** By {@code transferFrom}, or by {@code transferTo}. */
        ToFile(boolean from) throws IOException {
            this.from = from;
        }

        private TransferResult rest() throws IOException {
            return from
                ? NativeChannels.transferFrom(source, new FileRange(target, moved, SIZE - moved), options)
                : NativeChannels.transferTo(new FileRange(source, moved, SIZE - moved), target, options);
        }

        @Override
        public String run() throws IOException {
            TransferResult result = rest();
            moved = result.bytesTransferred();
            return result.toString();
        }

        @Override
        public void check(Throwable thrown) throws Exception {
            FaultScene.same("the position of the channel that is used by it", (from ? source : target).position(),
                moved);
            while (moved < SIZE) moved += FaultScene.some(rest().bytesTransferred());
            Content.assertSame(CONTENT.bytes, Files.readAllBytes(path));
        }

        @Override
        public void close() throws IOException {
            source.close();
            target.close();
            Files.delete(path);
        }
    }

    /** A header, ranges and a trailer. */
    static final class Gathers implements FaultScene {
        private static final ByteBuffer HEADER = ByteBuffer.wrap("header".getBytes());
        private static final ByteBuffer TRAILER = ByteBuffer.wrap("trailer".getBytes());

        private final FileChannel file = CONTENT.open();
        private final Ends ends = Ends.open(Ends.Kind.TCP_ACCEPTED);
        private final Drain drain = new Drain(ends.source);
        private final Gather gather;

        /** Of ranges of that size, small ones being copied. */
        Gathers(int size) throws IOException {
            List<FileRange> ranges = new ArrayList<>();
            for (int at = 0; at < SIZE; at += size) ranges.add(new FileRange(file, at, Math.min(size, SIZE - at)));
            gather = Gather.of(HEADER, ranges, TRAILER);
        }

        @Override
        public String run() throws IOException {
            return gather.transferTo(ends.target, TransferOptions.DEFAULT.withMaxChunk(2 * CHUNK)) + " bytes";
        }

        @Override
        public void check(Throwable thrown) throws Exception {
            while (gather.remaining() > 0) FaultScene.some(gather.transferTo(ends.target));
            ends.finish();
            byte[] all = ByteBuffer.allocate(SIZE + 13).put(HEADER.duplicate()).put(CONTENT.bytes)
                .put(TRAILER.duplicate()).array();
            Content.assertSame(all, drain.await());
        }

        @Override
        public void close() throws IOException {
            file.close();
            ends.close();
        }
    }

    /** A file channel's own positional reads and writes. */
    static final class Positional implements FaultScene {
        private final Path path = Content.fresh();
        private final FileChannel source = NativeChannels.open(CONTENT.file, StandardOpenOption.READ);
        private final FileChannel target = NativeChannels.open(path, StandardOpenOption.WRITE);
        private int moved;

        Positional() throws IOException {}

        /** While calls fail a read may answer 0, as the JDK's does after {@code EAGAIN}. */
        private void move(boolean failing) throws IOException {
            ByteBuffer buffer = ByteBuffer.allocateDirect(CHUNK);
            while (moved < SIZE) {
                int n = source.read(buffer.clear(), moved);
                if (n != 0 || !failing) FaultScene.some(n);
                buffer.flip();
                while (buffer.hasRemaining()) moved += target.write(buffer, moved);
            }
        }

        @Override
        public String run() throws IOException {
            move(true);
            return moved + " bytes";
        }

        @Override
        public void check(Throwable thrown) throws Exception {
            move(false);
            Content.assertSame(CONTENT.bytes, Files.readAllBytes(path));
        }

        @Override
        public void close() throws IOException {
            source.close();
            target.close();
            Files.delete(path);
        }
    }
}
