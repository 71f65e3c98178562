package io.penstock;

import io.penstock.internal.relay.BothWays;
import io.penstock.internal.relay.Relaying;
import io.penstock.internal.value.Defaults;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/**
 * Moves a stream of bytes from one channel to another and can be resumed: for proxies. Between sockets and pipes the
 * kernel moves fast streams ({@code splice(2)}); small pieces are copied.
 *
 * <p>On <b>non-blocking</b> channels call {@link #step} whenever a selector reports one ready; its last return value
 * tells the interest to register. On <b>blocking</b> ones {@link #run} does everything; a virtual thread that waits in
 * it does not occupy its carrier.
 *
 * <pre>{@code
 * Relay forth = Relay.of(client, backend);                              // another one goes back
 * Relay.Step step = forth.step();                                       // whenever one of the keys is selected
 * boolean again = step == Relay.Step.MOVED;
 * client.keyFor(selector).interestOps(again || step == Relay.Step.NEED_READ ? SelectionKey.OP_READ : 0);
 * backend.keyFor(selector).interestOps(again || step == Relay.Step.NEED_WRITE ? SelectionKey.OP_WRITE : 0);
 * }</pre>
 *
 * <p>The end of the source is passed on: a socket's output is shut down, a pipe's sink is closed (at the next
 * selection, if it is registered with a selector). The caller closes both channels, unless it {@linkplain #close()
 * closes} the relay or is interrupted in {@code run}. A relay that has reached the end need not be closed. A relay that
 * becomes unreachable before that discards the bytes under way when it is collected, and leaves the channels open.
 *
 * <p>Used by one thread at a time; any thread may call {@code close}. Two relays serve both directions of a connection:
 * {@link #both}.
 */
public final class Relay implements Closeable {
    /** Tells how a {@link #step} ended. */
    public enum Step {
        /**
         * Bytes moved, and more may move at once. A step moves about 1 MiB at most, to be fair to other connections.
         */
        MOVED,
        /** The source has no bytes: step again when it is readable. */
        NEED_READ,
        /** The target is full: step again when it is writable. */
        NEED_WRITE,
        /** The source has ended and everything has been delivered. */
        END
    }

    /** Tells how much went each way. Only this library implements it; later versions may tell more. */
    public interface Both {
        /**
         * Returns how much went forth.
         *
         * @return bytes from the first channel to the second, &ge; 0
         */
        long forth();

        /**
         * Returns how much came back.
         *
         * @return bytes from the second channel to the first, &ge; 0
         */
        long back();
    }

    private record Delivered(long forth, long back) implements Both {}

    private final Relaying relaying;

    private Relay(Relaying relaying) {
        this.relaying = relaying;
    }

    /**
     * Returns a relay between two channels.
     *
     * @param source read from: a socket, the source of a pipe, or any other channel
     * @param target written to: a socket, the sink of a pipe, or any other channel
     * @return a relay that has moved nothing yet
     */
    public static Relay of(ReadableByteChannel source, WritableByteChannel target) {
        return of(source, target, ByteBuffer.allocate(0));
    }

    /**
     * Returns a relay with options. The listener hears of all bytes that the relay has delivered, after each turn of
     * {@link #run} and each step; the expected number is not known. {@link #run} keeps to the rate and returns early
     * when it is cancelled; the relay then still holds the bytes that the target did not take. A {@link #step} is one
     * turn, and does not sleep.
     *
     * @param source read from
     * @param target written to
     * @param options chunk, rate, listener and cancellation
     * @return a relay that has moved nothing yet
     */
    public static Relay of(ReadableByteChannel source, WritableByteChannel target, TransferOptions options) {
        return of(source, target, ByteBuffer.allocate(0), options);
    }

    /**
     * Returns a relay that first delivers bytes which have already been read from the source, such as the head of a
     * request.
     *
     * @param source read from
     * @param target written to
     * @param prefix its remaining bytes are copied; its position does not move
     * @return a relay that has moved nothing yet
     * @throws OutOfMemoryError if there is no memory outside of the heap for a copy of the prefix
     */
    public static Relay of(ReadableByteChannel source, WritableByteChannel target, ByteBuffer prefix) {
        return of(source, target, prefix, Defaults.ofTransfers());
    }

    /**
     * Returns a relay with options that first delivers bytes which have already been read.
     *
     * @param source read from
     * @param target written to
     * @param prefix its remaining bytes are copied; its position does not move
     * @param options as in {@link #of(ReadableByteChannel, WritableByteChannel, TransferOptions)}
     * @return a relay that has moved nothing yet
     * @throws OutOfMemoryError if there is no memory outside of the heap for a copy of the prefix
     */
    public static Relay of(ReadableByteChannel source, WritableByteChannel target, ByteBuffer prefix,
            TransferOptions options) {
        return new Relay(Relaying.between(source, target, prefix, options));
    }

