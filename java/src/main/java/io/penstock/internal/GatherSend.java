package io.penstock.internal;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.util.List;

/** One call of a gather, and what its caller gets when it is cut short. */
abstract class GatherSend {
    final WritableByteChannel target;

    /** Before the next byte that is to reach the target; moves with {@link #moved}. */
    final Message.Place place;

    /** Bytes that have reached the target in this call. */
    long moved;

    /** Whether it stopped at the end of a file. */
    boolean isShort;

    /** The file used last; null if none was. */
    FileChannel inUse;

    GatherSend(Message.Place place, WritableByteChannel target) {
        this.place = place;
        this.target = target;
    }

    /** As {@link Transfer#run}. */
    final long run() throws IOException {
        try {
            move();
        } catch (ClosedByInterruptException e) {
            boolean closes = inUse != null && WrappedFileChannel.closedByInterrupt(inUse) != null;
            throw Transfer.interrupted(moved, e, closes ? List.of(inUse, target) : List.of(target));
        } catch (IOException e) {
            if (moved == 0) throw e;
        }
        return moved;
    }

    final void delivered(long bytes) {
        moved += bytes;
        place.advance(bytes);
    }

    /** Moves the bytes, calling {@link #delivered} for all that reach the target. */
    abstract void move() throws IOException;
}
