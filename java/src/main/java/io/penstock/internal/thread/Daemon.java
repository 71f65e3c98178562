package io.penstock.internal.thread;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Repeats some work as long as there is any, in a thread that ends when there is none. The JDK's common pool is no
 * alternative: other code may block all of its threads. Work that throws ends the thread, whose handler reports it,
 * until the next {@link #start}; work that lacks memory is tried again.
 */
public final class Daemon {
    private final String name;
    private final long intervalNanos;
    private final BooleanSupplier work;
    private final AtomicBoolean running = new AtomicBoolean();

    /** Whether there may be work that the thread has not seen. */
    private volatile boolean asked;

    /**
     * Creates a daemon that sleeps that long before each repetition; the work returns whether there is more to come.
     */
    public Daemon(String name, long intervalNanos, BooleanSupplier work) {
        this.name = name;
        this.intervalNanos = intervalNanos;
        this.work = work;
    }

    /** Starts the thread unless it runs. Called once there is work. Returns false if no thread can be started. */
    public boolean start() {
        if (!asked) asked = true; // thousands may call this at once
        return running.get() || !running.compareAndSet(false, true) || startThread();
    }

    private boolean startThread() {
        boolean started = false;
        try {
            Thread thread = new Thread(null, this::run, name, 0, false);
            thread.setDaemon(true);
            thread.setContextClassLoader(null); // keeps no application's class loader reachable
            thread.start();
            started = true;
        } catch (OutOfMemoryError e) { // no thread is left: the caller has to do without
        } finally {
            if (!started) running.set(false);
        }
        return started;
    }

    private void run() {
        try {
            do {
                do {
                    asked = false;
                    LockSupport.parkNanos(intervalNanos);
                } while (isMoreToDo());
                running.set(false);
            } while (asked && running.compareAndSet(false, true));
        } catch (Throwable e) {
            running.set(false);
            throw e;
        }
    }

    private boolean isMoreToDo() {
        try {
            return work.getAsBoolean();
        } catch (OutOfMemoryError e) {
            return true; // no memory for it now
        }
    }
}
