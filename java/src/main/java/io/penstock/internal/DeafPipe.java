package io.penstock.internal;

import java.io.FileDescriptor;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.nio.channels.SelectableChannel;
import java.util.Arrays;

/**
 * JDK 21 closes a pipe that is in use by one signal, and leaves the descriptor as it is. A thread that has looked whether the
 * pipe is open, and not yet made its system call, misses the signal and would wait for ever. So the descriptor is made
 * non-blocking for as long as we hold the channel's lock, which keeps all others out, and we wait in {@code park}.
 */
record DeafPipe(MethodHandle forcedNonBlocking, MethodHandle fd, MethodHandle configureBlocking) {
    /**
     * Null where a close replaces the descriptor by one that does not block, as on JDK 17. On JDK 25 it does so too, in a method of another
     * name; what is right on JDK 21 is right there, and a descriptor that does not block takes more at once.
     */
    static DeafPipe find(Members channel) throws ReflectiveOperationException {
        Members dispatcher = Members.of("sun.nio.ch.NativeDispatcher");
        if (replacesDescriptor(channel.staticValue("nd", dispatcher.owner()).getClass(), dispatcher.owner())) return null;
        return new DeafPipe(
                channel.getter("forcedNonBlocking", boolean.class),
                channel.getter("fd", FileDescriptor.class),
                Members.of("sun.nio.ch.IOUtil").staticMethod("configureBlocking", void.class, FileDescriptor.class, boolean.class));
    }

    private static boolean replacesDescriptor(Class<?> dispatcher, Class<?> base) {
        for (Class<?> type = dispatcher; type != base; type = type.getSuperclass())
            if (Arrays.stream(type.getDeclaredMethods()).anyMatch(method -> method.getName().equals("preClose"))) return true;
        return false;
    }

    /** Answers whether {@link #resumeBlocking} is due: not where a virtual thread has made the descriptor non-blocking for good. */
    boolean suspendBlocking(SelectableChannel channel) throws IOException {
        try {
            if ((boolean) forcedNonBlocking.invokeExact((Object) channel)) return false;
            configureBlocking.invokeExact((Object) fd.invokeExact((Object) channel), false);
            return true;
        } catch (Throwable e) {
            throw Members.<IOException>rethrow(e);
        }
    }

    /** To be called while this thread is still the one that keeps the descriptor from being closed. */
    void resumeBlocking(SelectableChannel channel) {
        try {
            configureBlocking.invokeExact((Object) fd.invokeExact((Object) channel), true);
        } catch (Throwable e) {
            throw Members.rethrow(e);
        }
    }
}
