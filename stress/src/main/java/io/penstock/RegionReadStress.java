package io.penstock;

import java.nio.channels.FileChannel.MapMode;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

/** A region is closed while another thread reads: a read returns what is in the file, or throws. */
@JCStressTest
@Outcome(id = "the file, the file", expect = Expect.ACCEPTABLE, desc = "All reads came first.")
@Outcome(id = "the file, refused", expect = Expect.ACCEPTABLE, desc = "The close came before the last read returned.")
@Outcome(id = "refused, refused", expect = Expect.ACCEPTABLE, desc = "The close came before the first read returned.")
@Outcome(id = "refused, .*", expect = Expect.FORBIDDEN, desc = "The region was closed and open again.")
@Outcome(id = {"zeros, .*", ".*, zeros"}, expect = Expect.FORBIDDEN,
    desc = "A read returned the replacement of the file.")
@State
public class RegionReadStress {
    /** Which take longer than a close, mostly. */
    private static final int READS = 10_000;

    private final MappedRegion region =
        Must.get(() -> NativeChannels.map(StressFile.channel(), MapMode.READ_WRITE, 0, 1, StressFile.OPTIONS));

    public RegionReadStress() {
        region.get(0); // makes what the reads look into
    }

    private String read() {
        try {
            return StressFile.named(region.get(0));
        } catch (IllegalStateException e) {
            return "refused";
        }
    }

    @Actor
    public void reads(LL_Result r) {
        r.r1 = read();
        String last;
        int reads = 1;
        do last = read();
        while (last.equals("the file") && ++reads < READS);
        r.r2 = last;
    }

    @Actor
    public void close() {
        Must.run(region::close);
    }
}
