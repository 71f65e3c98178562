package io.penstock.internal.jdk;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.net.SocketException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The members of {@code sun.nio.ch.SocketChannelImpl}, {@code SinkChannelImpl} or {@code SourceChannelImpl} (JDK 17 to
 * 28) by which we use the descriptor, in one direction, as the channel itself does.
 *
 * @param isOutput the direction
 * @param closing the {@code state} of a channel that was closed while a thread still uses its descriptor
 * @param lock held for the whole of a read or write, so that they do not mix
 * @param stateLock guards the state and the thread
 * @param thread the thread that uses the descriptor
 * @param shut whether this direction of a socket was shut down; null for a pipe
 * @param wasReset whether a socket's read has met a reset; null for other channels
 * @param nonBlockingIfVirtual makes the descriptor non-blocking if this thread is virtual; null on a JDK without such
 *     threads
 * @param deaf what keeps threads from blocking in a pipe whose close they could miss; null for other channels
 */
public record SelectableHandles(
        Class<?> type,
        boolean isOutput,
        int closing,
        MethodHandle state,
        MethodHandle lock,
        MethodHandle stateLock,
        ThreadField thread,
        MethodHandle shut,
        MethodHandle wasReset,
        MethodHandle setReset,
        MethodHandle nonBlockingIfVirtual,
        DeafPipe deaf,
        MethodHandle tryFinishClose,
        MethodHandle fd) {

    public static SelectableHandles ofSocketOutput() throws ReflectiveOperationException {
        Members socket = Members.of("sun.nio.ch.SocketChannelImpl");
        return find(socket, true, "writerThread", socket.getter("isOutputClosed", boolean.class), null, null);
    }

    public static SelectableHandles ofSocketInput() throws ReflectiveOperationException {
        Members socket = Members.of("sun.nio.ch.SocketChannelImpl");
        MethodHandle wasReset = socket.getter("connectionReset", boolean.class);
        MethodHandle setReset = socket.setter("connectionReset", boolean.class);
        return find(socket, false, "readerThread", socket.getter("isInputClosed", boolean.class), wasReset, setReset);
    }

    public static SelectableHandles ofSink() throws ReflectiveOperationException {
        return find(Members.of("sun.nio.ch.SinkChannelImpl"), true, "thread", null, null, null);
    }

    public static SelectableHandles ofSource() throws ReflectiveOperationException {
        return find(Members.of("sun.nio.ch.SourceChannelImpl"), false, "thread", null, null, null);
    }

    private static SelectableHandles find(
            Members channel, boolean isOutput, String olderThread, MethodHandle shut, MethodHandle wasReset,
            MethodHandle setReset) throws ReflectiveOperationException {
        boolean virtualThreads = Runtime.version().feature() >= 21;
        return new SelectableHandles(
                channel.owner(),
                isOutput,
                channel.constant("ST_CLOSING", int.class),
                channel.getter("state", int.class),
                channel.getter(isOutput ? "writeLock" : "readLock", ReentrantLock.class),
                channel.getter("stateLock", Object.class),
                ThreadField.find(channel, isOutput ? "writerThread" : "readerThread", olderThread),
                shut,
                wasReset,
                setReset,
                virtualThreads ? channel.method("configureSocketNonBlockingIfVirtualThread", void.class) : null,
                shut == null ? DeafPipe.find(channel) : null,
                channel.method("tryFinishClose", void.class),
                channel.getter("fdVal", int.class));
    }

    /** Returns the event that a thread waits for here. */
    public int event() {
        return isOutput ? ThreadHandles.writable() : ThreadHandles.readable();
    }

    /**
     * Registers this thread, so that a concurrent close signals it and leaves closing the descriptor to it. Returns
     * whether the thread is virtual. Throws what a read or write would throw.
     */
    public boolean join(SelectableChannel channel) throws IOException {
        synchronized (stateLock(channel)) {
            check(channel);
            thread.set(channel);
            return ThreadHandles.inVirtualThread();
        }
    }

    private void check(SelectableChannel channel) throws IOException {
        if (!channel.isOpen()) throw new ClosedChannelException();
        if (channel instanceof SocketChannel socket && !socket.isConnected()) throw new NotYetConnectedException();
        if (isOutput && isShut(channel)) throw new ClosedChannelException();
        if (wasReset(channel)) throw new SocketException("Connection reset");
    }

    /** Undoes {@link #join}, and closes the descriptor if another thread has closed the channel meanwhile. */
    public void leave(SelectableChannel channel) {
        synchronized (stateLock(channel)) {
            thread.clear(channel);
            if (isClosing(channel)) tryFinishClose(channel);
        }
    }

    /** Tells whether {@link #join} would succeed, as far as can be seen without the lock. */
    public boolean isReady(SelectableChannel channel) {
        boolean connected = !(channel instanceof SocketChannel socket) || socket.isConnected();
        return channel.isOpen() && connected && !(isOutput && isShut(channel));
    }

    private boolean isClosing(SelectableChannel channel) {
        try {
            return (int) state.invokeExact((Object) channel) == closing;
        } catch (Throwable e) {
            throw Members.rethrow(e);
        }
    }

    public ReentrantLock lock(SelectableChannel channel) {
        try {
            return (ReentrantLock) (Object) lock.invokeExact((Object) channel);
        } catch (Throwable e) {
            throw Members.rethrow(e);
        }
    }

    private Object stateLock(SelectableChannel channel) {
        try {
            return (Object) stateLock.invokeExact((Object) channel);
        } catch (Throwable e) {
            throw Members.rethrow(e);
        }
    }

    public boolean isShut(SelectableChannel channel) {
        if (shut == null) return false;
        try {
            return (boolean) shut.invokeExact((Object) channel);
        } catch (Throwable e) {
            throw Members.rethrow(e);
        }
    }

    private boolean wasReset(SelectableChannel channel) {
        if (wasReset == null) return false;
        try {
            return (boolean) wasReset.invokeExact((Object) channel);
        } catch (Throwable e) {
            throw Members.rethrow(e);
        }
    }

    /** Notes a reset. Returns false if this channel has none, as pipes do. */
    public boolean setReset(SelectableChannel channel) {
        if (setReset == null) return false;
        try {
            setReset.invokeExact((Object) channel, true);
            return true;
        } catch (Throwable e) {
            throw Members.rethrow(e);
        }
    }

    public void makeNonBlockingIfVirtual(SelectableChannel channel) throws IOException {
        if (nonBlockingIfVirtual == null) return;
        try {
            nonBlockingIfVirtual.invokeExact((Object) channel);
        } catch (Throwable e) {
            throw Members.<IOException>rethrow(e);
        }
    }

    /** Closes the descriptor of a closing channel unless another thread still uses it. */
    private void tryFinishClose(SelectableChannel channel) {
        try {
            tryFinishClose.invokeExact((Object) channel);
        } catch (Throwable e) {
            throw Members.rethrow(e);
        }
    }

    /** Returns the descriptor, which stays valid while a thread is registered. */
    public int fd(SelectableChannel channel) {
        try {
            return (int) fd.invokeExact((Object) channel);
        } catch (Throwable e) {
            throw Members.rethrow(e);
        }
    }
}
