package io.penstock.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.support.Call;
import io.penstock.support.Content;
import io.penstock.support.Ends;
import io.penstock.support.EndsInTime;
import io.penstock.support.Lib;
import io.penstock.support.Machine;
import io.penstock.support.Mover;
import io.penstock.support.Proof;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A "blocking" socket that a virtual thread has read, and which does not block since: whoever calls the JDK's transfer
 * until all is gone spins while the reader takes its time; ours waits. The line tells both.
 */
@EndsInTime
@Tag("agent")
class ForcedNonBlockingTest {
    private static final int SIZE = (Lib.proof() ? 16 : 4) * Content.MIB;
    private static final int READ = 32 * 1024;
    private static final int PAUSE_MS = 4;

    /** What one side needed to move all of the file. */
    private record Cost(long calls, long zeros, long cpuMillis) {
        @Override
        public String toString() {
            return "%,d calls, %,d of them moved nothing, %,d ms of CPU".formatted(calls, zeros, cpuMillis);
        }
    }

    @Test
    void besideStock() throws Exception {
        Lib.ThreadKind.VIRTUAL.assume();
        Lib.assumeNative("both sides would be the JDK's");
        Cost stock = send(Mover.STOCK);
        Cost ours = send(Mover.AUTO);
        Proof.line("socket forced non-blocking, %,d MiB, slow reader, stock: %s", SIZE / Content.MIB, stock);
        Proof.line("socket forced non-blocking, %,d MiB, slow reader, ours: %s", SIZE / Content.MIB, ours);
        if (Lib.agent()) assertThat(stock).as("calls of the agent").extracting(Cost::calls, Cost::zeros)
            .containsExactly(1L, 0L);
        assertThat(ours.zeros).as("calls of ours that moved nothing").isZero();
        assertThat(ours.calls).as("calls of ours").isEqualTo(1);
    }

    private static Cost send(Mover mover) throws Exception {
        Content content = Content.of(SIZE);
        AtomicLong calls = new AtomicLong();
        AtomicLong zeros = new AtomicLong();
        try (FileChannel file = content.open(); Ends ends = Ends.small(Ends.Kind.TCP_ACCEPTED)) {
            readByVirtualThread(ends);
            long before = Machine.cpuNanos();
            Call call = Call.start(Lib.ThreadKind.VIRTUAL, () -> {
                long moved = 0;
                while (moved < SIZE) {
                    long n = mover.transferTo(file, moved, SIZE - moved, ends.target);
                    calls.getAndIncrement();
                    if (n == 0) zeros.getAndIncrement();
                    moved += n;
                }
                ends.finish();
                return moved;
            });
            byte[] arrived = readSlowly(ends);
            long cpu = Machine.cpuNanos() - before;
            assertThat(call.value()).isEqualTo(SIZE);
            Content.assertSame(content.bytes, arrived);
            return new Cost(calls.get(), zeros.get(), cpu / 1_000_000);
        }
    }

    private static void readByVirtualThread(Ends ends) throws Exception {
        ((WritableByteChannel) ends.source).write(ByteBuffer.allocate(1));
        Call read = Call.start(Lib.ThreadKind.VIRTUAL, () -> (long) ((SocketChannel) ends.target)
            .read(ByteBuffer.allocate(1)));
        assertThat(read.value()).isEqualTo(1);
    }

    private static byte[] readSlowly(Ends ends) throws IOException, InterruptedException {
        ByteBuffer all = ByteBuffer.allocate(SIZE + 1);
        for (int n = 0; n >= 0; ) {
            Thread.sleep(PAUSE_MS);
            n = ends.source.read(all.slice().limit(Math.min(all.remaining(), READ)));
            all.position(all.position() + Math.max(n, 0));
        }
        return Content.copyOf(all.flip());
    }
}
