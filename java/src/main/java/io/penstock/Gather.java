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
 * A message made of a header, ranges of files, and a trailer, which leaves in as few system calls and packets as
 * possible: what is small travels together, so that the head of an HTTP response and its file share a packet if they
 * fit. For HTTP servers, indexes, and logs that answer with many records.
 *
 * <p>Into a <b>blocking</b> target {@link #transferTo} sends all. Into a <b>non-blocking</b> one it goes as far as
 * there is room; call it again when a selector says so, until nothing is {@link #remaining}.
 *
 * <pre>{@code
 * Gather response = Gather.of(head, List.of(new FileRange(file, position, count)), null);
 * response.transferTo(socket);
 * boolean more = response.remaining() > 0 && !response.isShort();
 * socket.keyFor(selector).interestOps(more ? SelectionKey.OP_WRITE : SelectionKey.OP_READ);
 * }</pre>
 *
 * <p>A file that ends before its range does ends the gather there ({@link #isShort}): nothing of what comes after it is
 * sent.
 *
 * <p>The content of the buffers is read while it is sent and must stay as it is until then; their positions and limits
 * are those at the time of {@link #of} and do not move. Bytes of files are sent as they are when the network takes
 * them, as {@code sendfile(2)} does.
 *
 * <p>For one thread at a time, which may be another at each call. The channels stay the caller's to close.
 */
public final class Gather {
    private final Gathers gathering;

    private Gather(Gathers gathering) {
        this.gathering = gathering;
    }

    /**
     * A message of which nothing has been sent.
     *
     * @param header its remaining bytes come first; null for none
     * @param ranges in their order; any number, of any files, also of the same. Each says its length:
     *     {@code file.size() - position} for one to the end of its file
     * @param trailer its remaining bytes come last; null for none
     * @return the message
     * @throws IllegalArgumentException if a range is {@linkplain FileRange#of to the end}, of whatever length that is;
     *     if its end, or the sum of all lengths, exceeds {@link Long#MAX_VALUE}
     */
    public static Gather of(@Nullable ByteBuffer header, List<FileRange> ranges, @Nullable ByteBuffer trailer) {
        return new Gather(Gathers.of(header, ranges, trailer));
    }

    /**
     * Sends what is left, or as much as a non-blocking target takes. Sockets and pipe sinks are served by native code;
     * every other channel is written to from a buffer, in large pieces, and is taken to be full where it takes nothing.
     *
     * <p>What cuts the call short is thrown if it has moved no byte; else it returns the count and the next call meets
     * the trouble. An interrupt closes the target and the file whose bytes are being sent, and is always thrown; where
     * only bytes of buffers are left and the target is non-blocking, it is ignored, as by that channel's own
     * {@code write}.
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
     * The same with options. A gather that is
     * cancelled returns early, and can be resumed.
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
     * How much is still to be sent.
     *
     * @return bytes that have not reached a target, &ge; 0
     */
    public long remaining() {
        return gathering.remaining();
    }

    /**
     * Whether the last call stopped at the end of a file that is shorter than its range, rather than at a full target.
     *
     * @return true if a further call is of no use, unless the file grows
     */
    public boolean isShort() {
        return gathering.isShort();
    }
}
