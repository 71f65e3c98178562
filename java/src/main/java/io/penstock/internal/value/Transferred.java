package io.penstock.internal.value;

import io.penstock.TransferPath;
import io.penstock.TransferResult;

/** What a transfer did. */
public record Transferred(
        long bytesTransferred, TransferPath path, long systemCalls, String fallbackReason, boolean sourceEnded)
        implements TransferResult {
    /** Of a transfer that has not come to the end of its source, as far as it knows. */
    public Transferred(long bytesTransferred, TransferPath path, long systemCalls, String fallbackReason) {
        this(bytesTransferred, path, systemCalls, fallbackReason, false);
    }
}
