package io.penstock.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.support.Call;
import io.penstock.support.Descriptors;
import io.penstock.support.EndsInTime;
import io.penstock.support.Lib;
import io.penstock.support.Proof;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Threads that do anything of the API with channels and regions that they share, while these are closed under them and
 * they are interrupted. The model is a colour: see {@link Colour}.
 */
@EndsInTime
class FuzzTest {
    private static final int THREADS = 8;
    private static final int COLOURS = 3;
    private static final int ROUNDS = Lib.proof() ? 100 : 6;
    private static final int ACTIONS = 40;

    /** Of each action: how often it was tried, and how often it ended with an exception. */
    private final Map<FuzzAction, LongAdder> tried = new EnumMap<>(FuzzAction.class);
    private final LongAdder thrown = new LongAdder();

    @ParameterizedTest
    @EnumSource(Lib.ThreadKind.class)
    void anyCallsByManyThreads(Lib.ThreadKind kind) throws Exception {
        kind.assume();
        Lib.assumeNative("the JDK has no regions");
        for (FuzzAction action : FuzzAction.values()) tried.put(action, new LongAdder());
        long seed = System.nanoTime();
        round(kind, seed); // loads classes, and opens what stays open
        long before = Descriptors.inUse();
        for (int i = 1; i <= ROUNDS; i++) round(kind, seed + i);
        assertThat(Descriptors.inUse()).as("descriptors").isLessThanOrEqualTo(before);
        assertThat(tried.values()).noneMatch(count -> count.sum() == 0);
        Proof.line("%d threads of kind %s do anything of the API: %,d actions, %,d of them ended by an exception, each "
            + "byte where it belongs", THREADS, kind,
            tried.values().stream().mapToLong(LongAdder::sum).sum(), thrown.sum());
    }

    private void round(Lib.ThreadKind kind, long seed) throws Exception {
        List<Colour> colours = new ArrayList<>();
        for (int i = 1; i <= COLOURS; i++) colours.add(new Colour(i));
        List<Call> calls = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            Random random = new Random(seed * THREADS + i);
            calls.add(Call.start(kind, () -> act(colours, random)));
        }
        Random random = new Random(~seed);
        for (long end = System.nanoTime() + Call.PATIENCE_MS * 1_000_000;
            calls.stream().anyMatch(call -> !call.isDone()) && System.nanoTime() < end; ) {
            Thread.sleep(1 + random.nextInt(4));
            if (random.nextBoolean()) calls.get(random.nextInt(THREADS)).interrupt();
            else colours.get(random.nextInt(COLOURS)).disturb(random);
        }
        try {
            for (Call call : calls) call.value();
            for (Colour colour : colours) colour.check();
        } catch (AssertionError e) {
            throw new AssertionError("with seed %d: %s".formatted(seed, e.getMessage()), e);
        }
        for (Colour colour : colours) colour.close();
    }

    private long act(List<Colour> colours, Random random) {
        FuzzAction[] actions = FuzzAction.values();
        for (int i = 0; i < ACTIONS; i++) {
            FuzzAction action = actions[random.nextInt(actions.length)];
            tried.get(action).increment();
            try {
                action.run(colours.get(random.nextInt(COLOURS)), random);
            } catch (IOException e) {
                if (Arrays.toString(e.getSuppressed()).contains("EBADF"))
                    throw new AssertionError("a descriptor was used after its close", e);
                thrown.increment();
            } catch (IllegalStateException e) {
                if (!"the region is closed".equals(e.getMessage())) throw e;
                thrown.increment();
            }
            Thread.interrupted();
        }
        return ACTIONS;
    }
}
