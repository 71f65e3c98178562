package io.penstock;

import io.penstock.internal.jdk.Members;
import io.penstock.internal.thread.Daemon;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Accesses a {@link Daemon} and makes it believe that its thread runs, so that the test can do that thread's work at
 * another moment.
 */
public final class Idle {
    private static final VarHandle RUNNING;
    private static final VarHandle ASKED;
    private static final MethodHandle RUN;

    static {
        try {
            MethodHandles.Lookup inside = MethodHandles.privateLookupIn(Daemon.class, MethodHandles.lookup());
            RUNNING = inside.findVarHandle(Daemon.class, "running", AtomicBoolean.class);
            ASKED = inside.findVarHandle(Daemon.class, "asked", boolean.class);
            RUN = inside.findVirtual(Daemon.class, "run", MethodType.methodType(void.class));
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Daemon daemon;

    public Idle(Daemon daemon) {
        this.daemon = daemon;
        running().set(true);
    }

    /** The daemon in a constant of a class. */
    public static Idle in(Class<?> owner, String name) {
        try {
            return new Idle((Daemon) MethodHandles.privateLookupIn(owner, MethodHandles.lookup())
                .findStaticVarHandle(owner, name, Daemon.class).get());
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private AtomicBoolean running() {
        return (AtomicBoolean) RUNNING.get(daemon);
    }

    /** Whether it has been started since the last time. */
    public boolean wasAsked() {
        boolean asked = (boolean) ASKED.getVolatile(daemon);
        if (asked) ASKED.setVolatile(daemon, false);
        return asked;
    }

    /** What its thread does, until it ends. */
    public void run() {
        try {
            RUN.invokeExact(daemon);
        } catch (Throwable e) {
            throw Members.rethrow(e);
        }
    }

    /** Returns when there is no thread, nor one that counts as such. */
    public void awaitEnd() {
        while (running().get()) Thread.yield();
    }
}
