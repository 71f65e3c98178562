package io.penstock.internal.transfer;

import io.penstock.TransferOptions;
import io.penstock.TransferPath;
import io.penstock.TransferResult;
import io.penstock.internal.end.FileEnd;
import io.penstock.internal.end.StreamEnd;
import io.penstock.internal.end.SystemCall;
import io.penstock.internal.flow.Flow;
import io.penstock.internal.jni.Failures;
import io.penstock.internal.jni.Outcome;
import io.penstock.internal.turn.Turns;
import io.penstock.internal.value.Transferred;
import java.io.IOException;
import java.nio.channels.Channel;
import java.nio.channels.ReadableByteChannel;

/**
 * A transfer from a socket or pipe into a file by native code: {@code splice(2)} through a pipe, or a copy where the
 * kernel refuses or no pipe is available. It takes locks in the order of {@link KernelSend}.
 */
class StreamReceive extends Receive implements SystemCall {
    private static final TransferPath[] PATHS = TransferPath.values();

    private final StreamEnd end;
    private final Channel interruptible;
    private Flow flow;
    private long calls;
    private int path;
    private int refusal;

    /** The bytes that the flow holds at the beginning of a turn. */
    private long held;

    StreamReceive(
            FileEnd file, long position, long count, ReadableByteChannel source, StreamEnd end,
            TransferOptions options) {
        super(file, position, count, source, options, Turns.of(options, source, true));
        this.end = end;
        // as in the channel's own read
        interruptible = file.closedByInterrupt != null ? file.closedByInterrupt : end.channel();
    }

    @Override
    public void move() throws IOException {
        if (!end.lock(turns)) return;
        try (Flow opened = Flow.open(Flow.SPLICE)) {
            flow = opened;
            try {
                // each turn checks anew that both channels are open
                while (moved < count && goOnOrEmpty() && again(call())) {}
            } catch (IOException | RuntimeException | Error e) {
                drainAfter(e);
                if (flow.held() == 0) throw e;
                throw undelivered(flow, e);
            }
        } finally {
            end.unlock();
        }
    }

    private long call() throws IOException {
        return SystemCall.guarded(interruptible, fileEnd, end, this);
    }

    private void drainAfter(Throwable thrown) {
        try {
            drain();
        } catch (RuntimeException | Error e) { // memory or stack is lacking; UndeliveredException takes the rest
            if (e != thrown) thrown.addSuppressed(e);
        }
    }

    /**
     * Writes the bytes that were taken from the stream to the file if that is open and takes them, even if the stream
     * is closed by now.
     */
    private void drain() {
        long word = 0;
        while (flow.held() > 0 && (Outcome.stop(word) == Outcome.PAUSE || Outcome.stop(word) == Outcome.EINTR)) {
            fileEnd.addThread();
            try {
                if (!fileEnd.isOpen()) return;
                int fd = fileEnd.fd();
                // this count reads no more bytes
                word = flow.stepIntoFile(fd, false, fd, position + moved, flow.held());
            } finally {
                fileEnd.removeThread();
            }
            moved += Outcome.bytes(word);
        }
    }

    /** Tells whether to go on. Bytes that were taken from the stream are written before anything else happens. */
    private boolean goOnOrEmpty() throws IOException {
        held = flow.held();
        ended = held == 0 && end.isShut();
        return !ended && (held > 0 || goOn());
    }

    @Override
    public long on(int fd, int sourceFd) {
        long size = Math.min(count - moved, held > 0 ? held : chunk);
        long word = flow.stepIntoFile(sourceFd, end.blocksInKernel(), fd, position + moved, size);
        moved += Outcome.bytes(word);
        if (Outcome.bytes(word) > 0) end.moved();
        calls += Outcome.calls(word);
        path = Outcome.path(word);
        refusal = Outcome.errno(word);
        return word;
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

    /** Tells whether another native call is due after this one, if bytes are left. */
    private boolean again(long word) throws IOException {
        int stop = Outcome.stop(word);
        switch (stop) {
            case Outcome.PAUSE, Outcome.EINTR:
                return true;
            case Outcome.END:
                // a read of a descriptor that a close has replaced returns the end of stream
                SystemCall.checkOpen(fileEnd, end);
                ended = true;
                return false;
            case Outcome.EAGAIN:
                return turns.isNews(word) || end.await(fileEnd.stock::isOpen);
            default:
                SystemCall.checkOpen(fileEnd, end); // closing one end causes errors at the other
                // held bytes mean that the file has failed
                throw flow.held() == 0 ? end.readFailure(stop, details()) : Failures.of(stop, details());
        }
    }

    /** Returns the details of a failed system call for its exception, or null. */
    String details() {
        return "%s from %s to %s".formatted(PATHS[path], source, file);
    }

    @Override
    TransferResult ofWay() {
        return new Transferred(moved, moved == 0 ? TransferPath.NONE : PATHS[path], calls, Refusal.bySplice(refusal));
    }
}
