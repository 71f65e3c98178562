package io.penstock.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.NativeChannels;
import io.penstock.PipeStatistics;
import io.penstock.Relay;
import io.penstock.support.Call;
import io.penstock.support.Content;
import io.penstock.support.Descriptors;
import io.penstock.support.Drain;
import io.penstock.support.Ends;
import io.penstock.support.EndsInTime;
import io.penstock.support.Lib;
import io.penstock.support.Proof;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Connections that come and go, some of them in the middle: nothing of them stays. */
@EndsInTime
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ShortRelaysTest {
    private static final int CONNECTIONS = Lib.proof() ? 50_000 : 500;
    private static final int THREADS = 4;

    /** Of a connection, in bytes: some are copied, some are spliced. */
    private static final int LARGEST = 1 << 19;

    private static final byte[] BYTES = Content.random(8, LARGEST);

    private final AtomicInteger left = new AtomicInteger(CONNECTIONS);
    private final AtomicInteger aborted = new AtomicInteger();

    @ParameterizedTest
    @EnumSource(names = {"TCP_ACCEPTED", "UNIX"})
    void leaveNothing(Ends.Kind kind) throws Exception {
        Lib.assumeNative("the JDK's channels need no pipes");
        Random warm = new Random();
        for (int i = 0; i < 20; i++) one(kind, warm);
        long before = Descriptors.inUse();
        List<Call> calls = new ArrayList<>();
        for (int i = 0; i < THREADS; i++)
            calls.add(Call.start(() -> {
                Random random = new Random();
                while (left.getAndDecrement() > 0) one(kind, random);
                return 0L;
            }));
        for (Call call : calls) while (!call.endsWithin(1000)) {}
        for (Call call : calls) call.value();
        long after = Descriptors.inUse();
        PipeStatistics pipes = NativeChannels.pipes();
        Proof.line("%,d short relays, %s, %,d of them aborted: descriptors %d before, %d after; %s",
            CONNECTIONS, kind, aborted.get(), before, after, pipes);
        assertThat(after).as("descriptors").isLessThanOrEqualTo(before);
        assertThat(pipes.open()).as("pipes, all of them idle").isEqualTo(pipes.idle());
    }

    /** A connection to its end, or to where it is cut short. */
    private void one(Ends.Kind kind, Random random) throws Exception {
        try (Ends in = Ends.open(kind); Ends out = Ends.open(kind)) {
            leaveNoPort(in);
            leaveNoPort(out);
            int size = random.nextInt(1 << 8 + random.nextInt(12));
            boolean breaks = random.nextInt(4) == 0;
            Relay relay = Relay.of(in.source, out.target);
            Call running = Call.start(() -> {
                while (relay.run() > 0) {}
                return relay.bytesTransferred();
            });
            Call writer = Call.start(() -> {
                ByteBuffer rest = ByteBuffer.wrap(BYTES, 0, size);
                try {
                    while (rest.hasRemaining()) in.target.write(rest);
                    in.finish();
                } catch (IOException e) {
                    if (!breaks) throw e;
                }
                return (long) rest.position();
            });
            if (breaks) {
                aborted.getAndIncrement();
                out.source.close();
                running.thrownIfAny();
                // the relay's own channels stay the caller's to close, and its bytes are given up with it
                in.source.close();
                relay.close();
            } else {
                Content.assertSame(Arrays.copyOf(BYTES, size), Drain.all(out.source));
                assertThat(running.value()).isEqualTo(size);
            }
            writer.value();
        }
    }

    /** Reset, not closed: a closed connection keeps its port for a minute. */
    private static void leaveNoPort(Ends ends) throws IOException {
        for (Object end : new Object[] {ends.source, ends.target})
            if (end instanceof SocketChannel socket && socket.getLocalAddress() instanceof InetSocketAddress)
                socket.setOption(StandardSocketOptions.SO_LINGER, 0);
    }
}
