package io.penstock.internal.transfer;

import io.penstock.TransferOptions;
import io.penstock.TransferPath;
import io.penstock.internal.end.FileEnd;
import io.penstock.internal.event.Events;
import io.penstock.internal.turn.Turns;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.Pipe;
import java.nio.channels.WritableByteChannel;

/** A transfer out of a file. */
abstract class Send extends Transfer {
    /** Bytes of a read that asks whether there is one: some files of the kernel refuse to be read in pieces. */
    private static final int PROBE = 4096;

    final WritableByteChannel target;

    Send(FileEnd file, long position, long count, WritableByteChannel target, TransferOptions options, Turns turns) {
        super(file, position, count, target, options, turns);
        this.target = target;
    }

    /**
     * Bounds the transfer by the end that the file has now, if it is of everything, or into a file, which may be the
     * same one and grow, or into a pipe, which the kernel waits for, or finds without a reader, before it looks whether
     * there is anything to be sent. A size of 0 says nothing: files of {@code /proc} have it and yet have content. An
     * empty range gets here what an interrupted thread is to get; others get it from the system calls that move bytes,
     * and save this one.
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

    /** By a read, unless the file refuses one: the transfer finds out then. */
    private boolean hasNothing() throws IOException {
        if (position == Long.MAX_VALUE) return true; // where the kernel reads nothing either
        try {
            return file.read(ByteBuffer.allocate(PROBE), position) < 0;
        } catch (ClosedChannelException e) {
            throw e;
        } catch (IOException e) {
            return false;
        }
    }

    /** The count, bounded by the end that the file has now. */
    static long bounded(FileChannel file, long position, long count) throws IOException {
        return bounded(file.size(), position, count);
    }

    @Override
    final WritableByteChannel other() {
        return target;
    }

    /** Unlike {@link #limit}, with a look at the size in any case. */
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
