package io.penstock.internal.jdk;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.net.Socket;
import java.net.SocketImpl;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The members of {@code sun.nio.ch.NioSocketImpl} (JDK 17 to 28), the socket behind a {@code java.net.Socket}, by which
 * we use its descriptor in one direction as its streams do.
 *
 * @param impl the {@code SocketImpl} of a {@code Socket}
 * @param delegate the one behind a {@code SocksSocketImpl}, which is what a {@code Socket} has from the start
 * @param connected the {@code state} in which bytes can flow
 * @param lock held for the whole of a read or write, so that they do not mix
 * @param stateLock guards the state and the thread
 * @param thread the thread that uses the descriptor
 * @param tryLock takes a lock in a limited time, without heeding interrupts
 * @param nonBlocking makes the descriptor non-blocking, which it then stays
 * @param isNonBlocking whether that has been done
 */
public record SocketHandles(
        boolean isOutput,
        Class<?> type,
        Class<?> delegatingType,
        MethodHandle impl,
        MethodHandle delegate,
        int connected,
        int closing,
        MethodHandle state,
        MethodHandle lock,
        MethodHandle stateLock,
        ThreadField thread,
        MethodHandle tryLock,
        MethodHandle nonBlocking,
        MethodHandle isNonBlocking,
        MethodHandle timeout,
        MethodHandle inputClosed,
        MethodHandle wasReset,
        MethodHandle setReset,
        MethodHandle park,
        MethodHandle tryFinishClose,
        MethodHandle descriptor,
        MethodHandle number) {

    public static SocketHandles ofOutput() throws ReflectiveOperationException {
        return find(true, "writeLock", "writerThread");
    }

    public static SocketHandles ofInput() throws ReflectiveOperationException {
        return find(false, "readLock", "readerThread");
    }

    private static SocketHandles find(boolean isOutput, String lock, String thread)
            throws ReflectiveOperationException {
        Members socket = Members.of("sun.nio.ch.NioSocketImpl");
        Class<?> descriptor = Members.type("java.io.FileDescriptor");
        boolean virtualThreads = Runtime.version().feature() >= 21;
        return new SocketHandles(
                isOutput,
                socket.owner(),
                Members.type("java.net.SocksSocketImpl"),
                Members.of("java.net.Socket").getter("impl", SocketImpl.class),
                Members.of("java.net.DelegatingSocketImpl").getter("delegate", SocketImpl.class),
                socket.constant("ST_CONNECTED", int.class),
                socket.constant("ST_CLOSING", int.class),
                socket.getter("state", int.class),
                socket.getter(lock, ReentrantLock.class),
                socket.getter("stateLock", Object.class),
                ThreadField.find(socket, thread, thread),
                socket.staticMethod("tryLock", long.class, ReentrantLock.class, long.class, TimeUnit.class),
                virtualThreads
                    ? socket.method("configureNonBlockingIfNeeded", void.class, descriptor, boolean.class)
                    : socket.method("configureNonBlocking", void.class, descriptor),
                socket.getter("nonBlocking", boolean.class),
                socket.getter("timeout", int.class),
                socket.getter("isInputClosed", boolean.class),
                socket.getter("connectionReset", boolean.class),
                socket.setter("connectionReset", boolean.class),
                socket.method("park", void.class, descriptor, int.class, long.class),
                socket.method("tryFinishClose", void.class),
                Members.of("java.net.SocketImpl").getter("fd", descriptor),
                Members.of("java.io.FileDescriptor").getter("fd", int.class));
    }

    /**
     * Returns the {@code NioSocketImpl} behind a socket, or null if it has another kind, which might encode the bytes.
     */
    public Object of(Socket socket) {
        if (socket.getClass() != Socket.class) return null;
        try {
            Object found = (Object) impl.invokeExact((Object) socket);
            if (found != null && found.getClass() == delegatingType) found = (Object) delegate.invokeExact(found);
            return found != null && found.getClass() == type ? found : null;
        } catch (Throwable e) {
            throw Members.rethrow(e);
        }
    }

    public int state(Object socket) {
        return get(state, socket);
    }

    /** Returns the read timeout in milliseconds; 0 is none. */
    public int timeout(Object socket) {
        return get(timeout, socket);
    }

    public boolean isInputClosed(Object socket) {
        return is(inputClosed, socket);
    }

    public boolean wasReset(Object socket) {
        return is(wasReset, socket);
    }

    public boolean isNonBlocking(Object socket) {
        return is(isNonBlocking, socket);
    }

    public ReentrantLock lock(Object socket) {
        return (ReentrantLock) object(lock, socket);
    }

    public Object stateLock(Object socket) {
        return object(stateLock, socket);
    }

    /**
     * Takes the lock. Returns how many nanoseconds of the time are left, 0 or less if the lock was not free in time.
     */
    public long tryLock(ReentrantLock lock, long nanos) {
        try {
            return (long) tryLock.invokeExact((Object) lock, nanos, (Object) TimeUnit.NANOSECONDS);
        } catch (Throwable e) {
            throw Members.rethrow(e);
        }
    }

    public void setReset(Object socket) {
        try {
            setReset.invokeExact(socket, true);
        } catch (Throwable e) {
            throw Members.rethrow(e);
        }
    }

    /** Makes the descriptor non-blocking. The caller holds the lock. */
    public void makeNonBlocking(Object socket) throws IOException {
        try {
            if (nonBlocking.type().parameterCount() == 2) nonBlocking.invokeExact(socket, object(descriptor, socket));
            else nonBlocking.invokeExact(socket, object(descriptor, socket), true);
        } catch (Throwable e) {
            throw Members.<IOException>rethrow(e);
        }
    }

    /**
     * Waits until the socket is ready or closed, or the time is over; 0 is no bound. A virtual thread releases its
     * carrier.
     */
    public void await(Object socket, long nanos) throws IOException {
        try {
            int event = isOutput ? ThreadHandles.writable() : ThreadHandles.readable();
            park.invokeExact(socket, object(descriptor, socket), event, nanos);
        } catch (Throwable e) {
            throw Members.<IOException>rethrow(e);
        }
    }

    /** Waits for a short time, in which a virtual thread keeps its carrier. */
    public void poll(Object socket, long nanos) throws IOException {
        ThreadHandles.poll(
            object(descriptor, socket), isOutput ? ThreadHandles.writable() : ThreadHandles.readable(), nanos);
    }

    /** Closes the descriptor of a closing socket unless another thread still uses it. */
    public void tryFinishClose(Object socket) {
        try {
            tryFinishClose.invokeExact(socket);
        } catch (Throwable e) {
            throw Members.rethrow(e);
        }
    }

    /** The descriptor, which stays what it is while a thread is set. */
    public int fd(Object socket) {
        return get(number, object(descriptor, socket));
    }

    private static int get(MethodHandle field, Object object) {
        try {
            return (int) field.invokeExact(object);
        } catch (Throwable e) {
            throw Members.rethrow(e);
        }
    }

    private static boolean is(MethodHandle field, Object object) {
        try {
            return (boolean) field.invokeExact(object);
        } catch (Throwable e) {
            throw Members.rethrow(e);
        }
    }

    private static Object object(MethodHandle field, Object object) {
        try {
            return (Object) field.invokeExact(object);
        } catch (Throwable e) {
            throw Members.rethrow(e);
        }
    }
}
