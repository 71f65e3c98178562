package io.penstock.internal;

import io.penstock.TransferOptions;
import io.penstock.TransferPath;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;

/** One call of a gather, and what its caller gets when it is cut short. */
abstract class GatherSend implements Hold {
    final WritableByteChannel target;

    /** Before the next byte that is to reach the target; moves with {@link #moved}. */
    final Message.Place place;

    /** Bytes that have reached the target in this call. */
    long moved;

    /** Whether it stopped at the end of a file. */
    boolean isShort;

    /** The file used last; null if none was. */
    FileChannel inUse;

    /** What is to be done between turns, or null. */
    final Turns turns;

    /** The most one turn moves of a range that is not collected, in bytes. */
    final int chunk;

    GatherSend(Message.Place place, WritableByteChannel target, TransferOptions options, boolean inKernel) {
        this.place = place;
        this.target = target;
        turns = Turns.of(options, target, inKernel);
        chunk = target instanceof DatagramChannel ? Integer.MAX_VALUE : Turns.chunk(options, turns); // a packet is not to be cut
    }

    /** As {@link Transfer#run}. */
    final long run(long expected) throws IOException {
        try {
            if (turns != null) turns.expect(expected);
            move();
        } catch (ClosedByInterruptException e) {
            throw inUse == null ? Transfer.interrupted(moved, e, target) : Transfer.interrupted(moved, e, inUse, target);
        } catch (IOException e) {
            if (moved == 0) throw e;
        } finally {
            if (turns != null) turns.leave();
        }
        if (turns != null) turns.finish(moved, moved, this);
        return moved;
    }

    /** Before each turn, with nothing of a file held: whether there is to be one. */
    final boolean goOn() throws IOException {
        return turns == null || turns.next(moved, this);
    }

    @Override
    public final boolean isOpen() {
        FileChannel file = place.nextFile();
        return target.isOpen() && (file == null || file.isOpen());
    }

    @Override
    public final boolean heedsInterrupts() {
        FileChannel file = place.nextFile();
        return file == null || WrappedFileChannel.closedByInterrupt(file) != null;
    }

    final void delivered(long bytes) {
        moved += bytes;
        place.advance(bytes);
    }

    /** What carries the pieces that are collected. */
    abstract TransferPath path();

    /** Moves the bytes, calling {@link #delivered} for all that reach the target. */
    abstract void move() throws IOException;
}
