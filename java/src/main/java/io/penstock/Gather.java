package io.penstock;

import io.penstock.internal.gather.Gathers;
import io.penstock.internal.value.Defaults;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Sends a message made of a header, ranges of files and a trailer in as few system calls and packets as possible: small
 * pieces travel together, so that the head of an HTTP response and its file share a packet if they fit. For HTTP
 * servers, indexes, and logs that send many records.
 *
 * <p>Into a <b>blocking</b> target {@link #transferTo} sends the whole message. Into a <b>non-blocking</b> one it sends
 * as much as there is room for; call it again when a selector reports room, until nothing is {@link #remaining}.
 *
 * <pre>{@code
 * Gather response = Gather.of(head, List.of(new FileRange(file, position, count)), null);
 * response.transferTo(socket);
 * boolean more = response.remaining() > 0 && !response.isShort();
 * socket.keyFor(selector).interestOps(more ? SelectionKey.OP_WRITE : SelectionKey.OP_READ);
 * }</pre>
 *
 * <p>A file that ends before its range does ends the gather there ({@link #isShort}): no later part is sent.
 *
 * <p>The buffers' content is read while it is sent and must not change before that; their positions and limits are
 * those at the time of {@link #of} and do not move. The bytes of a file are those it has when the network takes them,
 * as with {@code sendfile(2)}.
 *
 * <p>Used by one thread at a time, which may be another at each call. The caller closes the channels.
 */
public final class Gather {
    private final Gathers gathering;

    private Gather(Gathers gathering) {
        this.gathering = gathering;
    }

    /**
     * Returns a message of which nothing has been sent.
     *
     * @param header its remaining bytes come first; null for none
     * @param ranges in their order; any number, of any files, also several of one file. Each has a definite length:
     *     {@code file.size() - position} for one to the end of its file
     * @param trailer its remaining bytes come last; null for none
     * @return the message
     * @throws IllegalArgumentException if a range is {@linkplain FileRange#of to the end} instead of a definite length;
     *     if its end, or the sum of all lengths, exceeds {@link Long#MAX_VALUE}
     */
    public static Gather of(@Nullable ByteBuffer header, List<FileRange> ranges, @Nullable ByteBuffer trailer) {
        return new Gather(Gathers.of(header, ranges, trailer));
    }

    /**
     * Sends what is left, or as much as a non-blocking target takes. Native code serves sockets and pipe sinks; every
     * other channel is written to from a buffer, in large pieces, and counts as full when a write takes no byte.
     *
     * <p>An error or a close that cuts the call short is thrown if no byte has moved; else the call returns the count,
     * and the next call throws. An interrupt closes the target and the file whose bytes are being sent, and is always
     * thrown; it is ignored where only bytes of buffers are left and the target is non-blocking, as that channel's own
     * {@code write} does.
     *
     * @param target open for writing
     * @return bytes that reached the target in this call, &ge; 0
     * @throws java.nio.channels.ClosedChannelException if the target is closed, or the file of a range that is not yet
     *     sent
     * @throws java.nio.channels.NonReadableChannelException if such a file was not opened for reading
     * @throws java.nio.channels.NotYetConnectedException if the target is a socket that is not connected
     * @throws java.nio.channels.AsynchronousCloseException if another thread closes the target, or the file whose bytes
     *     are being sent, before anything was moved
     * @throws InterruptedTransferException if the thread is interrupted
     * @throws UnsupportedOperationException if the file of a range is open for direct I/O
     * @throws IOException if reading or writing fails before anything was moved
     */
    public long transferTo(WritableByteChannel target) throws IOException {
        return transferTo(target, Defaults.ofTransfers());
    }

    /**
     * Sends what is left, with options. A cancelled gather returns early and can be resumed.
     *
     * @param target open for writing
     * @param options chunk, rate, listener and cancellation
     * @return bytes that reached the target in this call, &ge; 0
     * @throws UnsupportedOperationException if the file of a range is open for direct I/O
     * @throws IOException as {@link #transferTo(WritableByteChannel)}
     */
    public long transferTo(WritableByteChannel target, TransferOptions options) throws IOException {
        return gathering.transferTo(target, Objects.requireNonNull(options, "options"));
    }

    /**
     * Returns how many bytes are still to be sent.
     *
     * @return bytes that have not reached a target, &ge; 0
     */
    public long remaining() {
        return gathering.remaining();
    }

    /**
     * Tells whether the last call stopped at the end of a file that is shorter than its range, rather than at a full
     * target.
     *
     * @return true if a further call is of no use, unless the file grows
     */
    public boolean isShort() {
        return gathering.isShort();
    }
}
