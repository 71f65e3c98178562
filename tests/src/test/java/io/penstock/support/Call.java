package io.penstock.support;

import static org.assertj.core.api.Assertions.fail;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;

/** A call in a thread of its own, whose end is awaited with patience that has an end. */
public final class Call {
    /** A generous limit: a call that takes longer hangs. */
    public static final long PATIENCE_MS = 20_000;

    private static final long SETTLE_MS = 30;
    private static final Set<String> TRANSFERS =
        Set.of("io.penstock.NativeChannels", "io.penstock.Gather", "io.penstock.Relay",
        "io.penstock.internal.transfer.Transfers", "sun.nio.ch.FileChannelImpl");

    private final Thread thread;
    private Long value;
    private Throwable thrown;
    private boolean interruptedAfter;

    private Call(Lib.ThreadKind kind, Callable<Long> body) {
        thread = kind.unstarted(() -> {
            try {
                value = body.call();
            } catch (Throwable e) {
                thrown = e;
            }
            interruptedAfter = Thread.currentThread().isInterrupted();
        });
    }

    public static Call start(Lib.ThreadKind kind, Callable<Long> body) {
        Call call = new Call(kind, body);
        call.thread.start();
        return call;
    }

    public static Call start(Callable<Long> body) {
        return start(Lib.ThreadKind.PLATFORM, body);
    }

    public void interrupt() {
        thread.interrupt();
    }

    /** Waits until the thread is inside a transfer and has stayed at one place there: it waits for the other end. */
    public void awaitBlocked() throws InterruptedException {
        long end = System.nanoTime() + PATIENCE_MS * 1_000_000;
        List<StackTraceElement> before = List.of();
        while (thread.isAlive()) {
            List<StackTraceElement> now = List.of(thread.getStackTrace());
            if (now.equals(before) && now.stream().anyMatch(frame -> TRANSFERS.contains(frame.getClassName()))) return;
            if (System.nanoTime() > end) fail("the call never came to wait; it is at %s", now);
            before = now;
            Thread.sleep(SETTLE_MS);
        }
    }

    public void join() throws InterruptedException {
        thread.join(PATIENCE_MS);
        if (!thread.isAlive()) return;
        AssertionError hang =
            new AssertionError("the call still runs after " + PATIENCE_MS + " ms; it is at " + place());
        thread.interrupt();
        throw hang;
    }

    /** Waits that long at most and returns whether the call has ended. */
    public boolean endsWithin(long millis) throws InterruptedException {
        thread.join(millis);
        return isDone();
    }

    /** Where the thread is now. */
    public String place() {
        return Arrays.toString(thread.getStackTrace());
    }

    public boolean isDone() {
        return !thread.isAlive();
    }

    /** The value of the call, which must not have thrown. */
    public long value() throws InterruptedException {
        join();
        if (thrown != null) throw new AssertionError("the call threw " + thrown, thrown);
        return value;
    }

    /** What the call threw, which it must have done. */
    public Throwable thrown() throws InterruptedException {
        join();
        if (thrown == null) throw new AssertionError("the call threw nothing but returned " + value);
        return thrown;
    }

    /** What the call threw, or null if it returned. */
    public Throwable thrownIfAny() throws InterruptedException {
        join();
        return thrown;
    }

    public boolean interruptedAfter() throws InterruptedException {
        join();
        return interruptedAfter;
    }
}
