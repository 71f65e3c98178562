package io.penstock.internal.thread;

import io.penstock.internal.jdk.ThreadHandles;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * A thread in one turn of a transfer that can be cancelled: it may wait in a system call, where only a signal reaches
 * it, or be parked.
 */
public final class CancellableThread {
    /** The pause before a signal is sent again: one that comes just before the system call is missed. */
    private static final long AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private static final Set<CancellableThread> INSIDE = ConcurrentHashMap.newKeySet();
    private static final Daemon WAKING = new Daemon("penstock-cancel", AGAIN_NANOS, new Wake());

    /** A class and no lambda: see {@code Flow}. */
    private static final class Wake implements BooleanSupplier {
        @Override
        public boolean getAsBoolean() {
            return wakeThem();
        }
    }

    private final BooleanSupplier cancelled;
    private final Thread thread = Thread.currentThread();
    private final boolean virtual = ThreadHandles.inVirtualThread();
    private final long number = ThreadHandles.currentNumber();

    public CancellableThread(BooleanSupplier cancelled) {
        this.cancelled = cancelled;
    }

    /**
     * Lets this thread be signalled until {@link #deregister}; it runs no foreign code meanwhile. The caller checks the
     * cancellation next.
     */
    public void register() {
        INSIDE.add(this);
    }

    public synchronized void deregister() {
        INSIDE.remove(this);
    }

    /** Wakes the thread, under the lock of {@link #deregister}: a thread that has left is not signalled. */
    private synchronized boolean wake() {
        if (!INSIDE.contains(this)) return false;
        try {
            if (virtual) LockSupport.unpark(thread);
            else ThreadHandles.signal(thread, number);
        } catch (OutOfMemoryError e) {
            // no thread is left for another carrier of the JDK: the virtual thread runs on an existing one
        }
        return true;
    }

    /**
     * Wakes waiting threads whose transfer was cancelled, until they have noticed; only once if no thread can be
     * started.
     */
    public static void wakeCancelled() {
        if (wakeThem()) WAKING.start();
    }

    private static boolean wakeThem() {
        boolean again = false;
        for (CancellableThread waiter : INSIDE) again |= waiter.cancelled.getAsBoolean() && waiter.wake();
        return again;
    }
}
