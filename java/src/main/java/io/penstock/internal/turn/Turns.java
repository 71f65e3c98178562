package io.penstock.internal.turn;

import io.penstock.Cancellation;
import io.penstock.ProgressListener;
import io.penstock.TransferOptions;
import io.penstock.internal.jdk.ThreadHandles;
import io.penstock.internal.jni.Outcome;
import io.penstock.internal.thread.CancellableThread;
import java.io.IOException;
import java.nio.channels.Channel;
import java.nio.channels.SelectableChannel;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/** Does the work between the turns of an operation: tells a listener, keeps to a rate, checks for a cancellation. */
public final class Turns {
    /** The turns of an operation with no work between them. */
    public static final Turns NONE = new Turns();

    /** How long a close, an interrupt or a cancellation may go unseen by a thread that sleeps. */
    static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final ProgressListener progress;
    private final Cancellation cancellation;
    private final CancellableThread waiter;
    private final Rate rate;
    private final boolean blocking;
    private long expected = -1;
    private long told;

    private long paid;

    private Turns() {
        progress = null;
        cancellation = null;
        waiter = null;
        rate = null;
        blocking = true;
    }

    private Turns(TransferOptions options, boolean blocking, boolean inKernel) {
        progress = options.progress();
        cancellation = options.cancellation();
        waiter = cancellation != null && inKernel && !ThreadHandles.isMissing()
            ? new CancellableThread(cancellation::isCancelled) : null;
        rate = options.maxBytesPerSecond() < TransferOptions.UNLIMITED ? new Rate(options.maxBytesPerSecond()) : null;
        this.blocking = blocking;
    }

    /**
     * Returns the turns of an operation in this thread.
     *
     * @param other the channel that may be non-blocking: then the thread does not sleep, and with a rate makes one turn
     * @param inKernel whether each turn is only a native call and a wait of ours, so that a signal may end it
     */
    public static Turns of(TransferOptions options, Channel other, boolean inKernel) {
        boolean unlimited = options.maxBytesPerSecond() == TransferOptions.UNLIMITED;
        if (unlimited && options.progress() == null && options.cancellation() == null) return NONE;
        boolean blocking = !(other instanceof SelectableChannel selectable) || selectable.isBlocking();
        return new Turns(options, blocking, inKernel);
    }

    /** Returns the most bytes that one turn moves. */
    public int chunk(TransferOptions options) {
        return rate == null ? options.maxChunk() : (int) Math.min(options.maxChunk(), rate.turn());
    }

    /** Tells whether a listener must hear of the bytes of that native call before a wait, which may be long. */
    public boolean isNews(long word) {
        return hasListener() && Outcome.bytes(word) > 0;
    }

    /** Tells whether there is a listener. */
    public boolean hasListener() {
        return progress != null;
    }

    /** Sets how many bytes are to move in all, for the listener; {@code Long.MAX_VALUE} if unknown. */
    public void expect(long bytes) {
        expected = bytes == Long.MAX_VALUE ? -1 : bytes;
    }

    public boolean isCancelled() {
        return cancellation != null && cancellation.isCancelled();
    }

    /** Returns how much of a wait may pass before the next check for a cancellation, in nanoseconds. */
    public long patience(long wait) {
        return cancellation == null ? wait : Math.min(wait, SLICE_NANOS);
    }

    /** Takes a lock, which may take long. Returns false if the operation was cancelled first. */
    public boolean lock(ReentrantLock lock) {
        if (cancellation == null) {
            lock.lock();
            return true;
        }
        boolean interrupted = false;
        try {
            while (!isCancelled()) {
                try {
                    if (lock.tryLock(SLICE_NANOS, TimeUnit.NANOSECONDS)) return true;
                } catch (InterruptedException e) {
                    interrupted = true; // as ReentrantLock.lock does: the caller decides whether it matters
                }
            }
            return false;
        } finally {
            if (interrupted) Thread.currentThread().interrupt();
        }
    }

    /**
     * Tells whether to make another turn. Called before each turn.
     *
     * @param done bytes to report to the listener
     * @param moved bytes that count for the rate
     */
    public boolean next(long done, long moved, Hold hold) throws IOException {
        leave();
        account(moved);
        if (isNewsOf(done) || mustSleep()) {
            hold.release();
            try {
                if (isNewsOf(done)) tell(done);
                if (mustSleep()) sleep(hold);
            } catch (Throwable e) {
                regain(hold, e);
                throw e;
            }
            hold.regain();
        }
        return registerUnlessCancelled() && (rate == null || blocking || moved == 0);
    }

    private static void regain(Hold hold, Throwable thrown) {
        try {
            hold.regain();
        } catch (IOException e) {
            thrown.addSuppressed(e);
        }
    }

    /** Registers this thread first and then checks, so that a cancellation is noticed by one of the two. */
    private boolean registerUnlessCancelled() {
        if (waiter != null) waiter.register();
        if (!isCancelled()) return true;
        leave();
        return false;
    }

    /** Ends the turns. Called after the last one, however it ended. */
    public void leave() {
        if (waiter != null) waiter.deregister();
    }

    /** Reports the last turn, if it succeeded. Called with nothing held. */
    public void finish(long done, long moved, Hold hold) {
        account(moved);
        if (isNewsOf(done)) tell(done);
        if (mustSleep()) sleep(hold);
    }

    private void account(long moved) {
        if (rate == null || moved == paid) return;
        rate.moved(moved - paid);
        paid = moved;
    }

    private boolean isNewsOf(long done) {
        return progress != null && done > told;
    }

    private void tell(long done) {
        told = done;
        progress.moved(done, expected);
    }

    private boolean mustSleep() {
        return rate != null && blocking && rate.left() > 0;
    }

    /**
     * Sleeps until more bytes may go. Puts an interrupt that is to be ignored aside: it would end each slice at once.
     */
    private void sleep(Hold hold) {
        boolean interrupted = false;
        for (long left = rate.left(); left > 0 && !isCancelled() && hold.isOpen(); left = rate.left()) {
            if (Thread.currentThread().isInterrupted()) {
                if (hold.heedsInterrupts()) break;
                interrupted |= Thread.interrupted();
            }
            LockSupport.parkNanos(this, Math.min(left, SLICE_NANOS));
        }
        if (interrupted) Thread.currentThread().interrupt();
    }
}
