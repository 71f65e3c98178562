package io.penstock.internal.operation;

import io.penstock.InterruptedTransferException;
import io.penstock.TransferOptions;
import io.penstock.UndeliveredException;
import io.penstock.internal.end.FileWrapper;
import io.penstock.internal.event.Events;
import io.penstock.internal.turn.Hold;
import io.penstock.internal.turn.Turns;
import java.io.IOException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.Channel;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.FileChannel;

/**
 * One call that moves bytes: a transfer, one call of a gather, a copy, one run of a relay. What its caller gets when it
 * is cut short is decided here, once for all of them.
 */
public abstract class Operation implements Hold {
    /** What is to be done between turns. */
    public final Turns turns;

    /** Bytes to move in one turn at most: a close of a file has to wait no longer than this takes. */
    protected final int chunk;

    /** The other channel is the one that may be a socket of datagrams. */
    protected Operation(TransferOptions options, Channel other, Turns turns) {
        this.turns = turns;
        chunk = chunk(options, other, turns);
    }

    public static int chunk(TransferOptions options, Channel other, Turns turns) {
        return other instanceof DatagramChannel ? Integer.MAX_VALUE : turns.chunk(options); // a packet is not to be cut
    }

    /**
     * Runs to the end and returns the bytes moved. What cuts it short is thrown if nothing has moved; else the count is
     * returned, and the next call on the channels meets the trouble. An interrupt is always thrown, since it closes the
     * channels, and so is an exception that has bytes which were not delivered.
     */
    public final long run() throws IOException {
        if (!Events.areOn()) return perform();
        Object event = Events.begin();
        try {
            return perform();
        } finally {
            record(event);
        }
    }

    private long perform() throws IOException {
        try {
            limit();
            if (turns.hasListener()) turns.expect(expected());
            move();
        } catch (ClosedByInterruptException e) {
            throw interrupted(moved(), e, channels());
        } catch (UndeliveredException e) {
            throw e; // else its bytes would be lost
        } catch (IOException e) {
            if (moved() == 0) throw e;
        } finally {
            turns.leave();
        }
        turns.finish(told(), counted(), this);
        return moved();
    }

    /** What an interrupted caller gets, after these channels have been closed, but for files that ignore interrupts. */
    public static InterruptedTransferException interrupted(long moved, ClosedByInterruptException cause,
            Channel... channels) {
        InterruptedTransferException interrupted = new InterruptedTransferException(moved, cause);
        for (Channel channel : channels) FileWrapper.closeAfter(interrupted, channel);
        return interrupted;
    }

    /** The end of a channel is none if it was closed: uninterruptible files of the JDK are read so (JDK-8361495). */
    public static void checkOpen(Channel channel) throws AsynchronousCloseException {
        if (!channel.isOpen()) throw new AsynchronousCloseException();
    }

    /** Before each turn, with nothing of a file held: whether there is to be one. */
    protected boolean goOn() throws IOException {
        return turns.next(told(), counted(), this);
    }

    @Override
    public boolean isOpen() {
        for (Channel channel : channels()) if (!channel.isOpen()) return false;
        return true;
    }

    /** The channels in use, which an interrupt closes. */
    protected abstract Channel[] channels();

    /** Before the first turn: lowers the count where less is to move, and refuses what would go wrong. */
    protected void limit() throws IOException {}

    /** Bytes that are to move, {@code Long.MAX_VALUE} if nobody knows. */
    protected long expected() throws IOException {
        return Long.MAX_VALUE;
    }

    /** Moves the bytes, keeping {@link #moved} right all the time. */
    public abstract void move() throws IOException;

    /** Bytes that have reached their target. */
    protected abstract long moved();

    /** What a listener is told of. */
    protected long told() {
        return moved();
    }

    /** What counts for the rate. */
    protected long counted() {
        return moved();
    }

    /** Writes down what was done, in an {@linkplain Events event} that has begun; a relay has one for all its runs. */
    protected void record(Object event) {}
}
