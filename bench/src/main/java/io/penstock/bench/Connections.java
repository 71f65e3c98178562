package io.penstock.bench;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Connections to a sink, to which a file is sent in one of the ways that are compared, range by range; and all that is
 * to be checked.
 */
final class Connections implements AutoCloseable {
    private final Peer peer = new Peer();
    private final Walk walk;
    private Sender sender;
    private long sent;

    /** Checks that every byte of the file arrives, or as many as are sent at once, before anything is measured. */
    Connections(String impl, int count, Path path, Walk walk) throws IOException {
        this.walk = walk;
        Walk once = walk.once();
        sender = Sender.open(impl, peer.checkingSink, count, path);
        send(once);
        Peer.check(finish(), sent, Sample.crcs(once, count));
        sender = Sender.open(impl, peer.sink, count, path);
        sent = 0;
    }

    /** Sends all ranges once. */
    long send() throws IOException {
        return send(walk);
    }

    private long send(Walk walk) throws IOException {
        long moved = sender.send(walk);
        if (moved != walk.bytes()) throw new IOException("moved " + moved + " of " + walk.bytes() + " bytes");
        sent += moved;
        return moved;
    }

    private long[] finish() throws IOException {
        try (Sender ended = sender) {
            return ended.finish();
        }
    }

    /** Checks that the sink counted what was sent. */
    @Override
    public void close() throws IOException {
        Peer.check(finish(), sent, 0);
        peer.close();
    }
}
