package io.penstock.internal;

import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Looks after waiting virtual threads: what they wait for may become pointless (the other end of the transfer is closed), and
 * nobody tells them. One thread looks for all of them, since thousands that look for themselves cost a lot.
 */
final class Watch {
    /** How long a wait may go on in vain. */
    static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private static final Set<Wait> WAITS = ConcurrentHashMap.newKeySet();
    private static final AtomicBoolean RUNNING = new AtomicBoolean();

    private Watch() {}

    private static final class Wait { // not a record: each is itself only
        final Thread thread = Thread.currentThread();
        final BooleanSupplier wanted;

        Wait(BooleanSupplier wanted) {
            this.wanted = wanted;
        }
    }

    /** Waits, in a virtual thread, until the channel is ready or closed, or the thread interrupted, or the wait no longer wanted. */
    static void await(SelectableChannel channel, int event, BooleanSupplier wanted) throws IOException {
        await(() -> ThreadHandles.await(channel, event, 0), wanted);
    }

    /** How a thread waits in the JDK. */
    @FunctionalInterface
    interface Park {
        void run() throws IOException;
    }

    /** The same by other means. */
    static void await(Park park, BooleanSupplier wanted) throws IOException {
        Wait wait = new Wait(wanted);
        WAITS.add(wait);
        try {
            if (!RUNNING.get() && RUNNING.compareAndSet(false, true)) start();
            if (wanted.getAsBoolean()) park.run();
        } finally {
            WAITS.remove(wait);
        }
    }

    private static void start() {
        Thread thread = new Thread(null, Watch::run, "penstock-watch", 0, false);
        thread.setDaemon(true);
        thread.setContextClassLoader(null); // that of whoever comes first is none of our business
        try {
            thread.start();
        } catch (OutOfMemoryError e) { // no more threads
            RUNNING.set(false);
            throw e;
        }
    }

    /** Ends when nobody waits; the next wait starts it again. */
    private static void run() {
        do {
            while (!WAITS.isEmpty()) {
                LockSupport.parkNanos(INTERVAL_NANOS);
                for (Wait wait : WAITS) if (!wait.wanted.getAsBoolean()) LockSupport.unpark(wait.thread);
            }
            RUNNING.set(false);
        } while (!WAITS.isEmpty() && RUNNING.compareAndSet(false, true));
    }
}
