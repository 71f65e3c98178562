package io.penstock.internal.turn;

import io.penstock.Cancellation;
import io.penstock.Idle;
import io.penstock.Must;
import io.penstock.StressFile;
import io.penstock.TransferOptions;
import io.penstock.internal.thread.CancellableThread;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

/**
 * A transfer is cancelled when it begins a turn: either it sees that, or the cancelling thread sees it and wakes it.
 */
@JCStressTest
@Outcome(id = "saw it, did not wake it", expect = Expect.ACCEPTABLE, desc = "The cancellation came first.")
@Outcome(id = "saw it, woke it", expect = Expect.ACCEPTABLE, desc = "Each saw the other.")
@Outcome(id = "waits, woke it", expect = Expect.ACCEPTABLE, desc = "The turn came first.")
@Outcome(id = "waits, did not wake it", expect = Expect.FORBIDDEN,
    desc = "Neither saw the other: the transfer waits for ever.")
@State
public class CancelStress {
    private static final Idle WAKING = Idle.in(CancellableThread.class, "WAKING");

    private final Cancellation cancellation = new Cancellation();
    private volatile boolean over;

    @Actor
    public void transfer(LL_Result r) {
        Turns turns = Turns.of(TransferOptions.DEFAULT.withCancellation(cancellation), StressFile.channel(), true);
        if (Must.get(() -> turns.next(0, 0, null))) {
            r.r1 = "waits";
            while (!over) Thread.yield();
            turns.leave();
        } else {
            r.r1 = "saw it";
        }
    }

    @Actor
    public void cancel(LL_Result r) {
        try {
            cancellation.cancel();
            // a cancel that finds the transfer asks it to wake that again
            r.r2 = WAKING.wasAsked() ? "woke it" : "did not wake it";
        } finally {
            over = true;
        }
    }
}
