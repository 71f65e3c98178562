package io.penstock.internal.jdk;

import java.lang.invoke.MethodHandle;
import java.nio.Buffer;
import java.nio.ByteBuffer;

/** The members of {@code java.nio.Buffer} (JDK 17 to 28) that tell where a direct buffer's memory is. */
public record BufferHandles(MethodHandle address, MethodHandle segment) {
    private static volatile Members.Found<BufferHandles> found;

    /** Holds the handles as a constant, as in {@link FileHandles}. */
    private static final class Known {
        private static final BufferHandles JDK = found.handles();

        static void initialise() {}
    }

    private static Members.Found<BufferHandles> found() {
        Members.Found<BufferHandles> known = found;
        if (known == null) known = Members.lack();
        return known != null ? known : Members.search(BufferHandles::find, all -> {
            found = all;
            Known.initialise();
        });
    }

    private static BufferHandles find() throws ReflectiveOperationException {
        Members buffer = Members.of("java.nio.Buffer");
        Class<?> segment = Buffer.class.getDeclaredField("segment").getType(); // its type differs between JDKs
        return new BufferHandles(buffer.getter("address", long.class), buffer.getter("segment", segment));
    }

    public static boolean isMissing() {
        return found().handles() == null;
    }

    /** Returns why the handles are missing, or null if they are not. */
    public static Throwable missing() {
        return found().missing();
    }

    /**
     * Tells whether the memory lives as long as the buffer, which it does not if it belongs to an arena that can be
     * closed.
     */
    public static boolean ownsMemory(ByteBuffer buffer) {
        try {
            return buffer.isDirect() && (Object) Known.JDK.segment.invokeExact((Object) buffer) == null;
        } catch (Throwable e) {
            throw Members.rethrow(e);
        }
    }

    /**
     * Returns the address of the byte at that index, which is valid as long as the caller keeps the buffer reachable. A
     * caller reads the buffer's position and limit once and relies on these values: another thread may move a user's
     * buffer meanwhile.
     */
    public static long address(ByteBuffer buffer, int index) {
        try {
            return (long) Known.JDK.address.invokeExact((Object) buffer) + index;
        } catch (Throwable e) {
            throw Members.rethrow(e);
        }
    }
}
