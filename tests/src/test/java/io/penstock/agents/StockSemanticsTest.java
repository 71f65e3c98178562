package io.penstock.agents;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.support.Call;
import io.penstock.support.Content;
import io.penstock.support.Drain;
import io.penstock.support.Ends;
import io.penstock.support.EndsInTime;
import io.penstock.support.HugeFile;
import io.penstock.support.Lib;
import io.penstock.support.Mover;
import io.penstock.support.Stalled;
import io.penstock.support.Stalled.Progress;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What programs may have come to rely on in the JDK's own transfers though no text promises it; the agent keeps to it.
 */
@Tag("agent")
@EndsInTime
class StockSemanticsTest {
    /** More than two gibibytes, which one call moves at most. */
    private static final long FOR_EVER = 9L << 28;

    /** More than a socket holds. */
    private static final long AHEAD = 32 << 20;

    /** As a count in an {@code int} needs it. */
    @Test
    void lessThanTwoGibibytesInOneCall() throws Exception {
        Lib.assumeProof("2 GiB through a socket");
        try (HugeFile huge = new HugeFile(); FileChannel file = huge.open();
                Ends ends = Ends.open(Ends.Kind.TCP_CONNECTED)) {
            Call drain = counting(ends.source, new AtomicLong());
            long moved = file.transferTo(0, Long.MAX_VALUE, ends.target);
            ends.finish();
            assertThat(moved).isBetween(1L << 30, (long) Integer.MAX_VALUE);
            assertThat(drain.value()).isEqualTo(moved);
        }
    }

    private static Call counting(ReadableByteChannel source, AtomicLong all) {
        return Call.start(() -> {
            ByteBuffer buffer = ByteBuffer.allocateDirect(Content.MIB);
            for (int n; (n = source.read(buffer.clear())) >= 0; ) all.addAndGet(n);
            return all.get();
        });
    }

    /**
     * Its end when the call begins counts, or a later one, but not for ever a later one. Here it grows so that the
     * transfer never meets an end, and no further.
     */
    @Test
    void endsThoughTheFileGrows() throws Exception {
        Path path = Files.write(Content.fresh(), Content.of((int) AHEAD).bytes);
        try (FileChannel file = FileChannel.open(path);
                FileChannel log = FileChannel.open(path, StandardOpenOption.APPEND);
                Ends ends = Ends.open(Ends.Kind.TCP_ACCEPTED)) {
            AtomicLong received = new AtomicLong();
            Call send = Call.start(() -> file.transferTo(0, Long.MAX_VALUE, ends.target));
            ReadableByteChannel behind = new ReadableByteChannel() {
                @Override
                public int read(ByteBuffer target) throws IOException {
                    while (!send.isDone() && log.size() < received.get() + AHEAD) Thread.onSpinWait();
                    return ends.source.read(target);
                }

                @Override
                public boolean isOpen() {
                    return ends.source.isOpen();
                }

                @Override
                public void close() {}
            };
            Call drain = counting(behind, received);
            ByteBuffer more = ByteBuffer.wrap(Content.of(Content.MIB).bytes);
            while (!send.isDone()) {
                assertThat(received.get()).as("bytes, and the transfer goes on").isLessThan(FOR_EVER);
                if (log.size() < received.get() + 2 * AHEAD) log.write(more.rewind());
                else Thread.onSpinWait();
            }
            assertThat(send.value()).isGreaterThanOrEqualTo(AHEAD).isLessThanOrEqualTo(log.size());
            ends.finish();
            assertThat(drain.value()).isEqualTo(send.value());
        } finally {
            Files.delete(path);
        }
    }

    @Test
    void asMuchAsThereIsRoomFor() throws Exception {
        try (FileChannel file = Content.of(Stalled.SIZE).open(); Ends ends = Ends.small(Ends.Kind.UNIX)) {
            ends.blocking(false);
            long moved = file.transferTo(0, Long.MAX_VALUE, ends.target);
            assertThat(moved).isPositive().isLessThan(Stalled.SIZE);
            assertThat(file.transferTo(moved, Long.MAX_VALUE, ends.target)).isZero();
            ends.finish();
            Content.assertSame(Content.of(Stalled.SIZE).range(0, moved), Drain.all(ends.source));
        }
    }

    @Test
    void asMuchAsThereIsToRead() throws Exception {
        Path path = Content.fresh();
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.WRITE);
                Ends ends = Ends.open(Ends.Kind.UNIX)) {
            ((SelectableChannel) ends.source).configureBlocking(false);
            assertThat(file.transferFrom(ends.source, 0, Long.MAX_VALUE)).isZero();
            ends.target.write(ByteBuffer.wrap(Content.of(Content.PAGE).bytes));
            assertThat(file.transferFrom(ends.source, 0, 1000)).isEqualTo(1000);
            assertThat(file.transferFrom(ends.source, 1000, Long.MAX_VALUE)).isEqualTo(Content.PAGE - 1000);
            ends.finish();
            assertThat(file.transferFrom(ends.source, Content.PAGE, Long.MAX_VALUE)).isZero();
            Content.assertSame(Content.of(Content.PAGE).bytes, Files.readAllBytes(path));
        } finally {
            Files.delete(path);
        }
    }

    /** Of the JDK's own classes, which other JVMs have too when they are sent there. */
    @Test
    void interrupted() throws Exception {
        try (Stalled stalled =
                Stalled.start(Lib.ThreadKind.PLATFORM, Mover.STOCK, Ends.Kind.TCP_ACCEPTED, Progress.SOME)) {
            stalled.call.interrupt();
            assertOfTheJdk(stalled.call.thrown(), ClosedByInterruptException.class);
        }
    }

    private static void assertOfTheJdk(Throwable thrown, Class<? extends Throwable> type) {
        assertThat(thrown).isExactlyInstanceOf(type);
        for (Throwable cause = thrown; cause != null; cause = cause.getCause())
            assertThat(cause.getClass().getModule()).as("module of %s", cause).isEqualTo(Object.class.getModule());
    }

    @Test
    void brokenPipe() throws Exception {
        try (FileChannel file = Content.of(Content.PAGE).open(); Ends ends = Ends.open(Ends.Kind.UNIX)) {
            ends.source.close();
            Throwable thrown = Call.start(() -> file.transferTo(0, Content.PAGE, ends.target)).thrown();
            assertOfTheJdk(thrown, IOException.class);
            assertThat(thrown).hasMessage("Broken pipe");
        }
    }

    @Test
    void noRoomInTheFile() throws Exception {
        try (FileChannel full = FileChannel.open(Path.of("/dev/full"), StandardOpenOption.WRITE);
                Ends ends = Ends.open(Ends.Kind.TCP_ACCEPTED)) {
            ends.target.write(ByteBuffer.allocate(10_000));
            ((SocketChannel) ends.target).shutdownOutput();
            Throwable thrown = Call.start(() -> full.transferFrom(ends.source, 0, Long.MAX_VALUE)).thrown();
            assertOfTheJdk(thrown, IOException.class);
            assertThat(thrown).hasMessage("No space left on device");
        }
    }
}
