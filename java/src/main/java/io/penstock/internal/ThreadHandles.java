package io.penstock.internal;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.nio.channels.SelectableChannel;

/** What we use of {@code sun.nio.ch.NativeThread} and {@code SelChImpl} (JDK 17 to 25): who waits, and how. */
record ThreadHandles(MethodHandle current, MethodHandle park, int pollout) {
    /** What {@link #currentThread} answers in every virtual thread, which no signal can reach. */
    static final long VIRTUAL = -1;

    private static final Members.Found<ThreadHandles> FOUND = Members.Found.of(ThreadHandles::find);
    private static final ThreadHandles JDK = FOUND.handles();

    private static ThreadHandles find() throws ReflectiveOperationException {
        return new ThreadHandles(
                Members.of("sun.nio.ch.NativeThread").staticMethod("current", long.class),
                Members.of("sun.nio.ch.SelChImpl").method("park", void.class, int.class, long.class),
                Members.of("sun.nio.ch.Net").constant("POLLOUT", short.class));
    }

    static boolean isMissing() {
        return JDK == null;
    }

    /** This thread as {@code close} has to know it in order to signal it. */
    static long currentThread() {
        try {
            return (long) JDK.current.invokeExact();
        } catch (Throwable e) {
            throw Members.rethrow(e);
        }
    }

    /** Waits until the channel has room, is closed, or the time is over; a virtual thread gives its carrier free. */
    static void awaitRoom(SelectableChannel channel, long nanos) throws IOException {
        try {
            JDK.park.invokeExact((Object) channel, JDK.pollout, nanos);
        } catch (Throwable e) {
            throw Members.<IOException>rethrow(e);
        }
    }
}
