package io.penstock.internal;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.nio.channels.SelectableChannel;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What we use of {@code sun.nio.ch.SocketChannelImpl} or {@code SinkChannelImpl} (JDK 17 to 25) to write to the descriptor
 * as the channel itself does.
 *
 * @param closing the {@code state} of a channel that was closed while a thread still uses its descriptor
 * @param writer the setter of the thread that uses the descriptor, for {@code close} to signal
 * @param outputClosed whether a socket's output was shut down; null for a pipe
 * @param nonBlockingIfVirtual makes the descriptor non-blocking if this thread is virtual; null on a JDK without such threads
 */
record SelectableHandles(
        Class<?> type,
        int closing,
        MethodHandle state,
        MethodHandle writeLock,
        MethodHandle stateLock,
        MethodHandle writer,
        MethodHandle outputClosed,
        MethodHandle nonBlockingIfVirtual,
        MethodHandle tryFinishClose,
        MethodHandle fd) {

    static SelectableHandles ofSocket() throws ReflectiveOperationException {
        Members socket = Members.of("sun.nio.ch.SocketChannelImpl");
        return find(socket, "writerThread", socket.getter("isOutputClosed", boolean.class));
    }

    static SelectableHandles ofSink() throws ReflectiveOperationException {
        return find(Members.of("sun.nio.ch.SinkChannelImpl"), "thread", null);
    }

    private static SelectableHandles find(Members channel, String writer, MethodHandle outputClosed) throws ReflectiveOperationException {
        boolean virtualThreads = Runtime.version().feature() >= 21;
        return new SelectableHandles(
                channel.owner(),
                channel.constant("ST_CLOSING", int.class),
                channel.getter("state", int.class),
                channel.getter("writeLock", ReentrantLock.class),
                channel.getter("stateLock", Object.class),
                channel.setter(writer, long.class),
                outputClosed,
                virtualThreads ? channel.method("configureSocketNonBlockingIfVirtualThread", void.class) : null,
                channel.method("tryFinishClose", void.class),
                channel.getter("fdVal", int.class));
    }

    boolean isClosing(SelectableChannel channel) {
        try {
            return (int) state.invokeExact((Object) channel) == closing;
        } catch (Throwable e) {
            throw Members.rethrow(e);
        }
    }

    /** Held for the whole of a write, so that writes do not mix. */
    ReentrantLock writeLock(SelectableChannel channel) {
        try {
            return (ReentrantLock) (Object) writeLock.invokeExact((Object) channel);
        } catch (Throwable e) {
            throw Members.rethrow(e);
        }
    }

    /** Guards the state and the writer. */
    Object stateLock(SelectableChannel channel) {
        try {
            return (Object) stateLock.invokeExact((Object) channel);
        } catch (Throwable e) {
            throw Members.rethrow(e);
        }
    }

    void setWriter(SelectableChannel channel, long thread) {
        try {
            writer.invokeExact((Object) channel, thread);
        } catch (Throwable e) {
            throw Members.rethrow(e);
        }
    }

    boolean isOutputClosed(SelectableChannel channel) {
        if (outputClosed == null) return false;
        try {
            return (boolean) outputClosed.invokeExact((Object) channel);
        } catch (Throwable e) {
            throw Members.rethrow(e);
        }
    }

    void makeNonBlockingIfVirtual(SelectableChannel channel) throws IOException {
        if (nonBlockingIfVirtual == null) return;
        try {
            nonBlockingIfVirtual.invokeExact((Object) channel);
        } catch (Throwable e) {
            throw Members.<IOException>rethrow(e);
        }
    }

    /** Closes the descriptor of a closing channel unless another thread still uses it. */
    void tryFinishClose(SelectableChannel channel) {
        try {
            tryFinishClose.invokeExact((Object) channel);
        } catch (Throwable e) {
            throw Members.rethrow(e);
        }
    }

    /** The descriptor, which stays what it is while a writer is set. */
    int fd(SelectableChannel channel) {
        try {
            return (int) fd.invokeExact((Object) channel);
        } catch (Throwable e) {
            throw Members.rethrow(e);
        }
    }
}
