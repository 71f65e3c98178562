package io.penstock;

/**
 * Is told how far a transfer has got. It runs in the thread that transfers, between two turns, while nothing of a file is held:
 * it may take its time, close a channel, interrupt the thread, or transfer something else. The one lock that stays is that
 * of a blocking socket or pipe: other threads read or write there when the transfer is over.
 *
 * <p>What it throws ends the transfer and reaches the caller. Bytes that were taken out of a stream are written first; those that
 * cannot be come with an {@link UndeliveredException}, whose cause is what the listener threw.
 */
@FunctionalInterface
public interface ProgressListener {
    /**
     * Bytes have moved. Called after each turn that moved some ({@link TransferOptions#maxChunk} bounds it), the last one
     * included; not for what moved before an exception.
     *
     * @param bytesSoFar bytes that have reached the target since the call began, &gt; 0, more each time
     * @param bytesExpected bytes that are to move in all, as far as that is known when the call begins, else &minus;1. The transfer
     *     ends with fewer if the file becomes shorter, the stream ends, or something cuts it short
     */
    void moved(long bytesSoFar, long bytesExpected);
}
