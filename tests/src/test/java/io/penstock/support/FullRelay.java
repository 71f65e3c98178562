package io.penstock.support;

import io.penstock.Relay;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.util.ArrayList;
import java.util.List;

/** A relay that holds bytes which its target does not take, in a pipe. */
public final class FullRelay implements AutoCloseable {
    public final Ends in = Ends.open(Ends.Kind.UNIX);
    public final Ends out = Ends.small(Ends.Kind.UNIX);
    public final byte[] bytes;
    public final Relay relay = Relay.of(in.source, out.target);

    private FullRelay(int seed) throws IOException {
        bytes = Content.random(seed, 2 * Content.MIB);
        ((SelectableChannel) in.source).configureBlocking(false);
        ((SelectableChannel) in.target).configureBlocking(false);
        out.blocking(false);
        ByteBuffer rest = ByteBuffer.wrap(bytes);
        for (boolean full = false; !full; ) {
            int n = in.target.write(rest);
            Relay.Step step = relay.step();
            full = n == 0 && step == Relay.Step.NEED_WRITE;
        }
    }

    /** So many, each with bytes of its own. */
    public static List<FullRelay> open(int count) throws IOException {
        List<FullRelay> all = new ArrayList<>();
        for (int i = 0; i < count; i++) all.add(new FullRelay(i));
        return all;
    }

    @Override
    public void close() throws IOException {
        relay.close();
        in.close();
        out.close();
    }
}
