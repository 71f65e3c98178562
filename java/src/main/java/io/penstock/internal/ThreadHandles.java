package io.penstock.internal;

import java.io.FileDescriptor;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.nio.channels.SelectableChannel;
import java.util.concurrent.TimeUnit;

/** What we use of {@code sun.nio.ch.NativeThread} and {@code SelChImpl} (JDK 17 to 25): who waits, and how. */
record ThreadHandles(
        MethodHandle current, MethodHandle signal, MethodHandle startVirtual, MethodHandle park, MethodHandle descriptor, MethodHandle poll,
        int pollin, int pollout) {
    /** What {@link #currentThread} answers in every virtual thread, which no signal can reach. */
    static final long VIRTUAL = -1;

    private static volatile Members.Found<ThreadHandles> found;

    /** As in {@link FileHandles}. */
    private static final class Known {
        private static final ThreadHandles JDK = found().handles();

        /** Now, while there is room for it. */
        static void initialise() {}
    }

    private static Members.Found<ThreadHandles> found() {
        Members.Found<ThreadHandles> known = found;
        if (known != null) return known;
        known = Members.Found.of(ThreadHandles::find);
        if (known.isFinal()) found = known;
        if (known.handles() != null) Known.initialise();
        return known;
    }

    private static ThreadHandles find() throws ReflectiveOperationException {
        boolean virtualThreads = Runtime.version().feature() >= 21;
        return new ThreadHandles(
                Members.of("sun.nio.ch.NativeThread").staticMethod("current", long.class),
                Members.of("sun.nio.ch.NativeThread").staticMethod("signal", void.class, long.class),
                virtualThreads ? Members.of("java.lang.Thread").staticMethod("startVirtualThread", Thread.class, Runnable.class) : null,
                Members.of("sun.nio.ch.SelChImpl").method("park", void.class, int.class, long.class),
                Members.of("sun.nio.ch.SelChImpl").method("getFD", FileDescriptor.class),
                Members.of("sun.nio.ch.Net").staticMethod("poll", int.class, FileDescriptor.class, int.class, long.class),
                Members.of("sun.nio.ch.Net").constant("POLLIN", short.class),
                Members.of("sun.nio.ch.Net").constant("POLLOUT", short.class));
    }

    static boolean isMissing() {
        return found().handles() == null;
    }

    /** Why they are, or null if they are not. */
    static Throwable missing() {
        return found().missing();
    }

    /** This thread as {@code close} has to know it in order to signal it. */
    static long currentThread() {
        try {
            return (long) Known.JDK.current.invokeExact();
        } catch (Throwable e) {
            throw Members.rethrow(e);
        }
    }

    /** Sends a platform thread the signal by which {@code close} ends a system call; its handler does nothing. */
    static void signal(long thread) {
        try {
            Known.JDK.signal.invokeExact(thread);
        } catch (Throwable e) {
            throw Members.rethrow(e);
        }
    }

    /** Starts a thread of the kind of this one, virtual or platform. */
    static void start(Runnable body) {
        if (isMissing() || currentThread() != VIRTUAL) {
            Thread thread = new Thread(body, "penstock-relay");
            thread.setDaemon(true);
            thread.start();
            return;
        }
        try {
            Object unused = (Object) Known.JDK.startVirtual.invokeExact((Object) body);
        } catch (Throwable e) {
            throw Members.rethrow(e);
        }
    }

    /** What a reader waits for. */
    static int readable() {
        return Known.JDK.pollin;
    }

    /** What a writer waits for. */
    static int writable() {
        return Known.JDK.pollout;
    }

    /** Waits until the channel is ready or closed, or the time, if it is not 0, is over; a virtual thread gives its carrier free. */
    static void await(SelectableChannel channel, int event, long nanos) throws IOException {
        try {
            Known.JDK.park.invokeExact((Object) channel, event, nanos);
        } catch (Throwable e) {
            throw Members.<IOException>rethrow(e);
        }
    }

    /** The {@code FileDescriptor} of a channel of the JDK. */
    static Object descriptor(SelectableChannel channel) {
        try {
            return (Object) Known.JDK.descriptor.invokeExact((Object) channel);
        } catch (Throwable e) {
            throw Members.rethrow(e);
        }
    }

    /** Waits in {@code poll(2)} until the descriptor is ready or the time is over; a virtual thread keeps its carrier. */
    static void poll(Object descriptor, int event, long nanos) throws IOException {
        try {
            int unused = (int) Known.JDK.poll.invokeExact(descriptor, event, TimeUnit.NANOSECONDS.toMillis(nanos));
        } catch (Throwable e) {
            throw Members.<IOException>rethrow(e);
        }
    }
}
