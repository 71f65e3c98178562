package io.penstock.internal;

import java.io.IOException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.Channel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.Pipe;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * One direction of a socket, or a pipe. Its lock is held for the whole transfer, and it knows the thread that uses it, so
 * that {@code close} signals this thread and leaves the closing of the descriptor to it.
 */
final class SelectableEnd extends StreamEnd {
    /** The kinds of ends, and what was found of each, once a search has come to an end. */
    enum Kind {
        SOCKET_OUT, SOCKET_IN, SINK, SOURCE;

        private volatile Members.Found<SelectableHandles> found;

        private SelectableHandles find() throws ReflectiveOperationException {
            if (this == SOCKET_OUT) return SelectableHandles.ofSocketOutput();
            if (this == SOCKET_IN) return SelectableHandles.ofSocketInput();
            return this == SINK ? SelectableHandles.ofSink() : SelectableHandles.ofSource();
        }

        private Members.Found<SelectableHandles> found() {
            Members.Found<SelectableHandles> known = found;
            return known != null ? known : Members.search(this::find, all -> {
                found = all;
                if (this == SOCKET_OUT) FirstTurn.initialise();
            });
        }

        /** Null if they are missing. */
        SelectableHandles handles() {
            return found().handles();
        }

        Throwable missing() {
            return found().missing();
        }
    }

    private final SelectableChannel channel;
    private final SelectableHandles handles;
    private final ReentrantLock lock;
    private boolean blocking;
    private boolean blocksInKernel;

    /** A descriptor that we have opened, and the channel knows nothing of; or none. */
    private int own = DeafPipe.NONE;

    private boolean virtual;
    private boolean locked;
    private boolean joined;

    private SelectableEnd(SelectableChannel channel, SelectableHandles handles) {
        this.channel = channel;
        this.handles = handles;
        lock = handles.lock(channel);
    }

    static SelectableEnd target(WritableByteChannel channel) {
        if (ThreadHandles.isMissing()) return null;
        if (channel instanceof SocketChannel socket) return of(socket, Kind.SOCKET_OUT.handles());
        return channel instanceof Pipe.SinkChannel sink ? of(sink, Kind.SINK.handles()) : null;
    }

    static SelectableEnd source(ReadableByteChannel channel) {
        if (ThreadHandles.isMissing() || BufferHandles.isMissing()) return null; // the latter to take bytes back
        if (channel instanceof SocketChannel socket) return of(socket, Kind.SOCKET_IN.handles());
        return channel instanceof Pipe.SourceChannel source ? of(source, Kind.SOURCE.handles()) : null;
    }

    /** Why sockets or pipes are out of reach in one direction at least, or null if none is. */
    static Throwable missing() {
        return Coverage.first(missing(SocketChannel.class), missing(Pipe.SinkChannel.class), missing(Pipe.SourceChannel.class));
    }

    /** The same for one kind of them. */
    static Throwable missing(Class<?> kind) {
        if (kind == Pipe.SinkChannel.class) return Coverage.first(Kind.SINK.missing(), ThreadHandles.missing());
        if (kind == Pipe.SourceChannel.class) return Coverage.first(Kind.SOURCE.missing(), ThreadHandles.missing(), BufferHandles.missing());
        return Coverage.first(Kind.SOCKET_OUT.missing(), Kind.SOCKET_IN.missing(), ThreadHandles.missing(), BufferHandles.missing());
    }

    private static SelectableEnd of(SelectableChannel channel, SelectableHandles handles) {
        return handles != null && channel.getClass() == handles.type() ? new SelectableEnd(channel, handles) : null;
    }

    @Override
    Channel channel() {
        return channel;
    }

    @Override
    void lock() throws IOException {
        lock(null);
    }

    @Override
    boolean lock(Turns turns) throws IOException {
        if (turns == null) lock.lock();
        else if (!turns.lock(lock)) return false;
        locked = true;
        try {
            join();
            return true;
        } catch (Throwable e) {
            unlock();
            throw e;
        }
    }

    private void join() throws IOException {
        virtual = handles.join(channel);
        joined = true;
        try {
            blocking = channel.isBlocking();
            if (blocking) handles.makeNonBlockingIfVirtual(channel);
            blocksInKernel = blocking && !virtual && !listens();
        } catch (Throwable e) {
            leave();
            throw e;
        }
    }

    /** Whether a close could be missed in a system call, and calls are made on a descriptor that does not block. */
    private boolean listens() {
        if (handles.deaf() == null) return false;
        if (handles.deaf().isNonBlocking(channel)) return true;
        own = DeafPipe.open(handles.fd(channel), handles.isOutput());
        return own != DeafPipe.NONE;
    }

    /** Whether {@link #lock} would find nothing amiss, as far as can be seen without it. */
    boolean isReady() {
        return handles.isReady(channel);
    }

    /** Whether the channel is a blocking one. Once it is locked, it stays what it is. */
    boolean isBlocking() {
        return channel.isBlocking();
    }

    /** Whether the descriptor may be used: not if {@link #regain} has failed. */
    boolean isJoined() {
        return joined;
    }

    private void leave() {
        if (!joined) return;
        joined = false;
        DeafPipe.close(own);
        own = DeafPipe.NONE;
        handles.leave(channel);
    }

    /** A close of a non-blocking channel waits for the lock, hence that goes too. */
    @Override
    void release() {
        try {
            leave();
        } finally {
            if (!blocking) giveBackLock();
        }
    }

    private void giveBackLock() {
        if (!locked) return;
        locked = false;
        lock.unlock();
    }

    @Override
    void regain() throws IOException {
        if (!locked) lock.lock();
        locked = true;
        try {
            join();
        } catch (ClosedChannelException e) {
            throw channel.isOpen() ? e : new AsynchronousCloseException();
        }
    }

    @Override
    boolean blocksInKernel() {
        return blocksInKernel;
    }

    @Override
    boolean isShut() {
        return handles.isShut(channel);
    }

    @Override
    boolean setReset() {
        return handles.setReset(channel);
    }

    @Override
    void enter() {}

    @Override
    void exit() {}

    @Override
    int fd() {
        return own != DeafPipe.NONE ? own : handles.fd(channel);
    }

    @Override
    boolean await(BooleanSupplier wanted) throws IOException {
        if (!blocking) return false;
        if (virtual) Watch.await(channel, handles.event(), wanted);
        else ThreadHandles.await(channel, handles.event(), Watch.INTERVAL_NANOS); // after which the caller looks for itself
        return true;
    }

    @Override
    void unlock() {
        try {
            leave();
        } finally {
            giveBackLock();
        }
    }
}
