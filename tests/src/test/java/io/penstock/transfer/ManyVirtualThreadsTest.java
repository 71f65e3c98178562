package io.penstock.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.penstock.NativeChannels;
import io.penstock.support.Call;
import io.penstock.support.Content;
import io.penstock.support.Ends;
import io.penstock.support.EndsInTime;
import io.penstock.support.Lib;
import io.penstock.support.Machine;
import io.penstock.support.Proof;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Many more transfers in virtual threads than there are carriers, into sockets whose readers are slow or asleep. */
@EndsInTime
class ManyVirtualThreadsTest {
    private static final int THREADS = Lib.proof() ? 1000 : 50;
    private static final int SECONDS = Lib.proof() ? 10 : 1;
    private static final int CHUNK = 64 * 1024;
    private static final int DESCRIPTORS_EACH = 2;
    private static final int DESCRIPTORS_LEFT = 500;

    /** Of one core: the goal is a hundredth, the rest is for a machine with other work and a JIT compiler. */
    private static final double MOST_CPU = 0.10;

    private static final int SETTLE_MS = 300;

    private final Content content = Content.of(4 * Content.MIB);
    private final List<Ends> all = new ArrayList<>();
    private final List<Call> calls = new ArrayList<>();
    private FileChannel file;

    @BeforeEach
    void start() throws Exception {
        Lib.ThreadKind.VIRTUAL.assume();
        Lib.assumeNative("the JDK's own transfer blocks carriers");
        file = content.open();
    }

    @AfterEach
    void stop() throws Exception {
        for (Ends ends : all) ends.close();
        for (Call call : calls) call.join();
        if (file != null) file.close();
    }

    private void startAll(Ends.Kind kind) throws Exception {
        long most = Machine.mostDescriptors();
        assumeTrue(most >= DESCRIPTORS_EACH * THREADS + DESCRIPTORS_LEFT, "only " + most
            + " descriptors may be open (ulimit -n)");
        for (int i = 0; i < THREADS; i++) {
            Ends ends = Ends.small(kind);
            all.add(ends);
            calls.add(Call.start(Lib.ThreadKind.VIRTUAL,
                () -> NativeChannels.transferTo(file, 0, Long.MAX_VALUE, ends.target)));
        }
    }

    /** Each reader takes a chunk and then again only when all others have had theirs: every transfer has to get on. */
    @ParameterizedTest
    @EnumSource(names = {"TCP_ACCEPTED", "UNIX"})
    void slowReaders(Ends.Kind kind) throws Exception {
        startAll(kind);
        long begin = System.nanoTime();
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
        for (int round = 0; round < SECONDS; round++) {
            long due = begin + (round + 1) * 1_000_000_000L;
            for (Ends ends : all) {
                readFully((SocketChannel) ends.source, chunk.clear());
                Content.assertSame(content.range((long) round * CHUNK, CHUNK), chunk.array());
            }
            LockSupport.parkNanos(due - System.nanoTime());
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        Proof.line("%,d virtual threads, %s, slow readers: each moved %d chunks of %d KiB in %.1f s", THREADS, kind,
            SECONDS, CHUNK / 1024, seconds);
        assertThat(calls).as("transfers that are still under way").noneMatch(Call::isDone);
    }

    private static void readFully(SocketChannel source, ByteBuffer chunk) throws IOException {
        while (chunk.hasRemaining()) assertThat(source.read(chunk)).as("bytes read").isPositive();
    }

    /** What waits costs nothing to speak of, however long. */
    @ParameterizedTest
    @EnumSource(names = {"TCP_ACCEPTED", "UNIX", "PIPE"})
    void nobodyReads(Ends.Kind kind) throws Exception {
        double idle = shareOfCore();
        startAll(kind);
        awaitQuiet();
        double share = shareOfCore();
        Proof.line("%,d virtual threads, %s, nobody reads: %.2f %% of a core over %d s, %.2f %% before they started",
            THREADS, kind, 100 * share, SECONDS, 100 * idle);
        assertThat(share).as("share of a core").isLessThan(MOST_CPU);
        assertThat(calls).as("transfers that are still under way").noneMatch(Call::isDone);
    }

    private static double shareOfCore() throws InterruptedException {
        long begin = System.nanoTime();
        long cpu = Machine.cpuNanos();
        Thread.sleep(SECONDS * 1000L);
        return (double) (Machine.cpuNanos() - cpu) / (System.nanoTime() - begin);
    }

    /** Waits until the sockets are full and their transfers wait. */
    private static void awaitQuiet() throws InterruptedException {
        long end = System.nanoTime() + Call.PATIENCE_MS * 1_000_000;
        long before;
        do {
            before = Machine.cpuNanos();
            Thread.sleep(SETTLE_MS);
        } while (Machine.cpuNanos() - before > SETTLE_MS * 1_000_000L * MOST_CPU && System.nanoTime() < end);
    }
}
