package io.penstock.internal.jni;

import java.io.IOException;
import java.net.SocketException;

/**
 * Makes exceptions out of errnos. Class and message are those of the JDK's own, to the letter, because people compare
 * them; there is no cause either, since others compare with the last one. What else we know is a {@linkplain
 * Throwable#getSuppressed suppressed} exception.
 */
public final class Failures {
    private static final StackTraceElement[] NOWHERE = {};

    private Failures() {}

    /** As of a channel's own calls: {@code Broken pipe}. */
    public static IOException of(int errno, String details) {
        return with(errno, details, plain(errno));
    }

    /** The same without details, for those who have never heard of us. */
    public static IOException plain(int errno) {
        return new IOException(Errno.message(errno));
    }

    /** As of the streams of a {@code java.net.Socket}. */
    public static IOException ofSocket(int errno, String details) {
        return with(errno, details, new SocketException(Errno.message(errno)));
    }

    /** As where a read finds that the peer has reset the connection, with which errno ever. */
    public static IOException reset(int errno, String details) {
        return with(errno, details, new SocketException("Connection reset"));
    }

    /** As of {@code FileChannel.map} where there is no room, whose cause people look at. */
    public static IOException unmappable(int errno, String details) {
        return with(errno, details, new IOException("Map failed", new OutOfMemoryError("Map failed")));
    }

    /** As of {@code MappedByteBuffer.force}, which wraps it. */
    public static IOException unsynced(int errno, String details) {
        return with(errno, details, new IOException(Errno.message(errno) + " (msync with parameter MS_SYNC failed)"));
    }

    private static IOException with(int errno, String details, IOException failure) {
        if (details == null) return failure;
        IOException more = new IOException("%s: %s".formatted(Native.describe(errno), details));
        more.setStackTrace(NOWHERE); // it is that of the other
        failure.addSuppressed(more);
        return failure;
    }
}
