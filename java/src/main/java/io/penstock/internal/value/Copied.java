package io.penstock.internal.value;

import io.penstock.CopyResult;

/** The result of a copy. */
public record Copied(long shared, long copied, long skipped, String fallbackReason) implements CopyResult {}
