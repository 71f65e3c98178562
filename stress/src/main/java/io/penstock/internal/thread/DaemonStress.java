package io.penstock.internal.thread;

import io.penstock.Idle;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/** A daemon gets work while its thread ends, having found none: that thread does the work, or another. */
@JCStressTest
@Outcome(id = "by the old thread", expect = Expect.ACCEPTABLE, desc = "The question came before the thread's end.")
@Outcome(id = "by a new thread", expect = Expect.ACCEPTABLE, desc = "The question came after the thread's end.")
@Outcome(id = "undone", expect = Expect.FORBIDDEN, desc = "No thread runs, and the work is still there.")
@State
public class DaemonStress {
    private final Daemon daemon = new Daemon("penstock-stress", 0, this::work);
    private final Idle thread = new Idle(daemon);
    private Thread old;
    private volatile boolean isThereWork;
    private volatile String done = "undone";

    private boolean work() {
        if (isThereWork) {
            done = Thread.currentThread() == old ? "by the old thread" : "by a new thread";
            isThereWork = false;
        }
        return false;
    }

    @Actor
    public void end() {
        old = Thread.currentThread();
        thread.run();
    }

    @Actor
    public void ask() {
        isThereWork = true;
        daemon.start();
    }

    @Arbiter
    public void look(L_Result r) {
        thread.awaitEnd();
        r.r1 = done;
    }
}
