package io.penstock.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.penstock.NativeChannels;
import io.penstock.support.Call;
import io.penstock.support.Content;
import io.penstock.support.Ends;
import io.penstock.support.EndsInTime;
import io.penstock.support.Lib;
import io.penstock.support.Mover;
import io.penstock.support.Stalled;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A close that comes while a transfer begins is not missed by a thread that has looked and not yet waits. */
@EndsInTime
class EarlyCloseTest {
    private static final int ROUNDS = Lib.proof() ? 2000 : 150;
    private static final int LATEST_NANOS = 600_000;

    static Stream<Arguments> cases() {
        return Arrays.stream(Lib.ThreadKind.values())
            .flatMap(thread -> Stream.of(Ends.Kind.TCP_ACCEPTED, Ends.Kind.UNIX, Ends.Kind.PIPE)
            .map(kind -> arguments(thread, kind)));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void closingEndsIt(Lib.ThreadKind thread, Ends.Kind kind) throws Exception {
        thread.assume();
        Lib.assumeNative("before JDK 22 a close does not wake the JDK's own transfer");
        Content content = Content.of(Stalled.SIZE);
        Random random = new Random();
        for (int i = 0; i < ROUNDS; i++) {
            Mover mover = Mover.ours().toList().get(i % (int) Mover.ours().count());
            try (FileChannel file = content.open(); Ends ends = Ends.small(kind)) {
                Call one = Call.start(thread, () -> mover.transferTo(file, 0, Stalled.SIZE, ends.target));
                // waits for the first
                Call other = Call.start(thread, () -> mover.transferTo(file, 0, Stalled.SIZE, ends.target));
                closeSoon(ends.target, random);
                one.join();
                other.join();
                assertThat(one.isDone() && other.isDone()).as("%s ended in round %d", mover, i).isTrue();
            }
        }
    }

    /** A source that was closed has not ended. */
    @ParameterizedTest
    @MethodSource("cases")
    void closingTheSource(Lib.ThreadKind thread, Ends.Kind kind) throws Exception {
        thread.assume();
        Lib.assumeNative("the JDK's own transfer ends as the JDK's reads do");
        Random random = new Random();
        Path path = Content.fresh();
        for (int i = 0; i < ROUNDS; i++) {
            try (FileChannel file = NativeChannels.open(path, StandardOpenOption.WRITE); Ends ends = Ends.open(kind)) {
                Call call = Call.start(thread, () -> file.transferFrom(ends.source, 0, Stalled.SIZE));
                closeSoon(ends.source, random);
                assertThat(call.thrown()).as("round %d", i).isInstanceOf(ClosedChannelException.class);
            }
        }
        Files.delete(path);
    }

    /** Nor is its end passed on: the reader behind must not take a part for the whole. */
    @ParameterizedTest
    @MethodSource("cases")
    void closingTheSourceOfARelay(Lib.ThreadKind thread, Ends.Kind kind) throws Exception {
        thread.assume();
        Lib.assumeNative("the JDK's channels relay as their reads do");
        Random random = new Random();
        for (int i = 0; i < ROUNDS; i++) {
            try (Ends in = Ends.open(kind); Ends out = Ends.open(kind)) {
                Call call = Call.start(thread, () -> NativeChannels.relay(in.source, out.target));
                closeSoon(in.source, random);
                assertThat(call.thrown()).as("round %d", i).isInstanceOf(ClosedChannelException.class);
                assertThat(out.target.write(ByteBuffer.allocate(1))).as("bytes that the target still takes")
                    .isEqualTo(1);
            }
        }
    }

    private static void closeSoon(Channel channel, Random random) throws IOException {
        long end = System.nanoTime() + random.nextInt(LATEST_NANOS);
        while (System.nanoTime() < end) Thread.onSpinWait();
        channel.close();
    }
}
