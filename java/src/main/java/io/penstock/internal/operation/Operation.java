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

/**
 * One call that moves bytes: a transfer, one call of a gather, a copy, one run of a relay. It decides once for all of
 * them what the caller gets when the call is cut short.
 */
public abstract class Operation implements Hold {
    /** The work to do between turns. */
    public final Turns turns;

    /** The most bytes to move in one turn: a close of a file waits no longer than one turn. */
    protected final int chunk;

    /** Creates an operation. The other channel is the one that may be a datagram socket. */
    protected Operation(TransferOptions options, Channel other, Turns turns) {
        this.turns = turns;
        chunk = chunk(options, other, turns);
    }

    public static int chunk(TransferOptions options, Channel other, Turns turns) {
        return other instanceof DatagramChannel ? Integer.MAX_VALUE : turns.chunk(options); // a packet must not be cut
    }

    /**
     * Runs to the end and returns the bytes moved. An error or close that cuts it short is thrown if nothing has moved;
     * else the count is returned, unless {@link #isWhole}, and the next call on the channels throws. An interrupt is
     * always thrown, because it closes the channels, and so is an exception that holds undelivered bytes.
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
            if (moved() == 0 || isWhole()) throw e;
        } finally {
            turns.leave();
        }
        turns.finish(told(), counted(), this);
        return moved();
    }

    /**
     * Closes these channels, except files that ignore interrupts, and returns the exception for the interrupted caller.
     */
    public static InterruptedTransferException interrupted(long moved, ClosedByInterruptException cause,
            Channel... channels) {
        InterruptedTransferException interrupted = new InterruptedTransferException(moved, cause);
        for (Channel channel : channels) FileWrapper.closeAfter(interrupted, channel);
        return interrupted;
    }

    /** Throws if the channel is closed: uninterruptible files of the JDK report an end of file then (JDK-8361495). */
    public static void checkOpen(Channel channel) throws AsynchronousCloseException {
        if (!channel.isOpen()) throw new AsynchronousCloseException();
    }

    /** Tells whether to make another turn. Called before each turn, with no lock of a file held. */
    protected boolean goOn() throws IOException {
        return turns.next(told(), counted(), this);
    }

    @Override
    public boolean isOpen() {
        for (Channel channel : channels()) if (!channel.isOpen()) return false;
        return true;
    }

    /** Returns the channels in use, which an interrupt closes. */
    protected abstract Channel[] channels();

    /** Lowers the count where fewer bytes are to move, and refuses what would fail. Called before the first turn. */
    protected void limit() throws IOException {}

    /** Returns how many bytes are to move, {@code Long.MAX_VALUE} if unknown. */
    protected long expected() throws IOException {
        return Long.MAX_VALUE;
    }

    /** Tells whether to move less than everything is a failure, whose exception is thrown whatever has moved. */
    protected boolean isWhole() {
        return false;
    }

    /** Moves the bytes, and keeps {@link #moved} correct all the time. */
    public abstract void move() throws IOException;

    /** Returns how many bytes have reached their target. */
    protected abstract long moved();

    /** Returns the number that a listener is told. */
    protected long told() {
        return moved();
    }

    /** Returns the number that counts for the rate. */
    protected long counted() {
        return moved();
    }

    /** Writes the {@linkplain Events event} that has begun; a relay has one for all its runs. */
    protected void record(Object event) {}
}
