package io.penstock.internal.relay;

import io.penstock.TransferOptions;
import io.penstock.TransferPath;
import io.penstock.TransferResult;
import io.penstock.internal.end.FileWrapper;
import io.penstock.internal.end.SelectableEnd;
import io.penstock.internal.event.Events;
import io.penstock.internal.flow.HeldBytes;
import io.penstock.internal.jdk.FileHandles;
import io.penstock.internal.memory.Buffers;
import io.penstock.internal.operation.Operation;
import io.penstock.internal.transfer.Receive;
import io.penstock.internal.turn.Turns;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.FileChannel;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.Pipe;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.channels.spi.AbstractInterruptibleChannel;
import java.util.Objects;
import java.util.concurrent.CancellationException;

/** Implements {@link io.penstock.Relay}. */
public abstract class Relaying implements HeldBytes {
    /** The most bytes that one turn delivers, to be fair to other connections. */
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

    /** A channel for an interrupt to close, which then closes both ends. */
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

    /** Returns the relay that fits both ends. */
    public static Relaying between(ReadableByteChannel source, WritableByteChannel target, ByteBuffer prefix,
            TransferOptions options) {
        Objects.requireNonNull(options, "options");
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(target, "target");
        checkNotDirect(source);
        checkNotDirect(target);
        SelectableEnd from = SelectableEnd.source(source);
        SelectableEnd to = SelectableEnd.target(target);
        boolean inKernel = from != null && to != null;
        ByteBuffer copy = copyOf(prefix, inKernel);
        return inKernel ? new StreamRelaying(source, from, target, to, copy, options)
            : new BufferRelaying(source, target, copy, options);
    }

    private static void checkNotDirect(Channel channel) {
        if (channel instanceof FileChannel file && FileHandles.coverDirect(FileWrapper.inner(file)))
            throw new UnsupportedOperationException(
                channel + " is open for direct I/O; to relay, open the file without ExtendedOpenOption.DIRECT");
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
            relaying.runWhole();
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

    /** Returns what to throw so that the bytes under way are not lost. */
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
        return run(false);
    }

    /** Relays everything, or throws what has cut the relay short, unless that is its cancellation. */
    final void runWhole() throws IOException {
        run(true);
    }

    private long run(boolean whole) throws IOException {
        if (ended) return 0;
        checkBlocking(true);
        return new Run(whole).run();
    }

    /** One {@link #run}, in the thread that makes it. */
    final class Run extends Operation {
        private final long start = bytesDelivered();
        private final boolean whole;

        Run(boolean whole) {
            super(options, packets(), Turns.of(options, source, isInKernel()));
            this.whole = whole;
        }

        @Override
        protected boolean isWhole() {
            return whole;
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
            checkOpen(source); // before a read, whose bytes could not be written
            checkOpen(target);
            return again;
        }

        /** Releases the ends, then the interrupt's slot, which foreign code may use; regains them in reverse. */
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

    /** Returns the one of the two that carries packets, if one does. */
    private Channel packets() {
        return source instanceof DatagramChannel ? source : target;
    }

    /** Closes both ends. Returns how many bytes are lost. */
    public final long close() throws IOException {
        try {
            interruption.close();
        } catch (IOException e) {
            // a buffer is garbage collected, and a read that the close has not ended may still use it
            if (isInKernel()) dispose();
            throw e;
        }
        return dispose();
    }

    /** Ends the relay and discards the bytes under way. Returns how many. */
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

    /** Moves up to that many bytes without waiting. */
    abstract Step move(long turn) throws IOException;

    /** Moves bytes until the source ends, up to that many a turn. Returns false if the relay stops before. */
    abstract boolean moveAll(Run run, long turn) throws IOException;

    /** Lets other threads use the ends between two turns. */
    void releaseEnds() {}

    /** Undoes {@link #releaseEnds}. */
    void regainEnds() throws IOException {}

    /** Tells whether each turn is a native call, and each wait one of ours. */
    abstract boolean isInKernel();

    /** Returns what was done, and how. */
    abstract TransferResult result();

    /** Returns the bytes taken from the source. */
    public abstract long bytesRead();

    /** Returns the bytes that reached the target. */
    public abstract long bytesDelivered();

    /** Returns the bytes under way. */
    public abstract long bytesHeld();

    /** Discards the bytes under way. Returns how many. Called by {@link #dispose} only. */
    abstract long free();
}
