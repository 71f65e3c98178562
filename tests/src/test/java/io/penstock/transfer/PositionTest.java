package io.penstock.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.penstock.NativeChannels;
import io.penstock.support.Call;
import io.penstock.support.Content;
import io.penstock.support.Drain;
import io.penstock.support.Ends;
import io.penstock.support.EndsInTime;
import io.penstock.support.Lib;
import io.penstock.support.Mover;
import io.penstock.support.OnPurpose;
import io.penstock.support.Stalled;
import io.penstock.support.TargetKind;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A transfer reads at a position of its own, and writes into a file where that file is. */
@EndsInTime
class PositionTest {
    private static final int SIZE = 100_003;

    static Stream<Mover> movers() {
        return Mover.all();
    }

    /** The position is the descriptor's, so the stream over the same descriptor would notice. */
    @ParameterizedTest
    @MethodSource("movers")
    void relativeReadsGoOnWhereTheyWere(Mover mover) throws Exception {
        Content content = Content.of(SIZE);
        try (RandomAccessFile stream = new RandomAccessFile(content.file.toFile(), "r");
                TargetKind.Sink sink = TargetKind.FILE_EMPTY.open()) {
            FileChannel file = stream.getChannel();
            for (long position : new long[] {0, 5, SIZE, SIZE + 99L}) {
                file.position(position);
                assertThat(mover.transferTo(file, 100, 50_000, sink.channel())).isEqualTo(50_000);
                assertThat(file.position()).isEqualTo(position);
                assertThat(stream.read()).isEqualTo(position < SIZE ? content.bytes[(int) position] & 0xff : -1);
            }
        }
    }

    /** Written by a transfer, a write and a transfer again, each of which begins where the one before ended. */
    @ParameterizedTest
    @MethodSource("movers")
    void targetsGoOnWhereTheyWere(Mover mover) throws Exception {
        Content content = Content.of(SIZE);
        Path path = Content.fresh();
        try (FileChannel file = content.open(); FileChannel target = FileChannel.open(path, StandardOpenOption.WRITE)) {
            assertThat(mover.transferTo(file, 0, 4000, target)).isEqualTo(4000);
            assertThat(target.write(ByteBuffer.wrap(content.bytes, 4000, 96))).isEqualTo(96);
            assertThat(mover.transferTo(file, 4096, SIZE, target)).isEqualTo(SIZE - 4096);
            assertThat(target.position()).isEqualTo(SIZE);
            Content.assertSame(content.bytes, Files.readAllBytes(path));
            target.position(10);
            assertThat(mover.transferTo(file, SIZE, 1, target)).isZero();
            assertThat(catchThrowable(() -> mover.transferTo(file, -1, 1, target)))
                .isInstanceOf(IllegalArgumentException.class);
            assertThat(target.position()).as("after transfers of nothing").isEqualTo(10);
        } finally {
            Files.delete(path);
        }
    }

    /** Some strategies take more from the file than a full target takes from them; the difference is not lost. */
    @ParameterizedTest
    @MethodSource("movers")
    void shortTransfersLeaveThePositionToo(Mover mover) throws Exception {
        Content content = Content.of(Stalled.SIZE);
        try (FileChannel file = content.open(); Ends ends = Ends.small(Ends.Kind.TCP_ACCEPTED)) {
            ends.blocking(false);
            file.position(17);
            long moved = mover.transferTo(file, 0, Stalled.SIZE, ends.target);
            assertThat(moved).isPositive().isLessThan(Stalled.SIZE);
            assertThat(file.position()).isEqualTo(17);
            ends.finish();
            Content.assertSame(content.range(0, moved), Drain.all(ends.source));
        }
    }

    /** Two transfers out of one file, at its position: what one has taken the other does not take again. */
    @Test
    @OnPurpose("two threads take bytes out of one file by `transferFrom`, at its position")
    void sourcesAreReadInTurns() throws Exception {
        Lib.assumeNative("from JDK 21 on, stock transfers take the same bytes at the same time");
        int size = (Lib.proof() ? 64 : 8) * Content.MIB;
        Path path = Content.fresh();
        try (FileChannel source = Content.of(size).open();
                FileChannel target = FileChannel.open(path, StandardOpenOption.WRITE)) {
            List<Call> calls = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                calls.add(Call.start(() -> {
                    long all = 0;
                    for (long n; (n = NativeChannels.transferFrom(source, target, 0, Content.PAGE)) > 0; ) all += n;
                    return all;
                }));
            }
            assertThat(calls.get(0).value() + calls.get(1).value()).isEqualTo(size);
            assertThat(source.position()).isEqualTo(size);
        } finally {
            Files.delete(path);
        }
    }
}
