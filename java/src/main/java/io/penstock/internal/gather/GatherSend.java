package io.penstock.internal.gather;

import io.penstock.TransferOptions;
import io.penstock.TransferPath;
import io.penstock.internal.end.FileWrapper;
import io.penstock.internal.event.Events;
import io.penstock.internal.operation.Operation;
import io.penstock.internal.turn.Turns;
import java.io.IOException;
import java.nio.channels.Channel;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;

/** One call of a gather. */
abstract class GatherSend extends Operation {
    final WritableByteChannel target;

    /** The place of the next byte for the target; moves with {@link #moved}. */
    final Message.Place place;

    /** Bytes that have reached the target in this call. */
    long moved;

    /** Whether the gather stopped at the end of a file. */
    boolean isShort;

    /** The file used last; null if none was. */
    FileChannel inUse;

    GatherSend(Message.Place place, WritableByteChannel target, TransferOptions options, boolean inKernel) {
        super(options, target, Turns.of(options, target, inKernel));
        this.place = place;
        this.target = target;
    }

    @Override
    protected final long moved() {
        return moved;
    }

    @Override
    protected final long expected() {
        return place.leftInAll();
    }

    @Override
    protected final Channel[] channels() {
        return inUse == null ? new Channel[] {target} : new Channel[] {inUse, target};
    }

    @Override
    public final boolean isOpen() {
        FileChannel file = place.nextFile();
        return target.isOpen() && (file == null || file.isOpen());
    }

    @Override
    public final boolean heedsInterrupts() {
        FileChannel file = place.nextFile();
        return file == null || FileWrapper.closedByInterrupt(file) != null;
    }

    final void delivered(long bytes) {
        moved += bytes;
        place.advance(bytes);
    }

    @Override
    protected final void record(Object event) {
        String first = TransferPath.SENDFILE.name();
        Events.end(event, "gather", place.message(), target, first, path().name(), moved, -1, reason());
    }

    /** Returns what carries the collected pieces. */
    abstract TransferPath path();

    /** Returns why the kernel does not carry them, or null if it does. */
    abstract String reason();

    /** Moves the bytes, calling {@link #delivered} for all that reach the target. */
    @Override
    public abstract void move() throws IOException;
}
