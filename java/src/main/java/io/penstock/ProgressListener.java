package io.penstock;

/**
 * Hears how far a transfer has got. It runs in the transferring thread, between two turns, while no lock of a file is
 * held: it may take its time, close a channel, interrupt the thread, or transfer something else. Only the lock of a
 * blocking socket or pipe stays: other threads read or write there when the transfer is over.
 *
 * <p>An exception of the listener ends the transfer and reaches the caller. Bytes that were read from a stream are
 * written first; if that fails, the caller gets them in an {@link UndeliveredException}, whose cause is the listener's
 * exception.
 */
@FunctionalInterface
public interface ProgressListener {
    /**
     * Hears that bytes have moved. Called after each turn that moved some ({@link TransferOptions#maxChunk} bounds it),
     * the last one included; not for bytes that moved before an exception.
     *
     * @param bytesSoFar bytes that have reached the target since the call began, &gt; 0, more each time
     * @param bytesExpected total bytes to move, if known when the call begins, else &minus;1. The transfer ends with
     *     fewer if the file becomes shorter, the stream ends, or something cuts it short
     */
    void moved(long bytesSoFar, long bytesExpected);
}
