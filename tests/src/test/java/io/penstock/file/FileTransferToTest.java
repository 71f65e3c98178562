package io.penstock.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.penstock.support.Content;
import io.penstock.support.Ends;
import io.penstock.support.FileMaker;
import io.penstock.support.OnPurpose;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** {@code transferTo}; for kinds of targets and sizes see {@code TransferContract}. */
@Tag("agent")
public class FileTransferToTest extends FileContract {
    private final ByteArrayOutputStream arrived = new ByteArrayOutputStream();
    private final WritableByteChannel target = Channels.newChannel(arrived);

    @Test
    void movesTheRangeAndLeavesThePosition() throws Exception {
        FileChannel file = open(READ);
        file.position(5);
        assertThat(file.transferTo(100, 200, target)).isEqualTo(200);
        assertThat(file.position()).isEqualTo(5);
        Content.assertSame(content.range(100, 200), arrived.toByteArray());
    }

    @Test
    void endsWhereTheFileEnds() throws Exception {
        FileChannel file = open(READ);
        assertThat(file.transferTo(SIZE - 7, Long.MAX_VALUE, target)).isEqualTo(7);
        assertThat(file.transferTo(SIZE, 1, target)).isZero();
        assertThat(file.transferTo(SIZE + 1, Long.MAX_VALUE, target)).isZero();
        assertThat(file.transferTo(3, 0, target)).isZero();
        Content.assertSame(content.range(SIZE - 7, 7), arrived.toByteArray());
    }

    /** The target's position is where they go, and moves; ours given to ours, to stock and stock given ours. */
    @Test
    void filesAreWrittenAtTheirPosition() throws Exception {
        Path sink = fileOf(new byte[50]);
        try (FileChannel stock = FileChannel.open(sink, WRITE)) {
            for (FileChannel to : new FileChannel[] {open(sink, WRITE), stock}) {
                to.position(10);
                assertThat(open(READ).transferTo(100, 200, to)).isEqualTo(200);
                assertThat(to.position()).isEqualTo(210);
                Content.assertSame(content.range(100, 200), Arrays.copyOfRange(Files.readAllBytes(sink), 10, 210));
            }
            FileChannel ours = open(sink, WRITE);
            assertThat(content.open().transferTo(0, 60, ours.position(20))).as("stock given this one").isEqualTo(60);
            assertThat(ours.position()).isEqualTo(80);
            Content.assertSame(content.range(0, 60), Arrays.copyOfRange(Files.readAllBytes(sink), 20, 80));
        }
    }

    /** Into itself, at its own position. */
    @Test
    void intoItself() throws Exception {
        FileChannel file = open(READ, WRITE);
        file.position(SIZE);
        assertThat(file.transferTo(10, 100, file)).isEqualTo(100);
        assertThat(file.position()).isEqualTo(SIZE + 100);
        Content.assertSame(content.range(10, 100), Arrays.copyOfRange(now(), SIZE, SIZE + 100));
    }

    /**
     * What overlaps is not specified but ends, with the count that the position tells, and the file no longer than
     * that.
     */
    @Test
    void intoItselfOverlapping() throws Exception {
        FileChannel file = open(READ, WRITE);
        file.position(50);
        assertThat(file.transferTo(0, SIZE, file)).isEqualTo(SIZE);
        assertThat(file.position()).isEqualTo(SIZE + 50);
        assertThat(now()).hasSize(SIZE + 50);
    }

    @Test
    void fileTargetsMustBeWritable() throws Exception {
        Path sink = fileOf(new byte[0]);
        assertThrows(NonWritableChannelException.class, () -> open(READ).transferTo(0, 1, open(sink, READ)));
    }

    @Test
    void badRanges() throws Exception {
        FileChannel file = open(READ);
        assertThrows(IllegalArgumentException.class, () -> file.transferTo(-1, 1, target));
        assertThrows(IllegalArgumentException.class, () -> file.transferTo(0, -1, target));
        assertThat(arrived.size()).isZero();
    }

    @Test
    void notOpenedForReading() throws Exception {
        assertThrows(NonReadableChannelException.class, () -> open(WRITE).transferTo(0, 1, target));
    }

    @Test
    void eitherClosed() throws Exception {
        assertThrows(ClosedChannelException.class, () -> closed(READ).transferTo(0, 1, target));
        target.close();
        assertThrows(ClosedChannelException.class, () -> open(READ).transferTo(0, 1, target));
        assertThrows(ClosedChannelException.class, () -> open(READ).transferTo(0, 1, closed(WRITE)));
    }

    @Test
    void nullTarget() throws Exception {
        assertThrows(NullPointerException.class, () -> open(READ).transferTo(0, 1, null));
        assertThrows(ClosedChannelException.class, () -> closed(READ).transferTo(0, 1, null));
    }

    @Test
    @OnPurpose("a transfer is interrupted")
    @StockFails(on = {17, 21}, why = "an interrupt closes the file, not the target", shows = "target open",
        alsoWithAgent = false)
    void interruptClosesBoth() throws Exception {
        assumeFalse(maker == FileMaker.FOREIGN, "a file channel of another make");
        FileChannel file = open(READ);
        try (Ends ends = Ends.open(Ends.Kind.TCP_ACCEPTED)) {
            Thread.currentThread().interrupt();
            Throwable thrown = catchThrowable(() -> file.transferTo(0, 10, ends.target));
            assertThat(Thread.interrupted()).as("still interrupted").isTrue();
            assertThat(file.isOpen()).as("file open").isEqualTo(maker.ignoresInterrupts());
            if (maker.ignoresInterrupts()) return;
            assertThat(thrown).isInstanceOf(ClosedByInterruptException.class);
            assertThat(ends.target.isOpen()).as("target open").isFalse();
        }
    }

    @Test
    @OnPurpose("a file of `/proc`, whose size is 0")
    @StockFails(on = 17, why = "a file of /proc is taken for an empty one", shows = "bytes moved")
    void filesThatDoNotTellTheirSize() throws Exception {
        byte[] version = Files.readAllBytes(Path.of("/proc/version"));
        assertThat(open(Path.of("/proc/version"), READ).transferTo(0, 4096, target)).as("bytes moved")
            .isEqualTo(version.length);
        Content.assertSame(version, arrived.toByteArray());
    }

    /** The JDK's loops over transfers, from which 0 before the end must not come back. */
    @Test
    void streamsOverTheChannel() throws Exception {
        FileChannel file = open(READ);
        file.position(10);
        try (InputStream stream = Channels.newInputStream(file)) {
            assertThat(stream.transferTo(arrived)).isEqualTo(SIZE - 10);
            assertThat(stream.read()).isEqualTo(-1);
        }
        Content.assertSame(content.range(10, SIZE), arrived.toByteArray());
    }

    @Test
    void streamsBetweenChannels() throws Exception {
        Path sink = fileOf(new byte[0]);
        try (InputStream stream = Channels.newInputStream(open(READ));
                var out = Channels.newOutputStream(open(sink, WRITE))) {
            assertThat(stream.transferTo(out)).isEqualTo(SIZE);
        }
        Content.assertSame(content.bytes, Files.readAllBytes(sink));
    }
}
