package io.penstock.internal.jdk;

import io.penstock.internal.jni.Native;
import java.lang.invoke.MethodHandle;
import java.nio.channels.SelectableChannel;
import java.util.Arrays;

/**
 * Keeps a thread from missing the close of a pipe. JDK 21 closes a pipe in use by one signal, and leaves the descriptor
 * as it is. A thread that has seen the pipe open, and not yet made its system call, misses the signal and would wait
 * for ever. So we use the pipe through our own descriptor, which does not block, and wait in {@code park}. The
 * channel's descriptor stays as it is: other processes may have it too.
 */
public record DeafPipe(MethodHandle forcedNonBlocking) {
    /** Stands for no descriptor. */
    public static final int NONE = -1;

    /**
     * Finds the member, or returns null where a close replaces the descriptor by one that does not block, as on JDK 17.
     * From JDK 25 on a close does so too, in a method of another name; the way of JDK 21 works there as well, and a
     * descriptor that does not block takes more at once.
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

    /** Tells whether the channel's own descriptor does not block, because a virtual thread has used it. */
    public boolean isNonBlocking(SelectableChannel channel) {
        try {
            return (boolean) forcedNonBlocking.invokeExact((Object) channel);
        } catch (Throwable e) {
            throw Members.rethrow(e);
        }
    }

    /** Opens our own descriptor, or returns {@link #NONE}, for instance without {@code /proc}. */
    public static int open(int pipe, boolean writes) {
        return Math.max(Native.reopenPipe(pipe, writes), NONE);
    }

    /** Closes our own descriptor, if there is one. */
    public static void close(int own) {
        if (own != NONE) Native.closePipe(own);
    }
}
