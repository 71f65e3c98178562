package io.penstock.internal.end;

import io.penstock.internal.jdk.BufferHandles;
import io.penstock.internal.jdk.DeafPipe;
import io.penstock.internal.jdk.Members;
import io.penstock.internal.jdk.SelectableHandles;
import io.penstock.internal.jdk.ThreadHandles;
import io.penstock.internal.thread.VirtualWaits;
import java.io.IOException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.Channel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.Pipe;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.util.function.BooleanSupplier;

/** One direction of a socket channel or pipe. */
public final class SelectableEnd extends StreamEnd {
    /** The kinds of ends, each with the handles that a finished search has found. */
    public enum Kind {
        SOCKET_OUT, SOCKET_IN, SINK, SOURCE;

        private volatile Members.Found<SelectableHandles> found;

        private SelectableHandles find() throws ReflectiveOperationException {
            if (this == SOCKET_OUT) return SelectableHandles.ofSocketOutput();
            if (this == SOCKET_IN) return SelectableHandles.ofSocketInput();
            return this == SINK ? SelectableHandles.ofSink() : SelectableHandles.ofSource();
        }

        private Members.Found<SelectableHandles> found() {
            Members.Found<SelectableHandles> known = found;
            if (known == null) known = Members.lack();
            return known != null ? known : Members.search(this::find, all -> {
                found = all;
                if (this == SOCKET_OUT) Known.initialise();
            });
        }

        /** Returns the handles, or null if they are missing. */
        public SelectableHandles handles() {
            return found().handles();
        }

        Throwable missing() {
            return found().missing();
        }
    }

    /** Holds the handles of sockets' output as a constant, as in {@code FileHandles}. */
    public static final class Known {
        public static final SelectableHandles SOCKET_OUT = Kind.SOCKET_OUT.handles();

        /** Initialises this class, once the handles are found and while there is room for it. */
        static void initialise() {}
    }

    private final SelectableChannel channel;
    private final SelectableHandles handles;
    private boolean blocking;

    /** A descriptor that we have opened without the channel's knowledge; or none. */
    private int own = DeafPipe.NONE;

    private SelectableEnd(SelectableChannel channel, SelectableHandles handles) {
        super(handles.lock(channel));
        this.channel = channel;
        this.handles = handles;
    }

    public static SelectableEnd target(WritableByteChannel channel) {
        if (ThreadHandles.isMissing()) return null;
        if (channel instanceof SocketChannel socket) return of(socket, Kind.SOCKET_OUT.handles());
        return channel instanceof Pipe.SinkChannel sink ? of(sink, Kind.SINK.handles()) : null;
    }

    public static SelectableEnd source(ReadableByteChannel channel) {
        if (ThreadHandles.isMissing() || BufferHandles.isMissing()) return null; // the latter to take bytes back
        if (channel instanceof SocketChannel socket) return of(socket, Kind.SOCKET_IN.handles());
        return channel instanceof Pipe.SourceChannel source ? of(source, Kind.SOURCE.handles()) : null;
    }

    /** Returns why sockets or pipes are out of reach in at least one direction, or null if none is. */
    public static Throwable missing() {
        return Coverage.first(
            missing(SocketChannel.class), missing(Pipe.SinkChannel.class), missing(Pipe.SourceChannel.class));
    }

    /** Returns the same for one kind of them. */
    static Throwable missing(Class<?> kind) {
        if (kind == Pipe.SinkChannel.class) return Coverage.first(Kind.SINK.missing(), ThreadHandles.missing());
        if (kind == Pipe.SourceChannel.class)
            return Coverage.first(Kind.SOURCE.missing(), ThreadHandles.missing(), BufferHandles.missing());
        return Coverage.first(
            Kind.SOCKET_OUT.missing(), Kind.SOCKET_IN.missing(), ThreadHandles.missing(), BufferHandles.missing());
    }

    private static SelectableEnd of(SelectableChannel channel, SelectableHandles handles) {
        return handles != null && channel.getClass() == handles.type() ? new SelectableEnd(channel, handles) : null;
    }

    @Override
    public Channel channel() {
        return channel;
    }

    @Override
    boolean enterThread() throws IOException {
        return handles.join(channel);
    }

    @Override
    boolean prepare(boolean virtual) throws IOException {
        blocking = channel.isBlocking();
        if (blocking) handles.makeNonBlockingIfVirtual(channel);
        return blocking && !virtual && !listens();
    }

    /** Tells whether a system call could miss a close, so that calls use a descriptor that does not block. */
    private boolean listens() {
        if (handles.deaf() == null) return false;
        if (handles.deaf().isNonBlocking(channel)) return true;
        own = DeafPipe.open(handles.fd(channel), handles.isOutput());
        return own != DeafPipe.NONE;
    }

    /** Tells whether {@link #lock} would succeed, as far as can be seen without it. */
    public boolean isReady() {
        return handles.isReady(channel);
    }

    /** Tells whether the channel is blocking, which does not change while it is locked. */
    public boolean isBlocking() {
        return channel.isBlocking();
    }

    @Override
    void leaveThread() {
        DeafPipe.close(own);
        own = DeafPipe.NONE;
        handles.leave(channel);
    }

    /** Keeps the lock of a blocking channel only: a close of a non-blocking one waits for the lock. */
    @Override
    boolean keepsLock() {
        return blocking;
    }

    @Override
    public void regain() throws IOException {
        try {
            super.regain();
        } catch (ClosedChannelException e) {
            throw channel.isOpen() ? e : new AsynchronousCloseException();
        }
    }

    @Override
    public boolean isShut() {
        return handles.isShut(channel);
    }

    @Override
    boolean setReset() {
        return handles.setReset(channel);
    }

    @Override
    public int fd() {
        return own != DeafPipe.NONE ? own : handles.fd(channel);
    }

    @Override
    public boolean await(BooleanSupplier wanted) throws IOException {
        if (!blocking) return false;
        if (isVirtual()) VirtualWaits.await(channel, handles.event(), wanted);
        // then the caller checks again
        else ThreadHandles.await(channel, handles.event(), VirtualWaits.INTERVAL_NANOS);
        return true;
    }
}
