package io.penstock;

import io.penstock.internal.thread.CancellableThread;

/**
 * Ends transfers early, from another thread or from their own listener, without closing a channel. One cancellation
 * serves any number of transfers. Once cancelled, it stays cancelled.
 *
 * <pre>{@code
 * Cancellation late = new Cancellation();
 * CompletableFuture.delayedExecutor(30, TimeUnit.SECONDS).execute(late::cancel);
 * TransferOptions options = TransferOptions.DEFAULT.withCancellation(late);
 * long sent = NativeChannels.transferTo(FileRange.of(file), socket, options).bytesTransferred();
 * }</pre>
 *
 * <p>A cancelled transfer returns the number of bytes it has moved, maybe 0. It first writes the bytes that it has read
 * from a stream; if the target does not take them all, it throws an {@link UndeliveredException} with the rest. A
 * {@link Relay} keeps the rest.
 *
 * <p>A transfer that waits for a socket or pipe returns at once if native code carries it; one that copies between
 * files returns at the end of its turn ({@link TransferOptions#maxChunk}). On the paths {@link TransferPath#BUFFER} and
 * {@link TransferPath#STOCK_NIO} it returns when the channel's {@code read} or {@code write} does: only closing the
 * channel ends such a wait.
 *
 * <p>Any thread may call any method; none of them blocks.
 */
public final class Cancellation {
    private volatile boolean cancelled;

    /** Creates a cancellation that has not been cancelled. */
    public Cancellation() {}

    /** Ends all transfers that have this cancellation, now and later. A second call does nothing. */
    public void cancel() {
        cancelled = true;
        CancellableThread.wakeCancelled();
    }

    /**
     * Tells whether {@link #cancel} was called.
     *
     * <pre>{@code
     * TransferOptions options = TransferOptions.DEFAULT.withCancellation(cancellation);
     * long sent = NativeChannels.transferTo(FileRange.of(file), socket, options).bytesTransferred();
     * if (cancellation.isCancelled()) System.out.println("cancelled after " + sent + " bytes");
     * }</pre>
     *
     * @return true once it was
     */
    public boolean isCancelled() {
        return cancelled;
    }
}
