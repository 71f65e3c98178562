package io.penstock.internal.value;

import io.penstock.CopyResult;

/** What a copy did. */
public record Copied(long shared, long copied, long skipped, String fallbackReason) implements CopyResult {}
