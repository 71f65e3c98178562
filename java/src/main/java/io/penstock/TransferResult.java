package io.penstock;

import org.jspecify.annotations.Nullable;

/**
 * Tells what a transfer did. Only this library implements it; later versions may tell more. Two results are equal if
 * they say the same.
 */
public interface TransferResult {
    /**
     * Returns how far the transfer got.
     *
     * @return bytes that reached the target, &ge; 0; may exceed 2 GiB
     */
    long bytesTransferred();

    /**
     * Returns what carried the bytes.
     *
     * @return the path; the last one if there were several
     */
    TransferPath path();

    /**
     * Returns how many system calls moved, or tried to move, the data. Waits for room do not count.
     *
     * @return the number, &ge; 0; &minus;1 where the path is {@link TransferPath#BUFFER} or {@link
     *     TransferPath#STOCK_NIO}, whose calls are the JDK's
     */
    long systemCalls();

    /**
     * Returns why another path than the first choice ran.
     *
     * @return the reason, or null if the first choice ran
     */
    @Nullable
    String fallbackReason();

    /**
     * Tells whether the transfer moved fewer bytes than asked for because it reached the end of the file or stream. If
     * this is false and a non-blocking source has given less, or nothing, more may come. A transfer that moves all that
     * was asked for does not look for the end, nor does one that was cut short: the next transfer tells.
     *
     * @return true if the source has ended
     */
    boolean sourceEnded();
}
