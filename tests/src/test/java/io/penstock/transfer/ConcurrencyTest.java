package io.penstock.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.penstock.Strategy;
import io.penstock.support.Call;
import io.penstock.support.Content;
import io.penstock.support.Drain;
import io.penstock.support.Ends;
import io.penstock.support.EndsInTime;
import io.penstock.support.Lib;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Many transfers at once, from one file or into one socket. */
@EndsInTime
class ConcurrencyTest {
    private static final int THREADS = 8;
    private static final int TRANSFERS = Lib.proof() ? 400 : 20;
    private static final int BLOCK = 300_007;

    @Test
    void oneFileManySockets() throws Exception {
        Content content = Content.of(BLOCK);
        try (FileChannel file = content.open()) {
            List<Call> calls = new ArrayList<>();
            for (int t = 0; t < THREADS; t++) {
                Strategy strategy = Lib.strategies().get(t % Lib.strategies().size());
                Ends.Kind kind = Ends.Kind.values()[t % Ends.Kind.values().length];
                calls.add(Call.start(() -> {
                    for (int i = 0; i < TRANSFERS; i++) sendAndCompare(strategy, file, content, kind);
                    return 0L;
                }));
            }
            for (Call call : calls) call.value();
        }
    }

    private static void sendAndCompare(Strategy strategy, FileChannel file, Content content, Ends.Kind kind)
            throws Exception {
        try (Ends ends = Ends.open(kind)) {
            Drain drain = new Drain(ends.source);
            assertThat(Lib.transfer(strategy, file, 0, Long.MAX_VALUE, ends.target).bytesTransferred())
                .isEqualTo(BLOCK);
            ends.finish();
            Content.assertSame(content.bytes, drain.await());
        }
    }

    /**
     * On a blocking target a transfer has the right of way to its end, before other transfers and before plain writes.
     */
    @ParameterizedTest
    @EnumSource(Ends.Kind.class)
    void oneTargetManyTransfers(Ends.Kind kind) throws Exception {
        Lib.assumeNative("stock transfers do not keep others out");
        try (Ends ends = Ends.small(kind)) {
            Drain drain = new Drain(ends.source);
            List<Call> calls = new ArrayList<>();
            for (int t = 0; t < THREADS; t++) {
                byte[] block = new byte[BLOCK];
                Arrays.fill(block, (byte) t);
                Strategy strategy = Strategy.values()[t % Strategy.values().length];
                calls.add(t == THREADS - 1 ? Call.start(() -> writeBlocks(ends, block))
                    : Call.start(() -> sendBlocks(strategy, ends, block)));
            }
            for (Call call : calls) assertThat(call.value()).isEqualTo((long) TRANSFERS * BLOCK);
            ends.finish();
            assertWholeBlocks(drain.await());
        }
    }

    private static long sendBlocks(Strategy strategy, Ends ends, byte[] block) throws Exception {
        Path path = Content.fresh();
        Files.write(path, block);
        long sent = 0;
        try (FileChannel file = FileChannel.open(path)) {
            for (int i = 0; i < TRANSFERS; i++)
                sent += Lib.transfer(strategy, file, 0, Long.MAX_VALUE, ends.target).bytesTransferred();
        } finally {
            Files.delete(path);
        }
        return sent;
    }

    private static long writeBlocks(Ends ends, byte[] block) throws Exception {
        long sent = 0;
        for (int i = 0; i < TRANSFERS; i++) sent += ends.target.write(ByteBuffer.wrap(block));
        return sent;
    }

    private static void assertWholeBlocks(byte[] all) {
        assertThat(all).hasSize(THREADS * TRANSFERS * BLOCK);
        for (int at = 0; at < all.length; at++)
            if (all[at] != all[at - at % BLOCK])
                fail("byte %d belongs to another transfer than the block it is in", at);
    }
}
