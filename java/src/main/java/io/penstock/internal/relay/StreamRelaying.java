package io.penstock.internal.relay;

import io.penstock.TransferOptions;
import io.penstock.TransferPath;
import io.penstock.TransferResult;
import io.penstock.internal.end.SelectableEnd;
import io.penstock.internal.flow.Flow;
import io.penstock.internal.jni.Outcome;
import io.penstock.internal.turn.Turns;
import io.penstock.internal.transfer.Refusal;
import io.penstock.internal.value.Transferred;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/** A relay between descriptors, by native code. It takes the reader's lock first, then the writer's. */
final class StreamRelaying extends Relaying {
    private static final TransferPath[] PATHS = TransferPath.values();

    private final SelectableEnd from;
    private final SelectableEnd to;
    private final Flow flow;
    private long read;
    private long delivered;
    private long held;
    private boolean freed;
    private long calls;
    private int path;
    private int refusal;

    StreamRelaying(ReadableByteChannel source, SelectableEnd from, WritableByteChannel target, SelectableEnd to,
            ByteBuffer prefix, TransferOptions options) {
        super(source, target, options);
        this.from = from;
        this.to = to;
        flow = Flow.kept(Flow.ADAPT, prefix);
        held = prefix.remaining();
    }

    @Override
    Step move(long turn) throws IOException {
        lock(Turns.NONE);
        try {
            return stepOf(callNative(turn));
        } finally {
            unlock();
        }
    }

    private Step stepOf(long word) throws IOException {
        switch (Outcome.stop(word)) {
            case Outcome.PAUSE, Outcome.EINTR:
                return Step.MOVED;
            case Outcome.END:
                checkOpen(); // a descriptor that a close has replaced reads as ended
                return Step.END;
            case Outcome.EAGAIN:
                return held > 0 ? Step.NEED_WRITE : Step.NEED_READ;
            default:
                throw failure(Outcome.stop(word));
        }
    }

    @Override
    boolean moveAll(Run run, long turn) throws IOException {
        if (!lock(run.turns)) return false;
        try {
            while (run.goOn()) {
                if (!again(callNative(turn), run.turns)) return true;
            }
            empty();
            return false;
        } catch (RuntimeException | Error e) { // thrown by a listener
            emptyAfter(e);
            throw e;
        } finally {
            unlock();
        }
    }

    /** Delivers held bytes as far as the target takes them without waiting. */
    private void empty() throws IOException {
        while (held > 0 && stepOf(callNative(held)) == Step.MOVED) {}
    }

    private void emptyAfter(Throwable thrown) {
        if (!from.isJoined() || !to.isJoined()) return;
        try {
            empty();
        } catch (IOException e) {
            thrown.addSuppressed(e);
        }
    }

    /** Tells whether another native call is due after this one. */
    private boolean again(long word, Turns turns) throws IOException {
        Step step = stepOf(word);
        if (turns.isNews(word)) return step != Step.END;
        boolean waits = true;
        if (step == Step.NEED_READ) waits = from.await(target::isOpen);
        else if (step == Step.NEED_WRITE) waits = to.await(source::isOpen);
        // made non-blocking since the check, by a listener for one
        if (!waits) throw new IllegalBlockingModeException();
        return step != Step.END;
    }

    /** Locks both ends. Returns false if the relay was cancelled first. */
    private boolean lock(Turns turns) throws IOException {
        if (!from.lock(turns)) return false;
        try {
            if (to.lock(turns)) return true;
            from.unlock();
            return false;
        } catch (Throwable e) {
            from.unlock();
            throw e;
        }
    }

    @Override
    void releaseEnds() {
        try {
            to.release();
        } finally {
            from.release();
        }
    }

    @Override
    void regainEnds() throws IOException {
        from.regain();
        to.regain();
    }

    private void unlock() {
        try {
            to.unlock();
        } finally {
            from.unlock();
        }
    }

    private synchronized long callNative(long turn) throws IOException {
        if (freed) throw new AsynchronousCloseException();
        if (from.isShut() && held == 0) return Outcome.ENDED;
        long word = flow.stepIntoStream(from.fd(), from.blocksInKernel(), to.fd(), to.blocksInKernel(), turn);
        calls += Outcome.calls(word);
        path = Outcome.path(word);
        refusal = Outcome.errno(word);
        delivered += Outcome.bytes(word);
        read = flow.bytesRead();
        held = flow.held();
        return word;
    }

    private IOException failure(int errno) throws IOException {
        checkOpen(); // closing one end causes errors at the other
        String details = "relay from %s to %s".formatted(source, target);
        return held == 0 ? from.readFailure(errno, details) : to.failure(errno, details);
    }

    private void checkOpen() throws AsynchronousCloseException {
        if (!source.isOpen() || !target.isOpen()) throw new AsynchronousCloseException();
    }

    @Override
    public synchronized long bytesRead() {
        return read;
    }

    @Override
    public synchronized long bytesDelivered() {
        return delivered;
    }

    @Override
    public synchronized long bytesHeld() {
        return held;
    }

    @Override
    boolean isInKernel() {
        return true;
    }

    @Override
    synchronized TransferResult result() {
        TransferPath taken = delivered == 0 ? TransferPath.NONE : PATHS[path];
        return new Transferred(delivered, taken, calls, Refusal.bySplice(refusal));
    }

    @Override
    public synchronized byte[] take() throws IOException {
        return freed ? new byte[0] : flow.take();
    }

    @Override
    synchronized long free() {
        if (freed) return 0;
        freed = true;
        flow.close();
        long lost = held;
        held = 0;
        return lost;
    }
}
