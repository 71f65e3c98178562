package io.penstock.internal.thread;

import io.penstock.Idle;
import io.penstock.Must;
import io.penstock.internal.jdk.Members;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

/**
 * The wait that a thread is about to begin becomes pointless, and the watch checks: the thread sees that, or is woken.
 */
@JCStressTest
@Outcome(id = "saw it, did not wake it", expect = Expect.ACCEPTABLE, desc = "The close came first.")
@Outcome(id = "saw it, woke it", expect = Expect.ACCEPTABLE, desc = "Each saw the other.")
@Outcome(id = "waits, woke it", expect = Expect.ACCEPTABLE, desc = "The wait came first.")
@Outcome(id = "waits, did not wake it", expect = Expect.FORBIDDEN,
    desc = "Neither saw the other: the thread waits for ever.")
@State
public class WatchStress {
    private static final Idle WATCHING = Idle.in(VirtualWaits.class, "WATCHING");
    private static final MethodHandle LOOK;

    static {
        try {
            LOOK = MethodHandles.privateLookupIn(VirtualWaits.class, MethodHandles.lookup())
                .findStatic(VirtualWaits.class, "look", MethodType.methodType(boolean.class));
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private volatile boolean open = true;
    private volatile boolean over;
    private boolean waited;
    private Thread watch;
    private boolean woken;

    @Actor
    public void await(LL_Result r) {
        Must.run(() -> VirtualWaits.await(this::park, this::park, this::isWanted));
        r.r1 = waited ? "waits" : "saw it";
    }

    private void park() {
        waited = true;
        while (!over) Thread.yield();
    }

    /** The thread asks this before it waits, and the watch of those who wait, to wake them. */
    private boolean isWanted() {
        if (open) return true;
        if (Thread.currentThread() == watch) woken = true;
        return false;
    }

    @Actor
    public void closeAndLook(LL_Result r) {
        watch = Thread.currentThread();
        open = false;
        try {
            boolean unused = (boolean) LOOK.invokeExact();
        } catch (Throwable e) {
            throw Members.rethrow(e);
        } finally {
            over = true;
        }
        r.r2 = woken ? "woke it" : "did not wake it";
    }
}
