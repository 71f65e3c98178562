package io.penstock.internal.jdk;

import java.io.FileDescriptor;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.nio.channels.SelectableChannel;
import java.util.concurrent.TimeUnit;

/**
 * The members of {@code sun.nio.ch.NativeThread} and {@code SelChImpl} (JDK 17 to 28) by which threads wait and are
 * signalled.
 *
 * @param current the number by which this thread is signalled before JDK 27; 0 from 27 on, where the JDK keeps it
 * @param signal of a thread and that number
 * @param isVirtual of a thread; null on a JDK without virtual ones
 */
public record ThreadHandles(
        MethodHandle current, MethodHandle signal, MethodHandle isVirtual, MethodHandle startVirtual, MethodHandle park,
        MethodHandle descriptor, MethodHandle poll, int pollin, int pollout) {

    private static volatile Members.Found<ThreadHandles> found;

    /** Holds the handles as a constant, as in {@link FileHandles}. */
    private static final class Known {
        private static final ThreadHandles JDK = found.handles();

        static void initialise() {}
    }

    private static Members.Found<ThreadHandles> found() {
        Members.Found<ThreadHandles> known = found;
        if (known == null) known = Members.lack();
        return known != null ? known : Members.search(ThreadHandles::find, all -> {
            found = all;
            Known.initialise();
        });
    }

    private static ThreadHandles find() throws ReflectiveOperationException {
        boolean virtualThreads = Runtime.version().feature() >= 21;
        return new ThreadHandles(
                findNumber(),
                findSignal(),
                virtualThreads ? Members.of("java.lang.Thread").method("isVirtual", boolean.class) : null,
                virtualThreads
                    ? Members.of("java.lang.Thread").staticMethod("startVirtualThread", Thread.class, Runnable.class)
                    : null,
                Members.of("sun.nio.ch.SelChImpl").method("park", void.class, int.class, long.class),
                Members.of("sun.nio.ch.SelChImpl").method("getFD", FileDescriptor.class),
                Members.of("sun.nio.ch.Net")
                    .staticMethod("poll", int.class, FileDescriptor.class, int.class, long.class),
                Members.of("sun.nio.ch.Net").constant("POLLIN", short.class),
                Members.of("sun.nio.ch.Net").constant("POLLOUT", short.class));
    }

    /** Tells whether the JDK identifies threads by numbers, as it did before 27, and not by their {@code Thread}. */
    static boolean areNumbers() throws ReflectiveOperationException {
        return !Members.of("sun.nio.ch.NativeThread").hasMethod("threadToSignal");
    }

    private static MethodHandle findNumber() throws ReflectiveOperationException {
        Members threads = Members.of("sun.nio.ch.NativeThread");
        if (areNumbers()) return threads.staticMethod("current", long.class);
        // this call has the JDK keep this thread's number
        MethodHandle find = threads.staticMethod("threadToSignal", Thread.class);
        return MethodHandles.filterReturnValue(
            find, MethodHandles.dropArguments(MethodHandles.constant(long.class, 0L), 0, Object.class));
    }

    private static MethodHandle findSignal() throws ReflectiveOperationException {
        Members threads = Members.of("sun.nio.ch.NativeThread");
        return areNumbers()
            ? MethodHandles.dropArguments(threads.staticMethod("signal", void.class, long.class), 0, Object.class)
            : MethodHandles.dropArguments(threads.staticMethod("signal", void.class, Thread.class), 1, long.class);
    }

    public static boolean isMissing() {
        return found().handles() == null;
    }

    /** Returns why the handles are missing, or null if they are not. */
    public static Throwable missing() {
        return found().missing();
    }

    /** Tells whether this thread is virtual: no signal can reach such a thread. */
    public static boolean inVirtualThread() {
        if (Known.JDK.isVirtual == null) return false;
        try {
            return (boolean) Known.JDK.isVirtual.invokeExact((Object) Thread.currentThread());
        } catch (Throwable e) {
            throw Members.rethrow(e);
        }
    }

    /** Returns the number of this thread for {@link #signal}. */
    public static long currentNumber() {
        try {
            return (long) Known.JDK.current.invokeExact();
        } catch (Throwable e) {
            throw Members.rethrow(e);
        }
    }

    /**
     * Sends a platform thread that has not ended the signal by which {@code close} ends a system call; its handler does
     * nothing.
     */
    public static void signal(Thread thread, long number) {
        try {
            Known.JDK.signal.invokeExact((Object) thread, number);
        } catch (Throwable e) {
            throw Members.rethrow(e);
        }
    }

    /** Starts a thread of the kind of this one, virtual or platform. */
    public static void start(Runnable body) {
        if (isMissing() || !inVirtualThread()) {
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

    /** Returns the event that a reader waits for. */
    static int readable() {
        return Known.JDK.pollin;
    }

    /** Returns the event that a writer waits for. */
    static int writable() {
        return Known.JDK.pollout;
    }

    /**
     * Waits until the channel is ready or closed, or the time is over; 0 is no bound. A virtual thread releases its
     * carrier.
     */
    public static void await(SelectableChannel channel, int event, long nanos) throws IOException {
        try {
            Known.JDK.park.invokeExact((Object) channel, event, nanos);
        } catch (Throwable e) {
            throw Members.<IOException>rethrow(e);
        }
    }

    /** Returns the {@code FileDescriptor} of a channel of the JDK. */
    public static Object descriptor(SelectableChannel channel) {
        try {
            return (Object) Known.JDK.descriptor.invokeExact((Object) channel);
        } catch (Throwable e) {
            throw Members.rethrow(e);
        }
    }

    /**
     * Waits in {@code poll(2)} until the descriptor is ready or the time is over; a virtual thread keeps its carrier.
     */
    public static void poll(Object descriptor, int event, long nanos) throws IOException {
        try {
            int unused = (int) Known.JDK.poll.invokeExact(descriptor, event, TimeUnit.NANOSECONDS.toMillis(nanos));
        } catch (Throwable e) {
            throw Members.<IOException>rethrow(e);
        }
    }
}
