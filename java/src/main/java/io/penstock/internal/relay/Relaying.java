package io.penstock.internal.relay;

import io.penstock.TransferOptions;
import io.penstock.TransferPath;
import io.penstock.TransferResult;
import io.penstock.internal.end.SelectableEnd;
import io.penstock.internal.event.Events;
import io.penstock.internal.flow.Rest;
import io.penstock.internal.memory.Buffers;
import io.penstock.internal.operation.Operation;
import io.penstock.internal.transfer.Receive;
import io.penstock.internal.turn.Turns;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.Pipe;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.channels.spi.AbstractInterruptibleChannel;
import java.util.Objects;
import java.util.concurrent.CancellationException;

/** What is behind a {@link io.penstock.Relay}. */
public abstract class Relaying implements Rest {
    /** The most one turn delivers, in bytes, so that others get theirs. */
    private static final long TURN = 1 << 20;

    final ReadableByteChannel source;
    final WritableByteChannel target;

    private final TransferOptions options;
    private final Interruption interruption = new Interruption();
    private Object event = Events.areOn() ? Events.begin() : null;
    private boolean ended;

    Relaying(ReadableByteChannel source, WritableByteChannel target, TransferOptions options) {
        this.source = source;
        this.target = target;
        this.options = options;
    }

    /** A channel of our own for interrupts to close, which closes both. */
    private final class Interruption extends AbstractInterruptibleChannel {
        void arm() {
            begin();
        }

        void disarm(boolean completed) throws IOException {
            end(completed);
        }

        @Override
        protected void implCloseChannel() throws IOException {
            closeChannels();
        }
    }

    /** The way of relaying that fits both ends. */
    public static Relaying between(ReadableByteChannel source, WritableByteChannel target, ByteBuffer prefix,
            TransferOptions options) {
        Objects.requireNonNull(options, "options");
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(target, "target");
        SelectableEnd from = SelectableEnd.source(source);
        SelectableEnd to = SelectableEnd.target(target);
        boolean inKernel = from != null && to != null;
        ByteBuffer copy = copyOf(prefix, inKernel);
        return inKernel ? new StreamRelaying(source, from, target, to, copy, options)
            : new BufferRelaying(source, target, copy, options);
    }

    private static ByteBuffer copyOf(ByteBuffer prefix, boolean inKernel) {
        ByteBuffer bytes = prefix.duplicate();
        if (!bytes.hasRemaining()) return ByteBuffer.allocate(0);
        ByteBuffer copy = inKernel ? Buffers.wholeDirect(bytes.remaining()) : Buffers.whole(bytes.remaining());
        return copy.put(bytes).flip();
    }

    /** See {@link io.penstock.NativeChannels#relay}. */
    public static long relay(ReadableByteChannel source, WritableByteChannel target, TransferOptions options)
            throws IOException {
        Relaying relaying = between(source, target, ByteBuffer.allocate(0), options);
        try {
            do {
                relaying.run();
            } while (!relaying.ended && !relaying.isCancelled()); // cut short: the next call throws
            if (relaying.bytesHeld() > 0) throw cancelled();
            return relaying.bytesDelivered();
        } catch (IOException | RuntimeException | Error e) {
            if (relaying.bytesHeld() == 0) throw e;
            throw relaying.undelivered(e);
        } finally {
            relaying.dispose();
        }
    }

    final boolean isCancelled() {
        return options.cancellation() != null && options.cancellation().isCancelled();
    }

    static CancellationException cancelled() {
        return new CancellationException("the relay was cancelled");
    }

    /** What to throw so that the bytes under way are not lost. */
    final IOException undelivered(Throwable cause) {
        return Receive.undelivered(bytesRead(), bytesDelivered(), this, cause);
    }

    @Override
    public final long held() {
        return bytesHeld();
    }

    /** See {@link io.penstock.Relay#step}. */
    public final Step step() throws IOException {
        if (ended) return Step.END;
        checkBlocking(false);
        if (isCancelled()) throw cancelled();
        long before = bytesDelivered();
        Step step = move(Math.min(TURN, Operation.chunk(options, packets(), Turns.of(options, source, false))));
        if (options.progress() != null && bytesDelivered() > before) options.progress().moved(bytesDelivered(), -1);
        if (step == Step.END) passOnEnd();
        return step;
    }

