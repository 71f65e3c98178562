package io.penstock.internal.thread;

import io.penstock.internal.jdk.ThreadHandles;
import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Watches waiting virtual threads: their wait may become pointless (the other end of the transfer is closed) without
 * any signal to them. One thread checks for all of them, because thousands that check for themselves cost a lot.
 */
public final class VirtualWaits {
    /** How long a pointless wait may go on. */
    public static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    /** How long an unwatched virtual thread keeps its carrier while it waits. */
    public static final long UNWATCHED_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private static final Set<Wait> WAITS = ConcurrentHashMap.newKeySet();
    private static final Daemon WATCHING = new Daemon("penstock-watch", INTERVAL_NANOS, new Look());

    private VirtualWaits() {}

    /** A class and no lambda: see {@code Flow}. */
    private static final class Look implements BooleanSupplier {
        @Override
        public boolean getAsBoolean() {
            return look();
        }
    }

    private static final class Wait { // not a record: each is itself only
        final Thread thread = Thread.currentThread();
        final BooleanSupplier wanted;

        Wait(BooleanSupplier wanted) {
            this.wanted = wanted;
        }
    }

    /**
     * Waits, in a virtual thread, until the channel is ready or closed, or the thread interrupted, or the wait no
     * longer wanted.
     */
    public static void await(SelectableChannel channel, int event, BooleanSupplier wanted) throws IOException {
        await(() -> ThreadHandles.await(channel, event, 0),
            () -> ThreadHandles.poll(ThreadHandles.descriptor(channel), event, UNWATCHED_NANOS), wanted);
    }

    /** How a thread waits in the JDK. */
    @FunctionalInterface
    public interface Park {
        void run() throws IOException;
    }

    /**
     * Waits by other means.
     *
     * @param poll waits a short time in the kernel, if no thread can be started: the JDK needs one to end a virtual
     *     thread's park in time
     */
    public static void await(Park park, Park poll, BooleanSupplier wanted) throws IOException {
        Wait wait = new Wait(wanted);
        WAITS.add(wait);
        try {
            boolean watched = WATCHING.start();
            if (!wanted.getAsBoolean()) return;
            if (watched) {
                park.run();
            } else {
                poll.run();
                Thread.yield(); // the carrier may be the only one
                look(); // for threads that began to wait before the start failed
            }
        } finally {
            WAITS.remove(wait);
        }
    }

    /** Wakes the threads whose wait is pointless. Returns whether any thread waits. */
    private static boolean look() {
        for (Wait wait : WAITS) if (!wait.wanted.getAsBoolean()) LockSupport.unpark(wait.thread);
        return !WAITS.isEmpty();
    }
}
