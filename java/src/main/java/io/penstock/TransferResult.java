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
 */
public record TransferResult(long bytes, TransferPath path, long systemCalls, @Nullable String fallbackReason) {}
