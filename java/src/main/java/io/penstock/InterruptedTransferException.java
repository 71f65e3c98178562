package io.penstock;

import java.nio.channels.ClosedByInterruptException;
import org.jspecify.annotations.Nullable;

/**
 * Thrown in a thread that is interrupted during a transfer. Both channels are closed, except a file that ignores
 * interrupts ({@link NativeOpenOption#UNINTERRUPTIBLE}), and the thread's interrupt status is set, as {@link
 * ClosedByInterruptException} says; this exception also tells how far the transfer got.
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
     * Creates the exception of an interrupted transfer whose channels have been closed.
     *
     * @param bytesTransferred bytes that reached the target, &ge; 0
     * @param cause the channel's own exception, or null
     */
    public InterruptedTransferException(long bytesTransferred, @Nullable Throwable cause) {
        this.bytesTransferred = bytesTransferred;
        initCause(cause);
    }

    /**
     * Returns how far the transfer got.
     *
     * @return bytes that reached the target, &ge; 0
     */
    public long bytesTransferred() {
        return bytesTransferred;
    }

    @Override
    public String getMessage() {
        return "interrupted after " + bytesTransferred
            + " bytes had reached the target; both channels are closed, but for a file that ignores interrupts";
    }
}
