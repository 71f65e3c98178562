package io.penstock;

import org.jspecify.annotations.Nullable;

/**
 * What a transfer did.
 *
 * @param bytes bytes that reached the target, &ge; 0; may exceed 2 GiB
 * @param path what carried them; where several did, the last
 * @param systemCalls system calls that moved, or tried to move, the data (waiting for room not counted); &minus;1 where
 *     the path is {@link TransferPath#BUFFER} or {@link TransferPath#STOCK_NIO}, whose calls are the JDK's
 * @param fallbackReason why another path than the first choice ran, or null if the first choice ran
 * @param sourceEnded whether fewer bytes than asked for moved because the source has no more: the stream has ended, or the file
 *     does. Where that is false and a non-blocking source has given less, or nothing, more may come. A transfer that moves all that was
 *     asked for does not look whether there is more; nor does one that was cut short: the next one says so
 */
public record TransferResult(long bytes, TransferPath path, long systemCalls, @Nullable String fallbackReason, boolean sourceEnded) {
    /**
     * One of a transfer that has not come to the end of its source, as far as it knows.
     *
     * @param bytes bytes that reached the target
     * @param path what carried them
     * @param systemCalls system calls that moved, or tried to move, the data
     * @param fallbackReason why another path than the first choice ran, or null
     */
    public TransferResult(long bytes, TransferPath path, long systemCalls, @Nullable String fallbackReason) {
        this(bytes, path, systemCalls, fallbackReason, false);
    }
}
