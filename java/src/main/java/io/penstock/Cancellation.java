package io.penstock;

import io.penstock.internal.thread.CancellableThread;

/**
 * Ends transfers early, from another thread or from their own listener, without closing a channel. One cancellation may
 * be given to any number of transfers, now or later: once cancelled, it stays so.
 *
 * <pre>{@code
 * Cancellation late = new Cancellation();
 * CompletableFuture.delayedExecutor(30, TimeUnit.SECONDS).execute(late::cancel);
 * TransferOptions options = TransferOptions.DEFAULT.withCancellation(late);
 * long sent = NativeChannels.transferTo(FileRange.of(file), socket, options).bytesTransferred();
 * }</pre>
 *
 * <p>A transfer that is cancelled returns the number of bytes it has moved, maybe 0. What has been taken out of a
 * stream is written to its target first; if that takes no more, there is an {@link UndeliveredException} with the rest,
 * and a {@link Relay} keeps it.
 *
 * <p>A transfer that waits for a socket or pipe returns at once if native code carries it; one that copies between
 * files returns at the end of its turn ({@link TransferOptions#maxChunk}). Where the bytes go by
 * {@link TransferPath#BUFFER} or {@link TransferPath#STOCK_NIO}, it returns once the {@code read} or {@code write} of
 * the channel does: only closing the channel ends such a wait.
 *
 * <p>All methods may be called by any thread, and do not block.
 */
public final class Cancellation {
    private volatile boolean cancelled;

    /** One that has not been cancelled. */
    public Cancellation() {}

    /** Ends all transfers that have this cancellation, and those to come. Again it does nothing. */
    public void cancel() {
        cancelled = true;
        CancellableThread.wakeCancelled();
    }

    /**
     * Whether {@link #cancel} was called.
     *
     * <pre>{@code
     * TransferOptions options = TransferOptions.DEFAULT.withCancellation(cancellation);
     * long sent = NativeChannels.transferTo(FileRange.of(file), socket, options).bytesTransferred();
     * if (cancellation.isCancelled()) System.out.println("cancelled after " + sent + " bytes");
     * }</pre>
     *
     * @return true from then on
     */
    public boolean isCancelled() {
        return cancelled;
    }
}
