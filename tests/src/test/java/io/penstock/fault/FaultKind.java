package io.penstock.fault;

import io.penstock.MapOptions;
import io.penstock.Sharing;
import io.penstock.StaleAccess;
import io.penstock.Strategy;
import io.penstock.support.Content;
import io.penstock.support.Ends;
import java.io.IOException;
import java.nio.file.StandardOpenOption;

/** The work that is done while system calls fail. */
enum FaultKind {
    SEND(() -> new FaultSends.ToStream(Strategy.AUTO, Ends.Kind.TCP_ACCEPTED)),
    SEND_READ_WRITE(() -> new FaultSends.ToStream(Strategy.READ_WRITE, Ends.Kind.TCP_ACCEPTED)),
    SEND_MAP_WRITE(() -> new FaultSends.ToStream(Strategy.MAP_WRITE, Ends.Kind.TCP_ACCEPTED)),
    SEND_SENDFILE(() -> new FaultSends.ToStream(Strategy.SENDFILE, Ends.Kind.UNIX)),
    SEND_SPLICE(() -> new FaultSends.ToStream(Strategy.SPLICE, Ends.Kind.TCP_ACCEPTED)),
    SEND_TO_PIPE(() -> new FaultSends.ToStream(Strategy.AUTO, Ends.Kind.PIPE)),
    SEND_TO_FILE(() -> new FaultSends.ToFile(false)),
    GATHER(() -> new FaultSends.Gathers(48 * 1024)),
    GATHER_SMALL(() -> new FaultSends.Gathers(512)),
    POSITIONAL(FaultSends.Positional::new),
    RECEIVE(() -> new FaultStreams.ToFile(Ends.Kind.TCP_CONNECTED, StandardOpenOption.WRITE)),
    RECEIVE_APPENDING(() -> new FaultStreams.ToFile(Ends.Kind.TCP_CONNECTED, StandardOpenOption.APPEND)),
    RECEIVE_FROM_PIPE(() -> new FaultStreams.ToFile(Ends.Kind.PIPE, StandardOpenOption.WRITE)),
    RECEIVE_FILE(() -> new FaultSends.ToFile(true)),
    RELAY(() -> new FaultStreams.Relayed(Ends.Kind.UNIX, 2 * Content.MIB)),
    RELAY_PIPES(() -> new FaultStreams.Relayed(Ends.Kind.PIPE, 3000)),
    RELAY_RESUMED(FaultStreams.Resumed::new),
    COPY(() -> new FaultFiles.Copied(Sharing.AUTO)),
    COPY_UNSHARED(() -> new FaultFiles.Copied(Sharing.NEVER)),
    COPY_OF_PATHS(FaultFiles.Replaced::new),
    MAP(() -> new FaultFiles.InMemory(MapOptions.DEFAULT)),
    MAP_BLOCKS(() -> new FaultFiles.InMemory(MapOptions.DEFAULT.withBlocks().withStale(StaleAccess.ZERO)));

    /** Opens what the work needs. */
    @FunctionalInterface
    private interface Opening {
        FaultScene open() throws IOException;
    }

    private final Opening opening;

    FaultKind(Opening opening) {
        this.opening = opening;
    }

    FaultScene open() throws IOException {
        return opening.open();
    }
}
