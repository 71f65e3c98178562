package io.penstock.internal.jdk;

import io.penstock.internal.jni.Native;
import java.lang.invoke.MethodHandle;
import java.nio.channels.SelectableChannel;
import java.util.Arrays;

/**
 * JDK 21 closes a pipe that is in use by one signal, and leaves the descriptor as it is. A thread that has looked
 * whether the pipe is open, and not yet made its system call, misses the signal and would wait for ever. So we use the
 * pipe by a descriptor of our own, which does not block, and wait in {@code park}. The channel's own is left as it is:
 * other processes may have it too.
 */
public record DeafPipe(MethodHandle forcedNonBlocking) {
    /** In place of a descriptor that is not to be had. */
    public static final int NONE = -1;

    /**
     * Null where a close replaces the descriptor by one that does not block, as on JDK 17. From JDK 25 on it does so
     * too, in a method of another name; what is right on JDK 21 is right there, and a descriptor that does not block
     * takes more at once.
     */
    static DeafPipe find(Members channel) throws ReflectiveOperationException {
        Members dispatcher = Members.of("sun.nio.ch.NativeDispatcher");
        if (replacesDescriptor(channel.staticValue("nd", dispatcher.owner()).getClass(), dispatcher.owner()))
            return null;
        return new DeafPipe(channel.getter("forcedNonBlocking", boolean.class));
    }

    private static boolean replacesDescriptor(Class<?> dispatcher, Class<?> base) {
        for (Class<?> type = dispatcher; type != base; type = type.getSuperclass())
            if (Arrays.stream(type.getDeclaredMethods()).anyMatch(method -> method.getName().equals("preClose")))
                return true;
        return false;
    }

    /** Whether the channel's own descriptor does not block, since a virtual thread has used it. */
    public boolean isNonBlocking(SelectableChannel channel) {
        try {
            return (boolean) forcedNonBlocking.invokeExact((Object) channel);
        } catch (Throwable e) {
            throw Members.rethrow(e);
        }
    }

    /** A descriptor of our own, or {@link #NONE}: where there is no {@code /proc}, for one. */
    public static int open(int pipe, boolean writes) {
        return Math.max(Native.reopenPipe(pipe, writes), NONE);
    }

    /** Closes it, if there is one. */
    public static void close(int own) {
        if (own != NONE) Native.closePipe(own);
    }
}
