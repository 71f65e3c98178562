package io.penstock.internal;

import io.penstock.Relay.Both;
import io.penstock.Relay.Step;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channel;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.Pipe;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.channels.spi.AbstractInterruptibleChannel;
import java.util.List;
import java.util.Objects;

/** What is behind a {@link io.penstock.Relay}. */
public abstract class Relaying {
    final ReadableByteChannel source;
    final WritableByteChannel target;

    private final Interruption interruption = new Interruption();
    private boolean ended;

    Relaying(ReadableByteChannel source, WritableByteChannel target) {
        this.source = source;
        this.target = target;
    }

    /** A channel of our own for interrupts to close, which closes both. */
    private final class Interruption extends AbstractInterruptibleChannel {
        void enter() {
            begin();
        }

        void leave(boolean completed) throws IOException {
            end(completed);
        }

        @Override
        protected void implCloseChannel() throws IOException {
            closeChannels();
        }
    }

    /** The way of relaying that fits both ends. */
    public static Relaying between(ReadableByteChannel source, WritableByteChannel target, ByteBuffer prefix) {
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(target, "target");
        ByteBuffer copy = ByteBuffer.allocateDirect(prefix.remaining()).put(prefix.duplicate()).flip();
        SelectableEnd from = SelectableEnd.source(source);
        SelectableEnd to = SelectableEnd.target(target);
        return from != null && to != null
            ? new StreamRelaying(source, from, target, to, copy)
            : new BufferRelaying(source, target, copy);
    }

    /** See {@link io.penstock.NativeChannels#relay}. */
    public static long relay(ReadableByteChannel source, WritableByteChannel target) throws IOException {
        Relaying relaying = between(source, target, ByteBuffer.allocate(0));
        try {
            do {
                relaying.run();
            } while (!relaying.ended); // cut short: the next call throws
            return relaying.bytesDelivered();
        } catch (IOException e) {
            throw relaying.undelivered(e);
        } finally {
            relaying.free();
        }
    }

    private IOException undelivered(IOException cause) throws IOException {
        return bytesHeld() == 0 ? cause : Receive.undelivered(bytesRead(), bytesDelivered(), take(), cause);
    }

    /** See {@link io.penstock.Relay#both}. */
    public static <C extends ReadableByteChannel & WritableByteChannel> Both both(C one, C other) throws IOException {
        return new BothWays(one, other).run();
    }

    /** See {@link io.penstock.Relay#step}. */
    public final Step step() throws IOException {
        if (ended) return Step.END;
        checkBlocking(false);
        Step step = move();
        if (step == Step.END) passOnEnd();
        return step;
    }

    /** See {@link io.penstock.Relay#run}. */
    public final long run() throws IOException {
        if (ended) return 0;
        checkBlocking(true);
        long before = bytesDelivered();
        try {
            runUntilEnd();
        } catch (ClosedByInterruptException e) {
            throw Transfer.interrupted(bytesDelivered() - before, e, List.of(source, target)); // the channel that threw has closed itself only
        } catch (IOException e) {
            if (bytesDelivered() == before) throw e;
        }
        return bytesDelivered() - before;
    }

    private void runUntilEnd() throws IOException {
        interruption.enter();
        try {
            moveAll();
        } finally {
            interruption.leave(true);
        }
        passOnEnd();
    }

    final boolean hasEnded() {
        return ended;
    }

    /** Closes both ends; how many bytes are lost by it. */
    public final long close() throws IOException {
        interruption.close();
        return free();
    }

    private void closeChannels() throws IOException {
        try {
            source.close();
        } finally {
            target.close();
        }
    }

    private void checkBlocking(boolean blocking) throws IOException {
        if (!interruption.isOpen()) throw new ClosedChannelException();
        for (Channel channel : new Channel[] {source, target}) {
            if (!channel.isOpen()) throw new ClosedChannelException();
            if (channel instanceof SelectableChannel selectable && selectable.isBlocking() != blocking) throw new IllegalBlockingModeException();
        }
    }

    private void passOnEnd() throws IOException {
        ended = true;
        free(); // a relay that has done its work need not be closed
        if (target instanceof SocketChannel socket) socket.shutdownOutput();
        else if (target instanceof Pipe.SinkChannel) target.close();
    }

    /** Moves without waiting. */
    abstract Step move() throws IOException;

    /** Moves to the end of the source. */
    abstract void moveAll() throws IOException;

    /** Bytes taken from the source. */
    public abstract long bytesRead();

    /** Bytes that reached the target. */
    public abstract long bytesDelivered();

    /** Bytes under way. */
    public abstract long bytesHeld();

    /** The bytes under way, which stay where they are as long as nobody calls again. */
    abstract ByteBuffer take() throws IOException;

    /** Gives up the bytes under way, and answers how many. */
    abstract long free();
}
