package io.penstock.internal.transfer;

import io.penstock.TransferOptions;
import io.penstock.TransferPath;
import io.penstock.internal.end.FileEnd;
import io.penstock.internal.event.Events;
import io.penstock.internal.turn.Turns;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.Pipe;
import java.nio.channels.WritableByteChannel;

/** A transfer out of a file. */
abstract class Send extends Transfer {
    final WritableByteChannel target;

    Send(FileEnd file, long position, long count, WritableByteChannel target, TransferOptions options, Turns turns) {
        super(file, position, count, target, options, turns);
        this.target = target;
    }

    /**
     * Bounds the transfer by the end that the file has now, in three cases: it is of the whole file; it goes into a
     * file, which may be the source, and grow; it goes into a pipe, where the kernel waits for room, or looks for a
     * reader, before it checks whether there are bytes to send. A size of 0 tells nothing: files of {@code /proc}
     * report it and still have content. For an empty range an interrupted thread gets its exception here; else the
     * system calls that move bytes throw it, and this one is saved.
     */
    @Override
    protected final void limit() throws IOException {
        boolean waitsFirst = target instanceof FileChannel || target instanceof Pipe.SinkChannel;
        if (count > 0 && count < Long.MAX_VALUE && !waitsFirst) return;
        long size = file.size();
        ended = count > 0 && 0 < size && size <= position && hasNothing();
        if (ended) count = 0;
        else limit(size, position);
    }

    /** Tells whether the file has no byte there; at the last position the kernel reads nothing either. */
    private boolean hasNothing() throws IOException {
        return position == Long.MAX_VALUE || FileEnd.endsBefore(file, position);
    }

    /** Returns the count, bounded by the end that the file has now. */
    static long bounded(FileChannel file, long position, long count) throws IOException {
        return bounded(file.size(), position, count);
    }

    @Override
    final WritableByteChannel other() {
        return target;
    }

    /** Bounds the transfer as {@link #limit} does, but looks at the size in any case. */
    @Override
    protected final long expected() throws IOException {
        long size = file.size();
        return 0 < size && size <= position ? Long.MAX_VALUE : bounded(size, position, count);
    }

    @Override
    protected final void record(Object event) {
        Events.end(event, "transferTo", file, target, TransferPath.SENDFILE, soFar());
    }
}
