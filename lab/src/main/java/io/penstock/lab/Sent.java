package io.penstock.lab;

import io.penstock.TransferPath;
import io.penstock.TransferResult;

/**
 * What was sent, and how, by the library or by the JDK, which counts no system calls: -1. The reason for a fallback may
 * be null.
 */
record Sent(long bytes, TransferPath path, long systemCalls, String fallbackReason) {
    static Sent of(TransferResult result) {
        return new Sent(result.bytesTransferred(), result.path(), result.systemCalls(), result.fallbackReason());
    }
}
