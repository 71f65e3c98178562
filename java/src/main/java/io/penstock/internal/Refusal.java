package io.penstock.internal;

import io.penstock.Strategy;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;

/** Why an explicit strategy cannot serve, and which would. */
final class Refusal {
    private Refusal() {}

    static UnsupportedOperationException byKernel(Strategy strategy, FileChannel file, WritableByteChannel target, int errno) {
        String others = strategy == Strategy.MAP_WRITE || strategy == Strategy.READ_WRITE ? "AUTO" : "AUTO or READ_WRITE";
        return new UnsupportedOperationException(
            "%s cannot carry %s to %s: %s; use %s".formatted(strategy, file, target, Native.describe(errno), others));
    }

    static UnsupportedOperationException withoutDescriptor(Strategy strategy, FileChannel file, WritableByteChannel target) {
        return new UnsupportedOperationException(
            "%s needs two different channels whose descriptors are known, unlike %s to %s; use AUTO".formatted(strategy, file, target));
    }

    static UnsupportedOperationException withoutLibrary(Strategy strategy, Throwable cause) {
        return new UnsupportedOperationException("%s needs the native library; use AUTO, or see the cause".formatted(strategy), cause);
    }
}
