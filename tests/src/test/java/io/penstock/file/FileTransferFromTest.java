package io.penstock.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.penstock.UndeliveredException;
import io.penstock.support.Content;
import io.penstock.support.FileMaker;
import io.penstock.support.OnPurpose;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** {@code transferFrom}; for waiting and for streams see {@code ReceiveContract} and {@code CopyTest}. */
@Tag("agent")
public class FileTransferFromTest extends FileContract {
    private static final byte[] NEW = Content.random(4, 300);

    private final ReadableByteChannel source = Channels.newChannel(new ByteArrayInputStream(NEW));

    private byte[] fileRange(int from, int length) throws Exception {
        return Arrays.copyOfRange(now(), from, from + length);
    }

    @Test
    void writesAtTheGivenPositionAndLeavesTheChannelsOwn() throws Exception {
        FileChannel file = open(WRITE);
        file.position(5);
        assertThat(file.transferFrom(source, 100, 200)).isEqualTo(200);
        assertThat(file.position()).isEqualTo(5);
        Content.assertSame(Arrays.copyOf(NEW, 200), fileRange(100, 200));
        Content.assertSame(content.range(300, SIZE), fileRange(300, SIZE - 300));
    }

    @Test
    void endsWhereTheSourceEnds() throws Exception {
        FileChannel file = open(WRITE);
        assertThat(file.transferFrom(source, 0, Long.MAX_VALUE)).isEqualTo(300);
        assertThat(file.transferFrom(source, 0, 1)).isZero();
        Content.assertSame(NEW, fileRange(0, 300));
    }

    @Test
    void growsTheFileAtItsEnd() throws Exception {
        assertThat(open(WRITE).transferFrom(source, SIZE, 300)).isEqualTo(300);
        Content.assertSame(NEW, fileRange(SIZE, 300));
    }

    /** Before JDK 21 the text says that nothing is moved, from then on that the file grows. */
    @Test
    void pastTheEnd() throws Exception {
        boolean grows = JDK >= 21;
        assertThat(open(WRITE).transferFrom(source, SIZE + 50, 300)).isEqualTo(grows ? 300 : 0);
        assertThat(now()).hasSize(grows ? SIZE + 350 : SIZE);
        assertThat(source.read(ByteBuffer.allocate(400))).as("left in the source").isEqualTo(grows ? -1 : 300);
    }

    /** Read where they are, which moves; ours from ours, from stock and stock from ours. */
    @Test
    void filesAreReadAtTheirPosition() throws Exception {
        Path other = fileOf(NEW);
        try (FileChannel stock = FileChannel.open(other)) {
            for (FileChannel from : new FileChannel[] {open(other, READ), stock}) {
                from.position(20);
                assertThat(open(WRITE).transferFrom(from, 3, 50)).isEqualTo(50);
                assertThat(from.position()).isEqualTo(70);
                Content.assertSame(Arrays.copyOfRange(NEW, 20, 70), fileRange(3, 50));
                assertThat(open(WRITE).transferFrom(from, 3, Long.MAX_VALUE)).as("the rest").isEqualTo(230);
                assertThat(open(WRITE).transferFrom(from, 3, 1)).as("at the end").isZero();
            }
        }
        FileChannel ours = open(other, READ);
        try (FileChannel stock = FileChannel.open(path, WRITE)) {
            assertThat(stock.transferFrom(ours.position(100), 0, 50)).as("stock given this one").isEqualTo(50);
            assertThat(ours.position()).isEqualTo(150);
            Content.assertSame(Arrays.copyOfRange(NEW, 100, 150), fileRange(0, 50));
        }
    }

    @Test
    void fromItself() throws Exception {
        FileChannel file = open(READ, WRITE);
        file.position(10);
        assertThat(file.transferFrom(file, SIZE, 100)).isEqualTo(100);
        assertThat(file.position()).isEqualTo(110);
        Content.assertSame(content.range(10, 100), fileRange(SIZE, 100));
    }

