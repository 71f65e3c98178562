package io.penstock.internal.copy;

import io.penstock.CopyResult;
import io.penstock.TransferOptions;
import io.penstock.internal.operation.Operation;
import io.penstock.internal.turn.Turns;
import java.nio.channels.Channel;
import java.nio.channels.FileChannel;

/** One copy from a place in a file to a place in another. Neither file's position is used. */
abstract class Copy extends Operation {
    final FileChannel source;
    final FileChannel target;

    Copy(FileChannel source, FileChannel target, TransferOptions options, Turns turns) {
        super(options, target, turns);
        this.source = source;
        this.target = target;
    }

    @Override
    protected final Channel[] channels() {
        return new Channel[] {source, target};
    }

    /** Returns what the copy did, once it has run. */
    abstract CopyResult result();
}
