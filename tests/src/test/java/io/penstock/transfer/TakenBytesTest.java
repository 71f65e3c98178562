package io.penstock.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.penstock.NativeChannels;
import io.penstock.Relay;
import io.penstock.UndeliveredException;
import io.penstock.support.Content;
import io.penstock.support.EndsInTime;
import io.penstock.support.ForeignFile;
import io.penstock.support.ForeignStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CountDownLatch;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What has been taken out of a stream reaches the target, or the caller, however the call ends. */
@EndsInTime
class TakenBytesTest {
    private static final int SIZE = 5000;
    private static final Path FULL = Path.of("/dev/full");

    private final Content content = Content.of(SIZE);

    private ForeignStream stream() {
        return new ForeignStream(content.bytes, SIZE, ForeignStream.AtEnd.STOPS);
    }

    /** A source that gives its bytes and throws in the same call, as a socket's does when it is interrupted. */
    private static class Throwing implements ReadableByteChannel {
        final ForeignStream stream;

        Throwing(ForeignStream stream) {
            this.stream = stream;
        }

        @Override
        public int read(ByteBuffer target) throws IOException {
            stream.read(target);
            throw new IOException("broken");
        }

        @Override
        public boolean isOpen() {
            return stream.isOpen();
        }

        @Override
        public void close() {
            stream.close();
        }
    }

    @Test
    void readThatThrows() throws Exception {
        Path path = Content.fresh();
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.WRITE)) {
            Throwing source = new Throwing(stream());
            assertThat(NativeChannels.transferFrom(source, file, 0, Long.MAX_VALUE)).isEqualTo(SIZE);
            Content.assertSame(content.bytes, Files.readAllBytes(path));
            assertThatThrownBy(() -> NativeChannels.transferFrom(source, file, SIZE, Long.MAX_VALUE))
                .hasMessage("broken");
        }
    }

    @Test
    void readThatThrowsAndFileThatTakesNothing() throws Exception {
        try (FileChannel file = FileChannel.open(FULL, StandardOpenOption.WRITE)) {
            assertUndelivered(() -> NativeChannels.transferFrom(new Throwing(stream()), file, 0, Long.MAX_VALUE));
        }
    }

    /** An error, of memory for one, is a cause as any other. */
    @Test
    void fileThatThrowsAnError() throws Exception {
        try (FileChannel stock = FileChannel.open(Content.fresh(), StandardOpenOption.WRITE);
                Failing file = new Failing(stock)) {
            UndeliveredException e =
                assertUndelivered(() -> NativeChannels.transferFrom(stream(), file, 0, Long.MAX_VALUE));
            assertThat(e).hasCauseInstanceOf(OutOfMemoryError.class);
        }
    }

    /** A file of which each write of bytes fails for want of memory. */
    private static final class Failing extends ForeignFile {
        Failing(FileChannel file) {
            super(file);
        }

        @Override
        public int write(ByteBuffer source, long position) throws IOException {
            if (source.hasRemaining()) throw new OutOfMemoryError("none");
            return super.write(source, position);
        }
    }

    /** A source that could be read again, were its position to be had. */
    @Test
    void positionThatStays() throws Exception {
        try (FileChannel file = FileChannel.open(FULL, StandardOpenOption.WRITE)) {
            assertUndelivered(() -> NativeChannels.transferFrom(new Onward(stream()), file, 0, Long.MAX_VALUE));
        }
    }

    private static final class Onward extends Throwing implements SeekableByteChannel {
        Onward(ForeignStream stream) {
            super(stream);
        }

        @Override
        public int read(ByteBuffer target) throws IOException {
            return stream.read(target);
        }

        @Override
        public int write(ByteBuffer source) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long position() throws IOException {
            throw new IOException("no position");
        }

        @Override
        public SeekableByteChannel position(long position) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long size() {
            return SIZE;
        }

        @Override
        public SeekableByteChannel truncate(long size) {
            throw new UnsupportedOperationException();
        }
    }

    /** A relay of both directions that fails with bytes under way. */
    @Test
    void bothWays() {
        Broken other = new Broken();
        UndeliveredException e = assertUndelivered(() -> Relay.both(stream(), other).forth());
        assertThat(e.getCause()).hasMessage("broken");
    }

    /** Takes nothing, and has nothing to be read until it is closed. */
    private static final class Broken implements ByteChannel {
        private final CountDownLatch closed = new CountDownLatch(1);

        @Override
        public int read(ByteBuffer target) throws IOException {
            try {
                closed.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            return -1;
        }

        @Override
        public int write(ByteBuffer source) throws IOException {
            throw new IOException("broken");
        }

        @Override
        public boolean isOpen() {
            return closed.getCount() > 0;
        }

        @Override
        public void close() {
            closed.countDown();
        }
    }

    private UndeliveredException assertUndelivered(ThrowingCallable call) {
        UndeliveredException e = catchThrowableOfType(UndeliveredException.class, call);
        assertThat(e).isNotNull();
        assertThat(e.bytesRead() - e.bytesTransferred()).isEqualTo(SIZE);
        Content.assertSame(content.bytes, e.undelivered());
        return e;
    }
}
