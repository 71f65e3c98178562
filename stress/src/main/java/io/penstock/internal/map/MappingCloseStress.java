package io.penstock.internal.map;

import io.penstock.Must;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

/** A mapping is closed while a call uses it: until the call ends, its addresses are the file's or its replacement's. */
@JCStressTest
@Outcome(id = "the file, closed", expect = Expect.ACCEPTABLE, desc = "The call came first.")
@Outcome(id = "zeros, closed", expect = Expect.ACCEPTABLE, desc = "The close came during the call.")
@Outcome(id = "refused, closed", expect = Expect.ACCEPTABLE, desc = "The close came first.")
@Outcome(id = ".*EFAULT.*", expect = Expect.FORBIDDEN, desc = "The call was let in, and its addresses were free.")
@Outcome(id = "others' bytes, .*", expect = Expect.FORBIDDEN,
    desc = "The call reached memory that is not the region's.")
@Outcome(id = ".*, open", expect = Expect.FORBIDDEN, desc = "The uses were counted wrong.")
@State
public class MappingCloseStress extends MappingInUse {
    @Actor
    public void use(LL_Result r) {
        r.r1 = used();
    }

    @Actor
    public void close() {
        Must.run(mapping::close);
    }

    @Arbiter
    public void look(LL_Result r) {
        r.r2 = left();
    }
}
