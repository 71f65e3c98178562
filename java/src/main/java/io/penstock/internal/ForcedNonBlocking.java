package io.penstock.internal;

import java.io.FileDescriptor;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.nio.channels.SelectableChannel;
import java.util.Arrays;

/**
 * Makes a pipe's descriptor non-blocking for good while the channel stays blocking, as the JDK does for virtual threads. JDK
 * 21 closes a pipe under a write by one signal and nothing else, which is lost on a thread that has looked whether the pipe
 * is open and not yet made its system call. Who waits in {@code park} looks again.
 */
record ForcedNonBlocking(MethodHandle flag, MethodHandle fd, MethodHandle configureBlocking) {
    /** Null where it is not needed: a close replaces the descriptor by one that does not block. */
    static ForcedNonBlocking ifNeeded(Members channel) throws ReflectiveOperationException {
        Members dispatcher = Members.of("sun.nio.ch.NativeDispatcher");
        if (replacesDescriptor(channel.staticValue("nd", dispatcher.owner()).getClass(), dispatcher.owner())) return null;
        return new ForcedNonBlocking(
                channel.setter("forcedNonBlocking", boolean.class),
                channel.getter("fd", FileDescriptor.class),
                Members.of("sun.nio.ch.IOUtil").staticMethod("configureBlocking", void.class, FileDescriptor.class, boolean.class));
    }

    private static boolean replacesDescriptor(Class<?> dispatcher, Class<?> base) {
        for (Class<?> type = dispatcher; type != base; type = type.getSuperclass())
            if (Arrays.stream(type.getDeclaredMethods()).anyMatch(method -> method.getName().equals("preClose"))) return true;
        return false;
    }

    /** To be called with the channel's write lock and state lock held and its writer set. */
    void force(SelectableChannel channel) throws IOException {
        try {
            configureBlocking.invokeExact((Object) fd.invokeExact((Object) channel), false);
            flag.invokeExact((Object) channel, true);
        } catch (Throwable e) {
            throw Members.<IOException>rethrow(e);
        }
    }
}
