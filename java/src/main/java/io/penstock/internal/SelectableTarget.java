package io.penstock.internal;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A socket or pipe as target. Its write lock is held for the whole transfer, and it knows the thread that writes, so that
 * {@code close} signals this thread and leaves the closing of the descriptor to it.
 */
final class SelectableTarget extends Target {
    private static final SelectableHandles SOCKET = Members.Found.of(SelectableHandles::ofSocket).handles();
    private static final SelectableHandles SINK = Members.Found.of(SelectableHandles::ofSink).handles();

    /** How long an interrupt or a close of the file may go unseen by a thread that waits for room. */
    private static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    /**
     * The same for virtual threads, whose slices grow while nothing moves: there may be thousands that wait. An interrupt
     * wakes them at once; only a close of the file goes unseen.
     */
    private static final long VIRTUAL_SLICE_NANOS = 8 * SLICE_NANOS;

    private final SelectableChannel channel;
    private final SelectableHandles handles;
    private final ReentrantLock writeLock;
    private final Object stateLock;
    private boolean blocking;
    private long longestSlice;
    private long slice;

    <C extends SelectableChannel & WritableByteChannel> SelectableTarget(C channel) {
        this.channel = channel;
        handles = handles(channel);
        writeLock = handles.writeLock(channel);
        stateLock = handles.stateLock(channel);
    }

    static boolean covers(SelectableChannel channel) {
        SelectableHandles handles = handles(channel);
        return handles != null && channel.getClass() == handles.type() && !ThreadHandles.isMissing();
    }

    private static SelectableHandles handles(SelectableChannel channel) {
        return channel instanceof SocketChannel ? SOCKET : SINK;
    }

    @Override
    WritableByteChannel channel() {
        return (WritableByteChannel) channel;
    }

    @Override
    void lock() throws IOException {
        writeLock.lock();
        try {
            synchronized (stateLock) {
                if (!channel.isOpen()) throw new ClosedChannelException();
                if (channel instanceof SocketChannel socket && !socket.isConnected()) throw new NotYetConnectedException();
                if (handles.isOutputClosed(channel)) throw new ClosedChannelException();
                long thread = ThreadHandles.currentThread();
                handles.setWriter(channel, thread);
                longestSlice = thread == ThreadHandles.VIRTUAL ? VIRTUAL_SLICE_NANOS : SLICE_NANOS;
            }
        } catch (Throwable e) {
            writeLock.unlock();
            throw e;
        }
        try {
            blocking = channel.isBlocking();
            if (blocking) handles.makeNonBlockingIfVirtual(channel);
        } catch (Throwable e) {
            unlock();
            throw e;
        }
    }

    @Override
    void enter() {}

    @Override
    void exit() {}

    @Override
    int fd() {
        return handles.fd(channel);
    }

    @Override
    boolean awaitRoom(boolean hasMoved) throws IOException {
        if (!blocking) return false;
        slice = hasMoved ? SLICE_NANOS : Math.min(Math.max(2 * slice, SLICE_NANOS), longestSlice);
        ThreadHandles.awaitRoom(channel, slice);
        return true;
    }

    @Override
    void unlock() {
        synchronized (stateLock) {
            handles.setWriter(channel, 0);
            if (handles.isClosing(channel)) handles.tryFinishClose(channel);
        }
        writeLock.unlock();
    }
}
