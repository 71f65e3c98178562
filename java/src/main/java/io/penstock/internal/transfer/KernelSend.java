package io.penstock.internal.transfer;

import io.penstock.Strategy;
import io.penstock.TransferOptions;
import io.penstock.TransferPath;
import io.penstock.TransferResult;
import io.penstock.internal.end.End;
import io.penstock.internal.end.FileEnd;
import io.penstock.internal.end.SocketEnd;
import io.penstock.internal.end.SystemCall;
import io.penstock.internal.jdk.FileHandles;
import io.penstock.internal.jni.Errno;
import io.penstock.internal.jni.Failures;
import io.penstock.internal.jni.Native;
import io.penstock.internal.jni.Outcome;
import io.penstock.internal.turn.Turns;
import io.penstock.internal.value.Transferred;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.WritableByteChannel;

/**
 * A transfer to a descriptor by native code. The native call moves bytes; this class decides whether to go on, waits
 * for room, and checks that the channels are still open.
 *
 * <p>The order is: the target's lock, then for each native call the file's interrupt slot and its thread set. In the
 * set, wait for room only in a system call, which the signal of a {@code close} interrupts: the close waits until the
 * set is empty.
 */
class KernelSend extends Send implements SystemCall {
    private static final TransferPath[] PATHS = TransferPath.values();

    private final End end;
    private final int bufferSize;

    /**
     * Whether the file is open for direct I/O: then every strategy except MAP_WRITE would have to read whole blocks.
     */
    private final boolean direct;

    private Strategy strategy;
    private long calls;
    private byte path; // a byte to save memory, as is the next field: each transfer allocates such an object
    private short refusal;
    private boolean interrupted;

    /** Whether a {@link FirstTurn} was made, and its outcome. */
    private boolean begun;

    private long first;

    KernelSend(FileEnd file, long position, long count, WritableByteChannel target, End end, Strategy strategy,
            TransferOptions options) {
        super(file, position, count, target, options, Turns.of(options, target, true));
        this.end = end;
        direct = FileHandles.isDirect(file.stock);
        this.strategy = direct && strategy == Strategy.AUTO ? Strategy.MAP_WRITE : strategy;
        bufferSize = options.bufferSize();
    }

    /**
     * Runs the rest of a transfer after a {@link FirstTurn}, with the socket's lock. Returns the bytes moved by all
     * turns.
     */
    long runAfter(long outcome) throws IOException {
        begun = true;
        first = outcome;
        add(outcome);
        return run();
    }

    @Override
    public void move() throws IOException {
        if (!begun && !end.lock(turns)) return;
        try {
            if (begun && !againAfterFirst()) return;
            // each turn checks anew that both channels are open
            while (moved < count && goOn() && again(SystemCall.guarded(fileEnd, end, this))) {}
        } finally {
            end.unlock();
            if (interrupted) Thread.currentThread().interrupt();
        }
    }

    /**
     * Handles the outcome of the first turn. From here on its lock is held a second time, even if the channel is closed
     * meanwhile.
     */
    private boolean againAfterFirst() throws IOException {
        end.regain();
        return again(first);
    }

    @Override
    public long on(int fd, int targetFd) {
        long size = Math.min(count - moved, chunk);
        long word = Native.checked(
            Native.transferTo(strategy.ordinal(), fd, position + moved, size, targetFd, bufferSize));
        add(word);
        return word;
    }

    private void add(long word) {
        moved += Outcome.bytes(word);
        calls += Outcome.calls(word);
        path = (byte) Outcome.path(word);
        if (strategy == Strategy.AUTO && Outcome.errno(word) != 0) {
            refusal = (short) Outcome.errno(word);
            strategy = Strategy.READ_WRITE; // the first choice would be refused again
        }
    }

    @Override
    public void release() {
        end.release();
    }

    @Override
    public void regain() throws IOException {
        end.regain();
    }

    @Override
    public boolean hasMoved(long result) {
        return moved > 0;
    }

    /**
     * Waits for room. Virtual threads do not wait while they are interrupted. If the file ignores interrupts, this one
     * is put aside until the end: restored earlier, it would end the next wait too.
     */
    private boolean await() throws IOException {
        if (fileEnd.closedByInterrupt == null && end.ignoresInterrupts() && Thread.interrupted()) interrupted = true;
        return end.await(fileEnd.stock::isOpen);
    }

    /** Tells whether another native call is due after this one, if bytes are left. */
    boolean again(long word) throws IOException {
        switch (Outcome.stop(word)) {
            case Outcome.PAUSE:
                return Outcome.bytes(word) > 0; // a device may take no byte and give no reason
            case Outcome.END:
                ended = true;
                return false;
            case Outcome.EINTR:
                return true;
            case Outcome.EAGAIN:
                return turns.isNews(word) || await();
            case Outcome.REFUSED:
                if (moved > 0) return false;
                SystemCall.checkOpen(fileEnd, end);
                throw Refusal.byKernel(strategy, file, target, Outcome.errno(word));
            default:
                SystemCall.checkOpen(fileEnd, end); // closing one end causes errors at the other
                throw failure(Outcome.stop(word));
        }
    }

    /** Returns what to throw when a system call has failed with that errno. */
    IOException failure(int errno) {
        String details = "%s from %s to %s".formatted(PATHS[path], file, target);
        if (!(end instanceof SocketEnd) || !SocketEnd.isOfSocket(errno)) return end.failure(errno, details);
        try { // sendfile does not tell which of the two has failed; a read of the file meets its error again
            if (file.size() > position + moved) file.read(ByteBuffer.allocate(1), position + moved);
        } catch (ClosedByInterruptException e) {
            return e;
        } catch (IOException e) {
            if (Errno.message(errno).equals(e.getMessage())) return Failures.of(errno, details);
        }
        return end.failure(errno, details);
    }

    @Override
    TransferResult ofWay() {
        String reason = refusal != 0 ? Refusal.bySendfile(refusal) : direct ? Transfers.DIRECT : null;
        return new Transferred(moved, moved == 0 ? TransferPath.NONE : PATHS[path], calls, reason);
    }
}
