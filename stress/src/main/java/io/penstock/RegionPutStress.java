package io.penstock;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel.MapMode;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

/** A region is closed while another thread writes: what is refused is not written. */
@JCStressTest
@Outcome(id = "put, there", expect = Expect.ACCEPTABLE, desc = "The put came first.")
@Outcome(id = "put, not there", expect = Expect.ACCEPTABLE,
    desc = "The close came during the put, which was lost.")
@Outcome(id = "refused, not there", expect = Expect.ACCEPTABLE, desc = "The close came first.")
@Outcome(id = "refused, there", expect = Expect.FORBIDDEN, desc = "What was refused was written.")
@Outcome(id = ".*, something else", expect = Expect.FORBIDDEN, desc = "The file has bytes that were never put.")
@State
public class RegionPutStress {
    private static final byte PUT = StressFile.BYTE + 1;

    private final int position = StressFile.freshPosition();
    private final MappedRegion region =
        Must.get(() -> NativeChannels.map(StressFile.channel(), MapMode.READ_WRITE, position, 1, StressFile.OPTIONS));

    public RegionPutStress() {
        if (position % 2 == 0) region.get(0); // others make what they look into while it is closed
    }

    @Actor
    public void put(LL_Result r) {
        try {
            region.put(0, PUT);
            r.r1 = "put";
        } catch (IllegalStateException e) {
            r.r1 = "refused";
        }
    }

    @Actor
    public void close() {
        Must.run(region::close);
    }

    @Arbiter
    public void look(LL_Result r) {
        ByteBuffer one = ByteBuffer.allocate(1);
        Must.get(() -> StressFile.channel().read(one, position));
        byte found = one.get(0);
        r.r2 = found == PUT ? "there" : found == StressFile.BYTE ? "not there" : "something else";
        if (found != StressFile.BYTE)
            Must.get(() -> StressFile.channel().write(one.put(0, StressFile.BYTE).flip(), position));
    }
}