    /** See {@link io.penstock.Relay#run}. */
    public final long run() throws IOException {
        if (ended) return 0;
        checkBlocking(true);
        return new Run().run();
    }

    /** One {@link #run}, in the thread that makes it. */
    final class Run extends Operation {
        private final long start = bytesDelivered();

        Run() {
            super(options, packets(), Turns.of(options, source, isInKernel()));
        }

        @Override
        public void move() throws IOException {
            boolean all;
            interruption.arm();
            try {
                all = moveAll(this, Math.min(TURN, chunk));
            } finally {
                interruption.disarm(true);
            }
            if (all) passOnEnd();
        }

        @Override
        protected boolean goOn() throws IOException {
            boolean again = super.goOn();
            checkOpen(source); // before it is read, for bytes that could not be written
            checkOpen(target);
            return again;
        }

        /** First the ends, then the interrupt's slot, which others' code may take; on the way back in reverse. */
        @Override
        public void release() throws IOException {
            releaseEnds();
            interruption.disarm(true);
        }

        @Override
        public void regain() throws IOException {
            interruption.arm();
            regainEnds();
        }

        @Override
        protected Channel[] channels() {
            return new Channel[] {source, target};
        }

        @Override
        protected long moved() {
            return bytesDelivered() - start;
        }

        /** The listener hears of all bytes that the relay has delivered. */
        @Override
        protected long told() {
            return bytesDelivered();
        }
    }

    /** The one of the two that carries packets, if one does. */
    private Channel packets() {
        return source instanceof DatagramChannel ? source : target;
    }

    final boolean hasEnded() {
        return ended;
    }

    /** Closes both ends; how many bytes are lost by it. */
    public final long close() throws IOException {
        try {
            interruption.close();
        } catch (IOException e) {
            // a buffer goes by itself, and may be that of a read which such a close has not ended
            if (isInKernel()) dispose();
            throw e;
        }
        return dispose();
    }

    /** Gives up the bytes under way, and answers how many; the relay is over. */
    final long dispose() {
        record();
        return free();
    }

    private void record() {
        Object begun;
        synchronized (this) {
            begun = event;
            event = null;
        }
        if (begun == null) return;
        TransferResult result = result();
        Events.end(begun, "relay", source, target, TransferPath.SPLICE, result);
    }

    private void closeChannels() throws IOException {
        try {
            source.close();
        } finally {
            target.close();
        }
    }

    final void checkBlocking(boolean blocking) throws IOException {
        if (!interruption.isOpen()) throw new ClosedChannelException();
        for (Channel channel : new Channel[] {source, target}) {
            if (!channel.isOpen()) throw new ClosedChannelException();
            if (channel instanceof SelectableChannel selectable && selectable.isBlocking() != blocking)
                throw new IllegalBlockingModeException();
        }
    }

    private void passOnEnd() throws IOException {
        ended = true;
        try {
            dispose(); // a relay that has done its work need not be closed
        } finally {
            if (target instanceof SocketChannel socket) socket.shutdownOutput();
            else if (target instanceof Pipe.SinkChannel) target.close();
        }
    }

    /** Moves up to so many bytes without waiting. */
    abstract Step move(long turn) throws IOException;

    /** Moves to the end of the source, up to so many bytes a turn; false if it is to stop before. */
    abstract boolean moveAll(Run run, long turn) throws IOException;

    /** Between two turns: lets others use the ends. */
    void releaseEnds() {}

    /** Back from {@link #releaseEnds}. */
    void regainEnds() throws IOException {}

    /** Whether each turn is a native call, and each wait one of ours. */
    abstract boolean isInKernel();

    /** What was done, and how. */
    abstract TransferResult result();

    /** Bytes taken from the source. */
    public abstract long bytesRead();

    /** Bytes that reached the target. */
    public abstract long bytesDelivered();

    /** Bytes under way. */
    public abstract long bytesHeld();

    /** Gives up the bytes under way, and answers how many; to be called by {@link #dispose}. */
    abstract long free();
}
