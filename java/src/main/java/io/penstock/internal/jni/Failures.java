package io.penstock.internal.jni;

import java.io.IOException;
import java.net.SocketException;

/**
 * Makes exceptions of errnos. Class and message are those of the JDK, to the letter, because applications compare them;
 * there is no cause, because some look at the last cause. The details are in a {@linkplain Throwable#getSuppressed
 * suppressed} exception.
 */
public final class Failures {
    private static final StackTraceElement[] NOWHERE = {};

    private Failures() {}

    /** Returns the exception of a channel's own calls: {@code Broken pipe}. */
    public static IOException of(int errno, String details) {
        return with(errno, details, plain(errno));
    }

    /** Returns the same without details, for callers that do not know this library. */
    public static IOException plain(int errno) {
        return new IOException(Errno.message(errno));
    }

    /** Returns the exception of the streams of a {@code java.net.Socket}. */
    public static IOException ofSocket(int errno, String details) {
        return with(errno, details, new SocketException(Errno.message(errno)));
    }

    /** Returns the exception of a read whose connection the peer has reset, whatever the errno. */
    public static IOException reset(int errno, String details) {
        return with(errno, details, new SocketException("Connection reset"));
    }

    /** Returns the exception of {@code FileChannel.map} without room, whose cause applications look at. */
    public static IOException unmappable(int errno, String details) {
        return with(errno, details, new IOException("Map failed", new OutOfMemoryError("Map failed")));
    }

    /** Returns the exception of {@code MappedByteBuffer.force}, which wraps it. */
    public static IOException unsynced(int errno, String details) {
        return with(errno, details, new IOException(Errno.message(errno) + " (msync with parameter MS_SYNC failed)"));
    }

    private static IOException with(int errno, String details, IOException failure) {
        if (details == null) return failure;
        IOException more = new IOException("%s: %s".formatted(Native.describe(errno), details));
        more.setStackTrace(NOWHERE); // it would be that of the other
        failure.addSuppressed(more);
        return failure;
    }
}