    @Test
    void nothingAskedNothingMoved() throws Exception {
        assertThat(open(WRITE).transferFrom(source, 0, 0)).isZero();
        assertThat(source.read(ByteBuffer.allocate(400))).isEqualTo(300);
        Content.assertSame(content.bytes, now());
    }

    @Test
    void badRanges() throws Exception {
        FileChannel file = open(WRITE);
        assertThrows(IllegalArgumentException.class, () -> file.transferFrom(source, -1, 1));
        assertThrows(IllegalArgumentException.class, () -> file.transferFrom(source, 0, -1));
        assertThat(source.read(ByteBuffer.allocate(400))).as("left in the source").isEqualTo(300);
    }

    @Test
    void notOpenedForWriting() throws Exception {
        assertThrows(NonWritableChannelException.class, () -> open(READ).transferFrom(source, 0, 1));
    }

    @Test
    void sourceFilesMustBeReadable() throws Exception {
        Path other = fileOf(NEW);
        assertThrows(NonReadableChannelException.class, () -> open(WRITE).transferFrom(open(other, WRITE), 0, 1));
    }

    @Test
    void eitherClosed() throws Exception {
        assertThrows(ClosedChannelException.class, () -> closed(WRITE).transferFrom(source, 0, 1));
        source.close();
        assertThrows(ClosedChannelException.class, () -> open(WRITE).transferFrom(source, 0, 1));
        assertThrows(ClosedChannelException.class, () -> open(WRITE).transferFrom(closed(READ), 0, 1));
    }

    @Test
    void nullSource() throws Exception {
        assertThrows(NullPointerException.class, () -> open(WRITE).transferFrom(null, 0, 1));
        assertThrows(ClosedChannelException.class, () -> closed(WRITE).transferFrom(null, 0, 1));
    }

    @Test
    @OnPurpose("a transfer is interrupted")
    @StockFails(on = {17, 21}, why = "an interrupt closes the file (17) or the source (21), not both", shows = " open]")
    void interruptClosesBoth() throws Exception {
        assumeFalse(maker == FileMaker.FOREIGN, "a file channel of another make");
        FileChannel file = open(WRITE);
        FileChannel from = open(fileOf(NEW), READ);
        Thread.currentThread().interrupt();
        Throwable thrown = catchThrowable(() -> file.transferFrom(from, 0, 10));
        assertThat(Thread.interrupted()).as("still interrupted").isTrue();
        assertThat(file.isOpen()).as("file open").isEqualTo(maker.ignoresInterrupts());
        assertThat(from.isOpen()).as("source open").isEqualTo(maker.ignoresInterrupts());
        if (!maker.ignoresInterrupts()) assertThat(thrown).isInstanceOf(ClosedByInterruptException.class);
    }

    @Test
    void appendedFilesGrow() throws Exception {
        assertThat(open(APPEND).transferFrom(source, SIZE, 300)).isEqualTo(300);
        assertThat(now()).hasSize(SIZE + 300);
        Content.assertSame(NEW, fileRange(SIZE, 300));
    }

    /** On a device that is always full. Stock has taken them and throws them away. */
    @Test
    @OnPurpose("bytes taken from a stream cannot be written")
    void bytesThatCannotBeWritten() throws Exception {
        FileChannel full = open(Path.of("/dev/full"), WRITE);
        Throwable thrown = catchThrowable(() -> full.transferFrom(source, 0, 300));
        assertThat(thrown).isInstanceOf(IOException.class);
        assertThat(source.read(ByteBuffer.allocate(400))).as("left in the source").isEqualTo(-1);
        if (maker == FileMaker.STOCK) return;
        assertThat(thrown).isInstanceOf(UndeliveredException.class);
        Content.assertSame(NEW, ((UndeliveredException) thrown).undelivered());
    }
}
