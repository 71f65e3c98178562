package io.penstock;

import org.jspecify.annotations.Nullable;

/**
 * What a transfer did. Only this library implements it; later versions may tell more. Two results are equal if they say
 * the same.
 */
public interface TransferResult {
    /**
     * How far the transfer got.
     *
     * @return bytes that reached the target, &ge; 0; may exceed 2 GiB
     */
    long bytesTransferred();

    /**
     * What carried the bytes.
     *
     * @return the path; where several carried some, the last
     */
    TransferPath path();

    /**
     * How many system calls moved, or tried to move, the data. Waiting for room does not count.
     *
     * @return the number, &ge; 0; &minus;1 where the path is {@link TransferPath#BUFFER} or
     *     {@link TransferPath#STOCK_NIO}, whose calls are the JDK's
     */
    long systemCalls();

    /**
     * Why another path than the first choice ran.
     *
     * @return the reason, or null if the first choice ran
     */
    @Nullable
    String fallbackReason();

    /**
     * Whether fewer bytes than asked for moved because the source has no more: the stream has ended, or the file does.
     * If this is false and a non-blocking source has given less, or nothing, more may come. A transfer that moves all
     * that was asked for does not look whether there is more; nor does one that was cut short: the next one says so.
     *
     * @return true if the source has ended
     */
    boolean sourceEnded();
}
