package io.penstock.internal.transfer;

import io.penstock.Strategy;
import io.penstock.internal.jni.Errno;
import io.penstock.internal.jni.Native;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;

/** Tells why a way to move bytes, maybe an explicit strategy, cannot serve, and which one can. */
public final class Refusal {
    private Refusal() {}

    /** Returns why {@code sendfile(2)} did not carry the bytes, where reading and writing did. */
    static String bySendfile(int errno) {
        return errno == Errno.ENODATA ? "sendfile(2) sees no bytes"
            : "sendfile(2) refused these two ends: " + Native.describe(errno);
    }

    /** Returns why the bytes of a stream were copied, or null if they were not. */
    public static String bySplice(int errno) {
        return switch (errno) {
            case 0 -> null;
            case Errno.EMFILE, Errno.ENFILE, Errno.ENOMEM -> "no pipe for splice(2): " + Native.describe(errno);
            default -> "splice(2) refused these two ends: " + Native.describe(errno);
        };
    }

    static UnsupportedOperationException byKernel(Strategy strategy, FileChannel file, WritableByteChannel target,
            int errno) {
        String others = strategy == Strategy.MAP_WRITE || strategy == Strategy.READ_WRITE ? "AUTO"
            : "AUTO or READ_WRITE";
        return new UnsupportedOperationException(
            "%s cannot carry %s to %s: %s; use %s".formatted(strategy, file, target, why(errno), others));
    }

    private static String why(int errno) {
        return errno == Errno.ENODATA ? "it sees no bytes where a read does" : Native.describe(errno);
    }

    static UnsupportedOperationException withoutDescriptor(Strategy strategy, FileChannel file,
            WritableByteChannel target) {
        return new UnsupportedOperationException(
            "%s needs two different channels whose descriptors are known, unlike %s to %s; use AUTO"
                .formatted(strategy, file, target));
    }

    static UnsupportedOperationException withoutNative(Strategy strategy, Throwable cause) {
        return new UnsupportedOperationException(
            "%s needs native transfers, which are not available here; use AUTO, or see the cause".formatted(strategy),
            cause);
    }
}
