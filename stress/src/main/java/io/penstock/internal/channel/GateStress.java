package io.penstock.internal.channel;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/** A gate is closed while a thread enters: what it guards stays open as long as any thread is inside. */
@JCStressTest
@Outcome(id = "inside", expect = Expect.ACCEPTABLE, desc = "The call came first, and the close waited for it.")
@Outcome(id = "refused", expect = Expect.ACCEPTABLE, desc = "The close came first.")
@Outcome(id = "too late", expect = Expect.FORBIDDEN, desc = "The call was let in, and the close did not wait for it.")
@State
public class GateStress {
    /** About what a read of a cached page takes. */
    private static final int LOOKS = 50;

    private final Gate gate = new Gate();
    private volatile boolean closed;

    @Actor
    public void call(L_Result r) {
        int place = gate.enter();
        if (place < 0) {
            r.r1 = "refused";
            return;
        }
        boolean late = false;
        for (int i = 0; i < LOOKS; i++) late |= closed;
        gate.exit(place);
        r.r1 = late ? "too late" : "inside";
    }

    @Actor
    public void close() {
        gate.close();
        closed = true;
    }
}