    /**
     * Relays both directions of a connection until both have ended. One direction runs in this thread, the other in a
     * new thread of the same kind, platform or virtual. An exception in one direction closes both channels.
     *
     * @param <C> a channel with two directions, such as a {@code SocketChannel}; blocking
     * @param one an end of the connection
     * @param other the other end
     * @return bytes that went
     * @throws IOException the exception of the direction that failed first
     */
    public static <C extends ReadableByteChannel & WritableByteChannel> Both both(C one, C other) throws IOException {
        return both(one, other, Defaults.ofTransfers());
    }

    /**
     * Relays both directions with options, which apply to each by itself: chunk and rate hold for either, and the
     * listener hears of both, from two threads. A cancellation ends both directions and leaves the channels open.
     *
     * @param <C> a channel with two directions, such as a {@code SocketChannel}; blocking
     * @param one an end of the connection
     * @param other the other end
     * @param options chunk, rate, listener and cancellation
     * @return bytes that went; all of them unless it was cancelled
     * @throws UndeliveredException if bytes were taken from a channel and are undelivered when the relay is cancelled
     *     or fails; the failure is the cause. If both directions hold bytes, the exception has those of {@code forth},
     *     and an {@code UndeliveredException} suppressed by it has those of {@code back}
     * @throws IOException the exception of the direction that failed first
     */
    public static <C extends ReadableByteChannel & WritableByteChannel> Both both(C one, C other,
            TransferOptions options) throws IOException {
        BothWays ways = new BothWays(one, other, options);
        ways.run();
        return new Delivered(ways.forth(), ways.back());
    }

    /**
     * Moves all that can be moved without blocking.
     *
     * @return what the next step needs
     * @throws java.nio.channels.IllegalBlockingModeException if a channel is blocking
     * @throws java.nio.channels.ClosedChannelException if a channel, or this relay, is closed
     * @throws java.util.concurrent.CancellationException if the relay was cancelled; it keeps the bytes held
     * @throws IOException if reading or writing fails; the relay keeps the {@link #bytesHeld} bytes
     */
    public Step step() throws IOException {
        return Step.valueOf(relaying.step().name());
    }

    /**
     * Moves everything up to the end of the source; blocks while there is nothing to read or no room to write.
     *
     * <pre>{@code
     * try (Relay relay = Relay.of(client, backend, head)) {               // the head was read already
     *     relay.run();
     * }
     * }</pre>
     *
     * @return bytes delivered by this call, &ge; 0. Fewer than everything if another thread closed a channel, or
     *     reading or writing failed, after some were delivered (the next call throws), or if the relay was cancelled
     * @throws java.nio.channels.IllegalBlockingModeException if a channel is non-blocking
     * @throws java.nio.channels.AsynchronousCloseException if a channel is closed before anything was delivered
     * @throws InterruptedTransferException if the thread is interrupted; both channels are closed
     * @throws IOException if reading or writing fails before anything was delivered
     */
    public long run() throws IOException {
        return relaying.run();
    }

    /**
     * Returns how far the source was read.
     *
     * @return bytes taken from the source, &ge; 0; those of a prefix do not count
     */
    public long bytesRead() {
        return relaying.bytesRead();
    }

    /**
     * Returns how far the target was written.
     *
     * @return bytes that reached the target, &ge; 0; those of a prefix count
     */
    public long bytesTransferred() {
        return relaying.bytesDelivered();
    }

    /**
     * Returns how many bytes are under way.
     *
     * @return bytes read, or of the prefix, and not yet delivered, &ge; 0; about 1 MiB at most
     */
    public long bytesHeld() {
        return relaying.bytesHeld();
    }

    /**
     * Closes both channels and discards the bytes under way.
     *
     * <pre>{@code
     * Relay relay = Relay.of(client, backend);
     * relay.step();
     * long lost = relay.closeNow();
     * assert relay.bytesRead() == relay.bytesTransferred() + lost && relay.bytesHeld() == 0;
     * }</pre>
     *
     * @return bytes that were read, or belong to the prefix, and are now lost
     * @throws IOException if a channel cannot be closed
     */
    public long closeNow() throws IOException {
        return relaying.close();
    }

    /** Does the same as {@link #closeNow}. */
    @Override
    public void close() throws IOException {
        relaying.close();
    }
}
