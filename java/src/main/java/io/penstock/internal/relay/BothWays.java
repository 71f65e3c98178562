package io.penstock.internal.relay;

import io.penstock.InterruptedTransferException;
import io.penstock.TransferOptions;
import io.penstock.internal.jdk.ThreadHandles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Two relays that serve both directions of a connection: one runs in this thread, the other in a second one. */
public final class BothWays {
    private final Channel one;
    private final Channel other;
    private final Relaying forth;
    private final Relaying back;
    private Throwable failure;

    /** See {@link io.penstock.Relay#both}. */
    public <C extends ReadableByteChannel & WritableByteChannel> BothWays(C one, C other, TransferOptions options) {
        this.one = one;
        this.other = other;
        ByteBuffer nothing = ByteBuffer.allocate(0);
        forth = Relaying.between(one, other, nothing, options);
        try {
            back = Relaying.between(other, one, nothing, options);
        } catch (Throwable e) { // for lack of memory, say
            forth.dispose();
            throw e;
        }
    }

    /** Runs both directions to their ends. */
    public void run() throws IOException {
        try {
            FutureTask<Void> second = new FutureTask<>(() -> relay(back), null);
            ThreadHandles.start(second);
            relay(forth);
            await(second);
            throwIfCutShort();
        } finally {
            forth.dispose();
            back.dispose();
        }
    }

    /** Returns the bytes that went from the first channel to the second. */
    public long forth() {
        return forth.bytesDelivered();
    }

    /** Returns the bytes that went from the second channel to the first. */
    public long back() {
        return back.bytesDelivered();
    }

    /**
     * Throws the failure of a direction, or the cancellation of both, with the bytes that they hold: those of the
     * second are suppressed in the exception with those of the first.
     */
    private synchronized void throwIfCutShort() throws IOException {
        Throwable cause = failure;
        Throwable first = null;
        for (Relaying direction : new Relaying[] {forth, back}) {
            if (direction.bytesHeld() == 0) continue;
            IOException undelivered = direction.undelivered(cause == null ? Relaying.cancelled() : cause);
            if (first == null) first = undelivered;
            else if (undelivered != first) first.addSuppressed(undelivered);
        }
        if (first != null) failure = first;
        if (failure instanceof IOException e) throw e;
        if (failure != null) throw new IOException("a relay ended with an error", failure);
    }

    /** Runs a direction to its end; a failure closes both channels, which ends the other direction too. */
    private void relay(Relaying direction) {
        try {
            direction.runWhole();
        } catch (IOException | RuntimeException | Error e) {
            fail(e);
        }
    }

    private void fail(Throwable cause) {
        synchronized (this) {
            if (failure != null) return; // the first failure has caused this one
            failure = cause;
        }
        for (Channel channel : new Channel[] {one, other}) {
            try {
                channel.close();
            } catch (IOException e) {
                cause.addSuppressed(e);
            }
        }
    }

    /** Waits for the second direction, which ends by itself, or because the first has closed both channels. */
    private void await(FutureTask<Void> second) {
        boolean interrupted = false;
        while (true) {
            try {
                second.get();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
                fail(new InterruptedTransferException(forth.bytesDelivered() + back.bytesDelivered(), null));
            } catch (ExecutionException e) {
                throw new AssertionError("relay catches everything", e);
            }
        }
        if (interrupted) Thread.currentThread().interrupt();
    }
}
