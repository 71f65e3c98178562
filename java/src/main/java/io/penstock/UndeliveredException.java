package io.penstock;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Thrown when bytes that were taken out of a stream could not be written to their target. The stream will not give them
 * again; this exception has them. Its message is that of its cause, what writing them ended with; {@link #toString} has
 * the counts too.
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

    /** What lies between the two. */
    private final byte[] undelivered;

    /**
     * A transfer that lost its target.
     *
     * @param bytesRead bytes taken from the source
     * @param bytesTransferred bytes that reached the target
     * @param undelivered the bytes between the two, which are copied
     * @param cause what writing them ended with
     */
    public UndeliveredException(long bytesRead, long bytesTransferred, ByteBuffer undelivered, Throwable cause) {
        this(bytesRead, bytesTransferred, copyOf(undelivered), cause);
    }

    /**
     * The same with bytes that nobody else has: where memory is short, there may be none for a copy.
     *
     * @param bytesRead bytes taken from the source
     * @param bytesTransferred bytes that reached the target
     * @param undelivered the bytes between the two; the array belongs to the exception from now on
     * @param cause what writing them ended with
     */
    public UndeliveredException(long bytesRead, long bytesTransferred, byte[] undelivered, Throwable cause) {
        super(cause.getMessage(), cause); // which people compare
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
     * How far the source was read.
     *
     * @return bytes taken from the source by this transfer
     */
    public long bytesRead() {
        return bytesRead;
    }

    /**
     * How far the target was written.
     *
     * @return bytes that reached the target by this transfer
     */
    public long bytesTransferred() {
        return bytesTransferred;
    }

    /**
     * The bytes that are in neither channel, in their order.
     *
     * @return a new array of {@code bytesRead() - bytesTransferred()} bytes; an empty one if they are lost, since the
     *     kernel did not give them back or the heap had no room for them, which is the cause then
     */
    public byte[] undelivered() {
        return undelivered.clone();
    }

    @Override
    public String toString() {
        String rest = undelivered.length == bytesRead - bytesTransferred ? "in this exception" : "lost";
        return "%s; %d bytes were read, %d written, the rest is %s".formatted(super.toString(), bytesRead, bytesTransferred, rest);
    }
}
