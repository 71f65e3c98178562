package io.penstock.internal.thread;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Work to be done again and again as long as there is some, in a thread that ends when there is none. The JDK's common
 * pool would not do: others may block all of its threads. Work that throws ends the thread, whose handler tells of it,
 * until the next {@link #start}; but where it lacks memory, it is tried again.
 */
public final class Daemon {
    private final String name;
    private final long intervalNanos;
    private final BooleanSupplier work;
    private final AtomicBoolean running = new AtomicBoolean();

    /** Whether there may be work that the thread has not seen. */
    private volatile boolean asked;

    /** One that rests for that long before each time; the work answers whether there is more to come. */
    public Daemon(String name, long intervalNanos, BooleanSupplier work) {
        this.name = name;
        this.intervalNanos = intervalNanos;
        this.work = work;
    }

    /** To be called once there is work; false if it will not be done now, since no thread can be started. */
    public boolean start() {
        if (!asked) asked = true; // thousands may call
        return running.get() || !running.compareAndSet(false, true) || startThread();
    }

    private boolean startThread() {
        boolean started = false;
        try {
            Thread thread = new Thread(null, this::run, name, 0, false);
            thread.setDaemon(true);
            thread.setContextClassLoader(null); // that of whoever comes first is none of our business
            thread.start();
            started = true;
        } catch (OutOfMemoryError e) { // no more threads: whoever called has to do without
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
