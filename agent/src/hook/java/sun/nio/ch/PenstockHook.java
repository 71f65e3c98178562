package sun.nio.ch;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/**
 * Offers each transfer of {@code FileChannelImpl} to the agent first. Defined in java.base, which knows nothing of the
 * agent.
 */
final class PenstockHook {
    private static final long LEFT = -1;

    /** Set by the agent once it is ready; null where it was told to leave this direction alone. */
    private static MethodHandle transferTo;

    private static MethodHandle transferFrom;

    private PenstockHook() {}

    /** Returns the bytes transferred, or a negative number if nothing was done. */
    static long transferTo(FileChannel file, long position, long count, WritableByteChannel target) throws IOException {
        MethodHandle handle = transferTo;
        if (handle == null) return LEFT;
        try {
            return (long) handle.invokeExact(file, position, count, target);
        } catch (Throwable e) {
            throw rethrow(e);
        }
    }

    static long transferFrom(FileChannel file, ReadableByteChannel source, long position, long count)
        throws IOException {
        MethodHandle handle = transferFrom;
        if (handle == null) return LEFT;
        try {
            return (long) handle.invokeExact(file, source, position, count);
        } catch (Throwable e) {
            throw rethrow(e);
        }
    }

    /** The handle's method declares what the callers do. */
    @SuppressWarnings("unchecked")
    private static <T extends Throwable> T rethrow(Throwable thrown) throws T {
        throw (T) thrown;
    }
}
