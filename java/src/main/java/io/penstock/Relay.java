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
 * Moves a stream of bytes from one channel to another, resumable: for proxies. Between sockets and pipes the kernel
 * moves what comes fast ({@code splice(2)}), and what comes in small pieces is copied.
 *
 * <p>On <b>non-blocking</b> channels call {@link #step} whenever a selector says so, with what it answered last as the
 * interest. On <b>blocking</b> ones {@link #run} does everything; a virtual thread that waits in it does not occupy its
 * carrier.
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
 * selection, if it is registered with a selector). Both channels stay the caller's to close, unless the relay is
 * {@linkplain #close() closed}, or the thread interrupted in {@code run}. A relay that has come to the end need not be
 * closed. One that is dropped before gives up the bytes under way when it is collected as garbage, and leaves the
 * channels open.
 *
 * <p>For one thread at a time; {@code close} may be called by any. Two relays make a connection of two directions:
 * {@link #both}.
 */
public final class Relay implements Closeable {
    /** What has become of a {@link #step}. */
    public enum Step {
        /** Bytes went, and more may go at once. A step moves about 1 MiB at most, to be fair to other connections. */
        MOVED,
        /** The source has no bytes: step again when it is readable. */
        NEED_READ,
        /** The target is full: step again when it is writable. */
        NEED_WRITE,
        /** The source has ended and everything has been delivered. */
        END
    }

    /** What went each way. Only this library implements it; later versions may tell more. */
    public interface Both {
        /**
         * How much went forth.
         *
         * @return bytes from the first channel to the second, &ge; 0
         */
        long forth();

        /**
         * How much came back.
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
     * A relay between two channels.
     *
     * @param source read from: a socket, the source of a pipe, or any other channel
     * @param target written to: a socket, the sink of a pipe, or any other channel
     * @return a relay that has moved nothing yet
     */
    public static Relay of(ReadableByteChannel source, WritableByteChannel target) {
        return of(source, target, ByteBuffer.allocate(0));
    }

    /**
     * A relay with options. The listener hears of all bytes that the relay has delivered, after each turn of
     * {@link #run} and each step; how many are expected is not known. {@link #run} keeps to the rate and returns early
     * when it is cancelled; the bytes that the target did not take are still here then. A {@link #step} is one turn,
     * and does not sleep.
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
     * A relay that first delivers bytes which have been read from the source already, such as the head of a request.
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
     * A relay with options that first delivers bytes which have been read already.
     *
     * @param source read from
     * @param target written to
     * @param prefix its remaining bytes are copied; its position does not move
     * @param options as in {@link #of(ReadableByteChannel, WritableByteChannel, TransferOptions)}
     * @return a relay that has moved nothing yet
     * @throws OutOfMemoryError if there is no memory outside of the heap for a copy of the prefix
     */
    public static Relay of(ReadableByteChannel source, WritableByteChannel target, ByteBuffer prefix, TransferOptions options) {
        return new Relay(Relaying.between(source, target, prefix, options));
    }

    /**
     * Relays both directions of a connection, to the ends of both. One of them runs in this thread, the other in one of
     * the same kind, platform or virtual. What ends one direction with an exception closes both channels.
     *
     * @param <C> a channel with two directions, such as a {@code SocketChannel}; blocking
     * @param one an end of the connection
     * @param other the other end
     * @return bytes that went
     * @throws IOException what the first direction to fail failed with
     */
    public static <C extends ReadableByteChannel & WritableByteChannel> Both both(C one, C other) throws IOException {
        return both(one, other, Defaults.ofTransfers());
    }

    /**
     * The same with options, which each direction has for itself: chunk and rate hold for either, and the listener
     * hears of both, from two threads. A cancellation ends both directions and leaves the channels open.
     *
     * @param <C> a channel with two directions, such as a {@code SocketChannel}; blocking
     * @param one an end of the connection
     * @param other the other end
     * @param options chunk, rate, listener and cancellation
     * @return bytes that went; all of them unless it was cancelled
     * @throws UndeliveredException if bytes were taken from a channel and are not taken by the other when the relay is
     *     cancelled, or fails, which is the cause then; if so in both directions, those of {@code forth}, and those of
     *     {@code back} in an {@code UndeliveredException} suppressed by it
     * @throws IOException what the first direction to fail failed with
     */
    public static <C extends ReadableByteChannel & WritableByteChannel> Both both(C one, C other, TransferOptions options) throws IOException {
        BothWays ways = new BothWays(one, other, options);
        ways.run();
        return new Delivered(ways.forth(), ways.back());
    }

    /**
     * Moves what can be moved without waiting.
     *
     * @return what is needed to go on
     * @throws java.nio.channels.IllegalBlockingModeException if a channel is blocking
     * @throws java.nio.channels.ClosedChannelException if a channel, or this relay, is closed
     * @throws java.util.concurrent.CancellationException if the relay was cancelled; bytes held are still here
     * @throws IOException if reading or writing fails; {@link #bytesHeld} bytes are then still here
     */
    public Step step() throws IOException {
        return Step.valueOf(relaying.step().name());
    }

    /**
     * Moves everything to the end of the source, waiting where there is nothing to read or no room to write.
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
     * How far the source was read.
     *
     * @return bytes taken from the source, &ge; 0; those of a prefix do not count
     */
    public long bytesRead() {
        return relaying.bytesRead();
    }

    /**
     * How far the target was written.
     *
     * @return bytes that reached the target, &ge; 0; those of a prefix count
     */
    public long bytesTransferred() {
        return relaying.bytesDelivered();
    }

    /**
     * What is under way.
     *
     * @return bytes read, or of the prefix, and not yet delivered, &ge; 0; about 1 MiB at most
     */
    public long bytesHeld() {
        return relaying.bytesHeld();
    }

    /**
     * Closes both channels and gives up what is under way.
     *
     * <pre>{@code
     * Relay relay = Relay.of(client, backend);
     * relay.step();
     * long lost = relay.closeNow();
     * assert relay.bytesRead() == relay.bytesTransferred() + lost && relay.bytesHeld() == 0;
     * }</pre>
     *
     * @return bytes that were read, or of the prefix, and now reach nobody
     * @throws IOException if a channel cannot be closed
     */
    public long closeNow() throws IOException {
        return relaying.close();
    }

    /** As {@link #closeNow}. */
    @Override
    public void close() throws IOException {
        relaying.close();
    }
}
