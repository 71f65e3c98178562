package io.penstock.internal;

import io.penstock.Cancellation;
import io.penstock.ProgressListener;
import io.penstock.TransferOptions;
import java.io.IOException;
import java.nio.channels.Channel;
import java.nio.channels.SelectableChannel;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What is to be done between the turns of one transfer: telling a listener, keeping to a rate, looking at a cancellation. A transfer
 * with nothing of the kind has none.
 */
final class Turns {
    /** How long a close, an interrupt or a cancellation may go unseen by a thread that sleeps. */
    static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final ProgressListener progress;
    private final Cancellation cancellation;
    private final Waiter waiter;
    private final Rate rate;
    private final boolean blocking;
    private long expected = -1;
    private long told;

    /** Bytes that had moved before, while the rest of a transfer goes another way. */
    private long before;

    private long paid;

    private Turns(TransferOptions options, boolean blocking, boolean inKernel) {
        progress = options.progress();
        cancellation = options.cancellation();
        waiter = cancellation != null && inKernel && !ThreadHandles.isMissing() ? new Waiter(cancellation) : null;
        rate = options.maxBytesPerSecond() < TransferOptions.UNLIMITED ? new Rate(options.maxBytesPerSecond()) : null;
        this.blocking = blocking;
    }

    /**
     * Those of this thread, or null where there is nothing to do between turns.
     *
     * @param other the channel that may be non-blocking: then nothing sleeps, and if there is a rate one turn is made
     * @param inKernel whether each turn is nothing but a native call and a wait of ours, so that a signal may end it
     */
    static Turns of(TransferOptions options, Channel other, boolean inKernel) {
        boolean none = options.progress() == null && options.cancellation() == null && options.maxBytesPerSecond() == TransferOptions.UNLIMITED;
        return none ? null : new Turns(options, !(other instanceof SelectableChannel selectable) || selectable.isBlocking(), inKernel);
    }

    /** Bytes that one turn moves at most; {@code turns} may be null. */
    static int chunk(TransferOptions options, Turns turns) {
        return turns == null || turns.rate == null ? options.maxChunk() : (int) Math.min(options.maxChunk(), turns.rate.turn());
    }

    /** Whether a listener is to hear of what that native call has moved before there is a wait, which may be long. The turns may be null. */
    static boolean tell(Turns turns, long word) {
        return turns != null && turns.hasListener() && Outcome.bytes(word) > 0;
    }

    /** Whether somebody is told how far the transfer has got. */
    boolean hasListener() {
        return progress != null;
    }

    /** Bytes that are to move in all; {@code Long.MAX_VALUE} if that is not known. */
    void expect(long bytes) {
        expected = bytes == Long.MAX_VALUE ? -1 : bytes;
    }

    boolean isCancelled() {
        return cancellation != null && cancellation.isCancelled();
    }

    /** Takes a lock, which may take long; false if the transfer was cancelled before. */
    boolean lock(ReentrantLock lock) {
        boolean interrupted = false;
        try {
            while (!isCancelled()) {
                try {
                    if (lock.tryLock(SLICE_NANOS, TimeUnit.NANOSECONDS)) return true;
                } catch (InterruptedException e) {
                    interrupted = true; // as ReentrantLock.lock does: whether it matters, others decide
                }
            }
            return false;
        } finally {
            if (interrupted) Thread.currentThread().interrupt();
        }
    }

    /** From here on another transfer does the rest, until this is called with 0; the turns may be null. */
    static void restAfter(long moved, Turns turns) {
        if (turns != null) turns.before = moved;
    }

    /** As {@link #next(long, long, Hold)} where all bytes that are done have moved. */
    boolean next(long moved, Hold hold) throws IOException {
        return next(before + moved, before + moved, hold);
    }

    /**
     * To be called before each turn; answers whether there is to be one.
     *
     * @param done bytes to tell of
     * @param moved bytes that count for the rate
     */
    boolean next(long done, long moved, Hold hold) throws IOException {
        leave();
        account(moved);
        if (progress != null && done > told || mustSleep()) {
            hold.release();
            try {
                tell(done);
                sleep(hold);
            } catch (Throwable e) {
                regain(hold, e);
                throw e;
            }
            hold.regain();
        }
        return enter() && (rate == null || blocking || moved == 0);
    }

    private static void regain(Hold hold, Throwable thrown) {
        try {
            hold.regain();
        } catch (IOException e) {
            thrown.addSuppressed(e);
        }
    }

    /** First inside, then the look, so that a cancellation meets one of the two. */
    private boolean enter() {
        if (waiter != null) waiter.enter();
        if (!isCancelled()) return true;
        leave();
        return false;
    }

    /** After the last turn, however it ended. */
    void leave() {
        if (waiter != null) waiter.leave();
    }

    /** After the last turn, if it ended well; nothing is held. */
    void finish(long done, long moved, Hold hold) {
        account(moved);
        tell(done);
        sleep(hold);
    }

    private void account(long moved) {
        if (rate == null || moved == paid) return;
        rate.moved(moved - paid);
        paid = moved;
    }

    private void tell(long done) {
        if (progress == null || done <= told) return;
        told = done;
        progress.moved(done, expected);
    }

    private boolean mustSleep() {
        return rate != null && blocking && rate.left() > 0;
    }

    /** An interrupt that is to be ignored is put aside: it would end each slice at once. */
    private void sleep(Hold hold) {
        if (rate == null || !blocking) return;
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
