package io.penstock.internal.map;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

/** A mapping whose region is unreachable is released while a call uses it: by the last of the two. */
@JCStressTest
@Outcome(id = "the file, closed", expect = Expect.ACCEPTABLE,
    desc = "The call came first, and the file stayed until it was over.")
@Outcome(id = "refused, closed", expect = Expect.ACCEPTABLE, desc = "The release came first.")
@Outcome(id = ".*EFAULT.*", expect = Expect.FORBIDDEN, desc = "The call was let in, and its addresses were free.")
@Outcome(id = {"zeros, .*", "others' bytes, .*"}, expect = Expect.FORBIDDEN,
    desc = "The call reached memory that is not the region's.")
@Outcome(id = ".*, open", expect = Expect.FORBIDDEN, desc = "The uses were counted wrong.")
@State
public class MappingAbandonStress extends MappingInUse {
    @Actor
    public void use(LL_Result r) {
        r.r1 = used();
    }

    @Actor
    public void abandon() {
        mapping.abandon();
    }

    @Arbiter
    public void look(LL_Result r) {
        r.r2 = left();
    }
}
