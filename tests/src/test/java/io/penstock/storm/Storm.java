package io.penstock.storm;

import io.penstock.storm.StormTransfer.End;
import io.penstock.support.Lib;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** Many transfers at once that others close and interrupt at random moments, while descriptors come and go. */
public final class Storm {
    static final int LANES = 12;

    private final StormPlan plan;
    private final Lib.ThreadKind thread;
    private volatile int transfers;
    private final long seed;
    private final long patience;
    private final AtomicInteger next = new AtomicInteger();
    private final Map<End, AtomicInteger> ends = new ConcurrentHashMap<>();

    /** What went wrong, in words; hangs apart. */
    final Queue<String> wrong = new ConcurrentLinkedQueue<>();

    final Queue<String> hangs = new ConcurrentLinkedQueue<>();
    private long churned;
    private long foreign;

    /** A call that takes longer than the patience, in milliseconds, hangs. */
    Storm(StormPlan plan, Lib.ThreadKind thread, int transfers, long seed, long patience) {
        this.plan = plan;
        this.thread = thread;
        this.transfers = transfers;
        this.seed = seed;
        this.patience = patience;
    }

    /** A seed that the command line may fix with {@code -Dpenstock.tests.seed}. */
    public static long anySeed() {
        return Long.getLong("penstock.tests.seed", System.nanoTime());
    }

    /** Runs all of it; what went wrong is told, not thrown. */
    void run() throws Exception {
        try (DescriptorChurn churn = new DescriptorChurn()) {
            List<Thread> lanes = new ArrayList<>();
            for (int i = 0; i < LANES; i++) lanes.add(Lib.ThreadKind.PLATFORM.unstarted(this::lane));
            lanes.forEach(Thread::start);
            for (Thread lane : lanes) lane.join();
            foreign += churn.foreign();
            churned += churn.opened();
        }
    }

    /** Lets {@link #run} be called again, for so many more transfers. */
    void more(int number) {
        next.set(transfers);
        transfers += number;
    }

    private void lane() {
        for (int i; (i = next.getAndIncrement()) < transfers; ) {
            StormTransfer transfer = null;
            try {
                Random random = new Random(seed + i);
                Scene scene = plan.scene(random);
                transfer = new StormTransfer(scene, plan.blows(scene, random), patience, plan == StormPlan.STOCK);
                End end = transfer.run(thread);
                ends.computeIfAbsent(end, key -> new AtomicInteger()).getAndIncrement();
                if (end == End.HANG) hangs.add(transfer.toString());
            } catch (Exception | AssertionError e) {
                wrong.add("%s: %s".formatted(transfer, e));
            }
        }
    }

    int count(End end) {
        AtomicInteger count = ends.get(end);
        return count == null ? 0 : count.get();
    }

    /**
     * Bytes of transfers that came to other channels, or of other channels that got lost, as a number of descriptors.
     */
    long foreign() {
        return foreign;
    }

    /** What happened, in words. */
    String summary() {
        int ended = ends.values().stream().mapToInt(AtomicInteger::get).sum();
        return ("%s threads: %,d transfers (complete %,d, cut short %,d, closed %,d, interrupted %,d, reset %,d, "
            + "undelivered %,d)"
            + ", %,d wrong outcomes or bytes, %,d hangs, foreign bytes in %,d of %,d other descriptors").formatted(
            thread.name().toLowerCase(), ended, count(End.COMPLETE), count(End.CUT_SHORT), count(End.CLOSED),
                count(End.INTERRUPTED),
            count(End.RESET), count(End.UNDELIVERED), wrong.size(), hangs.size(), foreign, churned);
    }
}
