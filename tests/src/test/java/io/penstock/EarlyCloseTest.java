package io.penstock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.channels.FileChannel;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A close that comes while a transfer begins is not missed by a thread that has looked and not yet waits. */
@EndsInTime
class EarlyCloseTest {
    private static final int ROUNDS = Lib.proof() ? 2000 : 300;
    private static final int LATEST_NANOS = 600_000;

    static Stream<Arguments> cases() {
        return Arrays.stream(Lib.ThreadKind.values()).flatMap(thread -> Stream.of(Ends.Kind.TCP_ACCEPTED, Ends.Kind.UNIX, Ends.Kind.PIPE)
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
                Call call = Call.start(thread, () -> mover.transferTo(file, 0, Stalled.SIZE, ends.target));
                long end = System.nanoTime() + random.nextInt(LATEST_NANOS);
                while (System.nanoTime() < end) Thread.onSpinWait();
                ends.target.close();
                call.join();
                assertThat(call.isDone()).as("%s ended in round %d", mover, i).isTrue();
            }
        }
    }
}
