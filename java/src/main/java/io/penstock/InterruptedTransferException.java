package io.penstock;

import java.nio.channels.ClosedByInterruptException;
import org.jspecify.annotations.Nullable;

/**
 * Thrown in a thread that is interrupted while it transfers. Both channels are closed, but for a file that ignores interrupts
 * ({@link NativeOpenOption#UNINTERRUPTIBLE}), and the thread's interrupt status is set, as {@link ClosedByInterruptException}
 * says; this one also tells how far the transfer got.
 *
 * <pre>{@code
 * try {
 *     NativeChannels.transferTo(file, position, count, socket);
 * } catch (InterruptedTransferException e) {
 *     position += e.bytesTransferred();                    // where to go on over another connection
 * }
 * }</pre>
 */
public class InterruptedTransferException extends ClosedByInterruptException {
    private static final long serialVersionUID = 1;

    /** Bytes that reached the target. */
    private final long bytesTransferred;

    /**
     * An interrupted transfer whose channels have been closed.
     *
     * @param bytesTransferred bytes that reached the target, &ge; 0
     * @param cause what the channel threw, or null
     */
    public InterruptedTransferException(long bytesTransferred, @Nullable Throwable cause) {
        this.bytesTransferred = bytesTransferred;
        initCause(cause);
    }

    /**
     * How far the transfer got.
     *
     * @return bytes that reached the target, &ge; 0
     */
    public long bytesTransferred() {
        return bytesTransferred;
    }

    @Override
    public String getMessage() {
        return "interrupted after " + bytesTransferred + " bytes had reached the target; both channels are closed, but for a file that ignores interrupts";
    }
}
