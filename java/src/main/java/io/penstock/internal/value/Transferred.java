package io.penstock.internal.value;

import io.penstock.TransferPath;
import io.penstock.TransferResult;

/** The result of a transfer. */
public record Transferred(
        long bytesTransferred, TransferPath path, long systemCalls, String fallbackReason, boolean sourceEnded)
        implements TransferResult {
    /** Creates the result of a transfer that has not seen the end of its source. */
    public Transferred(long bytesTransferred, TransferPath path, long systemCalls, String fallbackReason) {
        this(bytesTransferred, path, systemCalls, fallbackReason, false);
    }
}
