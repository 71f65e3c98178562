package io.penstock.internal;

import java.lang.invoke.MethodHandle;
import java.nio.Buffer;
import java.nio.ByteBuffer;

/** What we use of {@code java.nio.Buffer} (JDK 17 to 25): where a direct buffer's memory is. */
record BufferHandles(MethodHandle address, MethodHandle segment) {
    private static final Members.Found<BufferHandles> FOUND = Members.Found.of(BufferHandles::find);
    private static final BufferHandles JDK = FOUND.handles();

    private static BufferHandles find() throws ReflectiveOperationException {
        Members buffer = Members.of("java.nio.Buffer");
        Class<?> segment = Buffer.class.getDeclaredField("segment").getType(); // another one on each JDK
        return new BufferHandles(buffer.getter("address", long.class), buffer.getter("segment", segment));
    }

    static boolean isMissing() {
        return JDK == null;
    }

    /** Why they are, or null if they are not. */
    static Throwable missing() {
        return FOUND.missing();
    }

    /** Whether the memory is there as long as the buffer is, which it is not if it belongs to an arena that can be closed. */
    static boolean ownsMemory(ByteBuffer buffer) {
        try {
            return buffer.isDirect() && (Object) JDK.segment.invokeExact((Object) buffer) == null;
        } catch (Throwable e) {
            throw Members.rethrow(e);
        }
    }

    /**
     * Where the byte at that index is; valid as long as the caller keeps the buffer reachable. Who asks for the buffer's position and limit does
     * so once, and counts on what was answered: a buffer of the user's may be moved by another thread meanwhile.
     */
    static long address(ByteBuffer buffer, int index) {
        try {
            return (long) JDK.address.invokeExact((Object) buffer) + index;
        } catch (Throwable e) {
            throw Members.rethrow(e);
        }
    }
}
