package io.penstock.internal;

import io.penstock.TransferPath;
import io.penstock.TransferResult;
import io.penstock.UndeliveredException;
import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;

/**
 * A transfer from a socket or pipe into a file by native code: {@code splice(2)} through a pipe, or copying where the kernel
 * refuses or no pipe is to be had. In the order of locks of {@link KernelSend}.
 */
final class StreamReceive extends Receive {
    /** The most one native call may move, in bytes: a close has to wait no longer than this takes. */
    private static final long CHUNK = 64 << 20;

    private static final TransferPath[] PATHS = TransferPath.values();

    private final SelectableEnd end;
    private long calls;
    private int path;
    private int refusal;

    StreamReceive(FileChannel file, long position, long count, ReadableByteChannel source, SelectableEnd end) {
        super(file, position, count, source);
        this.end = end;
    }

    @Override
    void move() throws IOException {
        end.lock();
        try (Flow flow = Flow.open(Flow.SPLICE)) {
            try {
                while (moved < count && !end.isShut() && again(callNative(flow), flow)) {} // each turn looks anew whether both are open
            } catch (IOException | RuntimeException e) {
                keep(flow, e);
                throw e;
            }
        } finally {
            end.unlock();
        }
    }

    /** One native call, inside of what keeps both descriptors from being closed. */
    private long callNative(Flow flow) throws IOException {
        FileChannel interruptible = closedByInterrupt();
        if (interruptible != null) FileHandles.begin(interruptible);
        try {
            return callInThreadSet(flow);
        } finally {
            if (interruptible != null) FileHandles.end(interruptible, moved > 0);
        }
    }

    private long callInThreadSet(Flow flow) throws AsynchronousCloseException {
        Object threads = FileHandles.threads(stock);
        int ticket = FileHandles.add(threads);
        try {
            checkOpen();
            long size = Math.min(count - moved, CHUNK);
            long word = flow.stepIntoFile(end.fd(), end.blocksInKernel(), FileHandles.fd(stock), position + moved, size);
            moved += Outcome.bytes(word);
            calls += Outcome.calls(word);
            path = Outcome.path(word);
            refusal = Outcome.errno(word);
            return word;
        } finally {
            FileHandles.remove(threads, ticket);
        }
    }

    private void checkOpen() throws AsynchronousCloseException {
        if (!stock.isOpen() || !end.channel().isOpen()) throw new AsynchronousCloseException();
    }

    /** Whether another native call is due after this one, if bytes are left. */
    private boolean again(long word, Flow flow) throws IOException {
        int stop = Outcome.stop(word);
        switch (stop) {
            case Outcome.PAUSE, Outcome.EINTR:
                return true;
            case Outcome.END:
                checkOpen(); // a descriptor that a close has replaced reads as ended
                return false;
            case Outcome.EAGAIN:
                return end.await(Outcome.bytes(word) > 0);
            default:
                checkOpen(); // closing one end makes errors at the other
                if (stop == Errno.ECONNRESET && flow.held() == 0) {
                    end.setReset();
                    throw new SocketException("Connection reset");
                }
                throw new IOException("%s: %s from %s to %s".formatted(Native.describe(stop), PATHS[path], source, file));
        }
    }

    /** What has left the source and not reached the file goes with the exception. */
    private void keep(Flow flow, Exception cause) throws IOException {
        if (flow.held() == 0) return;
        ByteBuffer bytes = flow.take();
        UndeliveredException undelivered = new UndeliveredException(moved + bytes.remaining(), moved, bytes, cause);
        if (!(cause instanceof ClosedByInterruptException)) throw undelivered;
        cause.addSuppressed(undelivered);
    }

    @Override
    TransferResult result(long bytes) {
        String reason = refusal == 0 ? null : "splice(2) refused these two ends: " + Native.describe(refusal);
        return new TransferResult(bytes, bytes == 0 ? TransferPath.NONE : PATHS[path], calls, reason);
    }
}
