package io.penstock.internal;

import io.penstock.TransferPath;
import io.penstock.TransferResult;
import java.io.IOException;
import java.net.SocketException;
import java.nio.channels.Channel;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;

/**
 * A transfer from a socket or pipe into a file by native code: {@code splice(2)} through a pipe, or copying where the kernel
 * refuses or no pipe is to be had. In the order of locks of {@link KernelSend}.
 */
final class StreamReceive extends Receive implements SystemCall {
    /** The most one native call may move, in bytes: a close has to wait no longer than this takes. */
    private static final long CHUNK = 64 << 20;

    private static final TransferPath[] PATHS = TransferPath.values();

    private final SelectableEnd end;
    private final Channel interruptible;
    private Flow flow;
    private long calls;
    private int path;
    private int refusal;

    StreamReceive(FileChannel file, long position, long count, ReadableByteChannel source, SelectableEnd end) {
        super(file, position, count, source);
        this.end = end;
        interruptible = closedByInterrupt() != null ? closedByInterrupt() : end.channel(); // as its own read would
    }

    @Override
    void move() throws IOException {
        end.lock();
        try (Flow opened = Flow.open(Flow.SPLICE)) {
            flow = opened;
            try {
                while (moved < count && !end.isShut() && again(SystemCall.guarded(interruptible, file, end, this))) {} // each turn looks anew whether both are open
            } catch (IOException | RuntimeException e) {
                if (flow.held() == 0) throw e;
                throw undelivered(flow.take(), e);
            }
        } finally {
            end.unlock();
        }
    }

    @Override
    public long on(int fd, int sourceFd) {
        long size = Math.min(count - moved, CHUNK);
        long word = flow.stepIntoFile(sourceFd, end.blocksInKernel(), fd, position + moved, size);
        moved += Outcome.bytes(word);
        calls += Outcome.calls(word);
        path = Outcome.path(word);
        refusal = Outcome.errno(word);
        return word;
    }

    @Override
    public boolean hasMoved() {
        return moved > 0;
    }

    /** Whether another native call is due after this one, if bytes are left. */
    private boolean again(long word) throws IOException {
        int stop = Outcome.stop(word);
        switch (stop) {
            case Outcome.PAUSE, Outcome.EINTR:
                return true;
            case Outcome.END:
                SystemCall.checkOpen(file, end); // a descriptor that a close has replaced reads as ended
                return false;
            case Outcome.EAGAIN:
                return end.await(stock::isOpen);
            default:
                SystemCall.checkOpen(file, end); // closing one end makes errors at the other
                if (stop == Errno.ECONNRESET && flow.held() == 0) {
                    end.setReset();
                    throw new SocketException("Connection reset");
                }
                throw new IOException("%s: %s from %s to %s".formatted(Native.describe(stop), PATHS[path], source, file));
        }
    }

    @Override
    TransferResult result(long bytes) {
        String reason = refusal == 0 ? null : "splice(2) refused these two ends: " + Native.describe(refusal);
        return new TransferResult(bytes, bytes == 0 ? TransferPath.NONE : PATHS[path], calls, reason);
    }
}
