package io.penstock.storm;

import io.penstock.NativeFileChannel;
import io.penstock.support.Content;
import io.penstock.support.FileMaker;
import io.penstock.support.Lib;
import io.penstock.support.Mover;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/** Transfers out of a file into what never has to be waited for. */
final class SendScenes {
    private SendScenes() {}

    /** By the channel's own method where it is one of ours and nothing is asked for. */
    static long send(Mover mover, FileChannel file, long count, WritableByteChannel target) throws IOException {
        if (mover.stock() && !Lib.agent()) return Lib.stock(file, 0, count, target);
        boolean own = mover == Mover.AUTO && file instanceof NativeFileChannel;
        return own ? file.transferTo(0, count, target) : mover.transferTo(file, 0, count, target);
    }

    private abstract static class Waitless extends Scene {
        final Mover mover;
        final WritableByteChannel target;

        Waitless(Content content, FileMaker maker, FileChannel file, Mover mover, WritableByteChannel target) {
            super(content, maker, file, target);
            this.mover = mover;
            this.target = target;
        }

        @Override
        long transfer() throws IOException {
            return send(mover, file, content.bytes.length, target);
        }

        @Override
        Set<Disturbance> disturbances() {
            return EnumSet.complementOf(EnumSet.of(Disturbance.CLOSE_PEER));
        }

        @Override
        public String toString() {
            return "%s file to %s by %s".formatted(maker, target, mover);
        }
    }

    /** Into a file. */
    static final class IntoFile extends Waitless {
        private final Path path;
        private final FileMaker targetMaker;

        private IntoFile(Content content, FileMaker maker, FileChannel file, Mover mover, Path path,
                FileMaker targetMaker, FileChannel target) {
            super(content, maker, file, mover, target);
            this.path = path;
            this.targetMaker = targetMaker;
        }

        static IntoFile open(Content content, FileMaker maker, Mover mover, FileMaker targetMaker) throws IOException {
            Path path = Content.fresh();
            FileChannel target = targetMaker.open(path, StandardOpenOption.WRITE);
            return new IntoFile(content, maker, maker.open(content.file, StandardOpenOption.READ), mover, path,
                targetMaker, target);
        }

        @Override
        boolean otherIgnoresInterrupts() {
            return targetMaker.ignoresInterrupts();
        }

        @Override
        byte[] arrived() throws IOException {
            return Files.readAllBytes(path);
        }

        @Override
        public void close() throws IOException {
            super.close();
            Files.delete(path);
        }
    }

    /** Into a channel of our own. */
    static final class IntoForeign extends Waitless {
        IntoForeign(Content content, FileMaker maker, FileChannel file) {
            super(content, maker, file, Mover.AUTO, new Memory());
        }

        @Override
        byte[] arrived() {
            return ((Memory) target).bytes.toByteArray();
        }
    }

    private static final class Memory implements WritableByteChannel {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private volatile boolean closed;

        @Override
        public int write(ByteBuffer source) throws IOException {
            if (closed) throw new ClosedChannelException();
            LockSupport.parkNanos(50_000);
            byte[] some = new byte[Math.min(source.remaining(), Content.PIPE)];
            source.get(some);
            bytes.write(some, 0, some.length);
            return some.length;
        }

        @Override
        public boolean isOpen() {
            return !closed;
        }

        @Override
        public void close() {
            closed = true;
        }

        @Override
        public String toString() {
            return "memory";
        }
    }
}
