package io.penstock.internal.jdk;

import java.io.FileDescriptor;
import java.lang.invoke.MethodHandle;
import java.nio.MappedByteBuffer;

/** The members of {@code sun.nio.ch.Util} (JDK 17 to 28) by which the JDK's own {@code map} makes its buffers. */
public record MapHandles(MethodHandle writable, MethodHandle readOnly) {
    private static volatile Members.Found<MapHandles> found;

    /** Holds the handles as a constant, as in {@link FileHandles}. */
    private static final class Known {
        private static final MapHandles JDK = found.handles();

        static void initialise() {}
    }

    private static Members.Found<MapHandles> found() {
        Members.Found<MapHandles> known = found;
        if (known == null) known = Members.lack();
        return known != null ? known : Members.search(MapHandles::find, all -> {
            found = all;
            Known.initialise();
        });
    }

    /**
     * An invalid descriptor, without which {@code force} and {@code load} do nothing. The JDK's buffers have such a one
     * as well.
     */
    private static final FileDescriptor NONE = new FileDescriptor();

    private static MapHandles find() throws ReflectiveOperationException {
        Members util = Members.of("sun.nio.ch.Util");
        return new MapHandles(maker(util, "newMappedByteBuffer"), maker(util, "newMappedByteBufferR"));
    }

    private static MethodHandle maker(Members util, String name) throws ReflectiveOperationException {
        return util.staticMethod(
            name, MappedByteBuffer.class, int.class, long.class, FileDescriptor.class, Runnable.class, boolean.class);
    }

    /** Returns why buffers cannot be made, or null if they can. */
    public static Throwable missing() {
        return found().missing();
    }

    /**
     * Returns a buffer of memory that is mapped until the unmapper runs: once, when the buffer and all that were made
     * from it are unreachable, on the thread that serves all references. The unmapper must not throw, wait or lock.
     */
    public static MappedByteBuffer buffer(boolean readOnly, long address, int length, Runnable unmapper) {
        MethodHandle maker = readOnly ? Known.JDK.readOnly : Known.JDK.writable;
        try {
            return (MappedByteBuffer) (Object) maker.invokeExact(
                length, address, (Object) NONE, (Object) unmapper, false);
        } catch (Throwable e) {
            throw Members.rethrow(e);
        }
    }
}
