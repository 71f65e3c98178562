package io.penstock.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.penstock.TransferResult;
import io.penstock.support.Call;
import io.penstock.support.Content;
import io.penstock.support.Drain;
import io.penstock.support.Ends;
import io.penstock.support.EndsInTime;
import io.penstock.support.Lib;
import io.penstock.support.Mover;
import io.penstock.support.OnPurpose;
import io.penstock.support.Stalled;
import io.penstock.support.Stalled.Progress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Once a virtual thread has read a socket, its descriptor does not block any more while the channel says it does. On
 * purpose not compared with stock, whose transfer then returns 0 again and again.
 */
@EndsInTime
class VirtualThreadTest {
    private static final int SIZE = 4 * Content.MIB;

    @BeforeEach
    void canRun() {
        Lib.ThreadKind.VIRTUAL.assume();
        Lib.assumeNative("the JDK's own transfer returns at once");
    }

    static Stream<Arguments> cases() {
        return Stream.of(Ends.Kind.TCP_ACCEPTED, Ends.Kind.UNIX).flatMap(kind ->
            Arrays.stream(Lib.ThreadKind.values())
                .flatMap(thread -> Mover.ours().map(mover -> arguments(kind, thread, mover))));
    }

    /** One call finishes although the reader takes its time, and tries no more often than there can be news. */
    @ParameterizedTest
    @MethodSource("cases")
    @OnPurpose("a blocking socket that a virtual thread has used is full")
    void slowReader(Ends.Kind kind, Lib.ThreadKind thread, Mover mover) throws Exception {
        Content content = Content.of(SIZE);
        try (FileChannel file = content.open(); Ends ends = Ends.small(kind)) {
            readByVirtualThread(ends);
            AtomicReference<TransferResult> result = new AtomicReference<>();
            Call transfer = Call.start(thread, () -> {
                result.set(Lib.transfer(mover.strategy(), file, 0, Long.MAX_VALUE, ends.target));
                ends.finish();
                return result.get().bytesTransferred();
            });
            transfer.awaitBlocked();
            Content.assertSame(content.bytes, readSlowly(ends.source));
            assertThat(transfer.value()).isEqualTo(SIZE);
            assertThat(result.get().systemCalls()).as("system calls: it did not spin").isLessThan(20_000);
        }
    }

    /** More transfers wait than there are carriers, and yet other virtual threads get on. */
    @ParameterizedTest
    @EnumSource(value = Ends.Kind.class, names = {"TCP_ACCEPTED", "UNIX", "PIPE"})
    void waitingKeepsNoCarrier(Ends.Kind kind) throws Exception {
        int waiters = 2 * Runtime.getRuntime().availableProcessors() + 1;
        List<Stalled> stalled = new ArrayList<>();
        try {
            for (int i = 0; i < waiters; i++)
                stalled.add(Stalled.start(Lib.ThreadKind.VIRTUAL, Mover.AUTO, kind, Progress.SOME));
            assertThat(Call.start(Lib.ThreadKind.VIRTUAL, () -> 42L).value()).isEqualTo(42);
            for (Stalled one : stalled) Content.assertSame(one.content.bytes, readToSize(one));
        } finally {
            for (Stalled one : stalled) one.close();
        }
    }

    private static byte[] readToSize(Stalled stalled) throws Exception {
        Call finish = Call.start(() -> {
            long moved = stalled.call.value();
            stalled.ends.finish();
            return moved;
        });
        byte[] all = Drain.all(stalled.ends.source);
        assertThat(finish.value()).isEqualTo(all.length);
        return all;
    }

    private static void readByVirtualThread(Ends ends) throws Exception {
        ((WritableByteChannel) ends.source).write(ByteBuffer.allocate(1));
        Call read = Call.start(Lib.ThreadKind.VIRTUAL, () -> (long) ((SocketChannel) ends.target)
            .read(ByteBuffer.allocate(1)));
        assertThat(read.value()).isEqualTo(1);
    }

    /** Pauses before each read, so that the transfer has to wait again and again. */
    private static byte[] readSlowly(ReadableByteChannel source) throws Exception {
        ByteBuffer all = ByteBuffer.allocate(SIZE + 1);
        int n;
        do {
            Thread.sleep(2);
            n = source.read(all.slice().limit(Math.min(all.remaining(), Content.PIPE)));
            all.position(all.position() + Math.max(n, 0));
        } while (n >= 0);
        return Content.copyOf(all.flip());
    }
}
