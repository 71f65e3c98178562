package io.penstock.internal.end;

import io.penstock.internal.jni.Errno;
import io.penstock.internal.jni.Failures;
import io.penstock.internal.turn.Turns;
import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One direction of a socket or pipe. Its lock is held for the whole operation, and it knows the thread that uses it, so
 * that {@code close} signals this thread and leaves the closing of the descriptor to it.
 */
public abstract class StreamEnd extends End {
    private final ReentrantLock lock;
    private boolean locked;
    private boolean joined;
    private boolean virtual;
    private boolean blocksInKernel;

    StreamEnd(ReentrantLock lock) {
        this.lock = lock;
    }

    @Override
    public final boolean lock(Turns turns) throws IOException {
        if (!acquire(lock, turns)) return false;
        locked = true;
        try {
            join();
            return true;
        } catch (Throwable e) {
            unlock();
            throw e;
        }
    }

    /** Takes the lock. Returns false if the operation was cancelled first. */
    boolean acquire(ReentrantLock lock, Turns turns) throws IOException {
        return turns.lock(lock);
    }

    private void join() throws IOException {
        virtual = enterThread();
        joined = true;
        try {
            blocksInKernel = prepare(virtual);
        } catch (Throwable e) {
            leave();
            throw e;
        }
    }

    private void leave() {
        if (!joined) return;
        joined = false;
        leaveThread();
    }

    /**
     * Registers this thread, so that a concurrent close signals it and leaves closing the descriptor to it. Returns
     * whether the thread is virtual.
     */
    abstract boolean enterThread() throws IOException;

    /** Undoes {@link #enterThread}, and closes the descriptor if a close has left that to this thread. */
    abstract void leaveThread();

    /** Prepares the descriptor for this thread. Returns {@link #blocksInKernel}. */
    abstract boolean prepare(boolean virtual) throws IOException;

    /** Tells whether the lock is kept while foreign code runs: not if a close of the channel waits for it. */
    abstract boolean keepsLock();

    @Override
    public final void release() {
        try {
            leave();
        } finally {
            if (!keepsLock()) giveBackLock();
        }
    }

    @Override
    public void regain() throws IOException {
        if (!locked) lock.lock();
        locked = true;
        join();
    }

    @Override
    public final void unlock() {
        try {
            leave();
        } finally {
            giveBackLock();
        }
    }

    private void giveBackLock() {
        if (!locked) return;
        locked = false;
        lock.unlock();
    }

    /** Tells whether the descriptor may be used: not if {@link #regain} has failed. */
    public final boolean isJoined() {
        return joined;
    }

    /** Tells whether the thread that uses the descriptor is virtual. */
    final boolean isVirtual() {
        return virtual;
    }

    /**
     * Tells whether a system call may wait: the stream is blocking, no virtual thread uses it, and a close ends the
     * wait.
     */
    public final boolean blocksInKernel() {
        return blocksInKernel;
    }

    /** Tells whether this is the input of a socket that was shut down. */
    public abstract boolean isShut();

    /** Notes that bytes have come: a read timeout begins anew. */
    public void moved() {}

    /**
     * Notes that the peer has reset the connection, which the kernel reports only once. Returns false if this is no
     * socket.
     */
    abstract boolean setReset();

    /** Returns what to throw when a system call that reads here has failed with that errno; the details may be null. */
    public final IOException readFailure(int errno, String details) {
        boolean isReset = errno == Errno.ECONNRESET || errno == Errno.EPIPE;
        return isReset && setReset() ? Failures.reset(errno, details) : failure(errno, details);
    }
}
