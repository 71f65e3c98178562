package io.penstock;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Thrown when bytes that were taken out of a stream could not be written to their target. The stream will not give them
 * again; this exception holds them. Its cause is the exception of the write, and its message is that of the cause;
 * {@link #toString} adds the counts.
 *
 * <pre>{@code
 * try {
 *     NativeChannels.transferFrom(socket, file, 0, Long.MAX_VALUE);
 * } catch (UndeliveredException e) {
 *     byte[] rest = e.undelivered();                       // what follows the last byte in the file
 *     assert e.bytesTransferred() + rest.length == e.bytesRead();
 *     other.write(ByteBuffer.wrap(rest));                  // on another disk, say; then go on with the socket
 * }
 * }</pre>
 */
public class UndeliveredException extends IOException {
    private static final long serialVersionUID = 1;

    /** Bytes taken from the source. */
    private final long bytesRead;

    /** Bytes that reached the target. */
    private final long bytesTransferred;

    /** The bytes read and not written. */
    private final byte[] undelivered;

    /**
     * Creates the exception of a transfer that lost its target.
     *
     * @param bytesRead bytes taken from the source
     * @param bytesTransferred bytes that reached the target
     * @param undelivered the bytes between the two, which are copied
     * @param cause the exception of the write
     */
    public UndeliveredException(long bytesRead, long bytesTransferred, ByteBuffer undelivered, Throwable cause) {
        this(bytesRead, bytesTransferred, copyOf(undelivered), cause);
    }

    /**
     * Creates the exception without a copy of the bytes: where memory is short, there may be none for a copy.
     *
     * @param bytesRead bytes taken from the source
     * @param bytesTransferred bytes that reached the target
     * @param undelivered the bytes between the two; the array belongs to the exception from now on
     * @param cause the exception of the write
     */
    public UndeliveredException(long bytesRead, long bytesTransferred, byte[] undelivered, Throwable cause) {
        super(cause.getMessage(), cause); // applications compare messages
        this.bytesRead = bytesRead;
        this.bytesTransferred = bytesTransferred;
        this.undelivered = undelivered;
    }

    private static byte[] copyOf(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    /**
     * Returns how far the source was read.
     *
     * @return bytes taken from the source by this transfer
     */
    public long bytesRead() {
        return bytesRead;
    }

    /**
     * Returns how far the target was written.
     *
     * @return bytes that reached the target by this transfer
     */
    public long bytesTransferred() {
        return bytesTransferred;
    }

    /**
     * Returns the bytes that are in neither channel, in their order.
     *
     * @return a new array of {@code bytesRead() - bytesTransferred()} bytes; an empty one if they are lost, because the
     *     kernel did not return them or the heap had no room for them; the cause says which
     */
    public byte[] undelivered() {
        return undelivered.clone();
    }

    @Override
    public String toString() {
        String rest = undelivered.length == bytesRead - bytesTransferred ? "in this exception" : "lost";
        return "%s; %d bytes were read, %d written, the rest is %s"
            .formatted(super.toString(), bytesRead, bytesTransferred, rest);
    }
}
