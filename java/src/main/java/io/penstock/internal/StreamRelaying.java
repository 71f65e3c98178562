package io.penstock.internal;

import io.penstock.Relay.Step;
import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/** A relay between descriptors, by native code, in the order of locks: the reader's, then the writer's. */
final class StreamRelaying extends Relaying {
    /** The most one native call delivers, in bytes, so that others get their turn. */
    private static final long CHUNK = 1 << 20;

    private final SelectableEnd from;
    private final SelectableEnd to;
    private final Flow flow;
    private long read;
    private long delivered;
    private long held;
    private boolean freed;

    StreamRelaying(ReadableByteChannel source, SelectableEnd from, WritableByteChannel target, SelectableEnd to, ByteBuffer prefix) {
        super(source, target);
        this.from = from;
        this.to = to;
        flow = Flow.open(Flow.ADAPT, prefix);
        held = prefix.remaining();
    }

    @Override
    Step move() throws IOException {
        lock();
        try {
            return stepOf(callNative());
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
    void moveAll() throws IOException {
        lock();
        try {
            while (again(callNative())) checkOpen();
        } finally {
            unlock();
        }
    }

    private boolean again(long word) throws IOException {
        Step step = stepOf(word);
        if (step == Step.NEED_READ) from.await(target::isOpen);
        if (step == Step.NEED_WRITE) to.await(source::isOpen);
        return step != Step.END;
    }

    private void lock() throws IOException {
        from.lock();
        try {
            to.lock();
        } catch (Throwable e) {
            from.unlock();
            throw e;
        }
    }

    private void unlock() {
        to.unlock();
        from.unlock();
    }

    private synchronized long callNative() throws IOException {
        if (freed) throw new AsynchronousCloseException();
        if (from.isShut() && held == 0) return Outcome.ENDED;
        long word = flow.stepIntoStream(from.fd(), from.blocksInKernel(), to.fd(), to.blocksInKernel(), CHUNK);
        delivered += Outcome.bytes(word);
        read = flow.bytesRead();
        held = flow.held();
        return word;
    }

    private IOException failure(int errno) throws IOException {
        checkOpen(); // closing one end makes errors at the other
        if (held == 0 && errno == Errno.ECONNRESET) {
            from.setReset();
            return new SocketException("Connection reset");
        }
        return new IOException("%s: relay from %s to %s".formatted(Native.describe(errno), source, target));
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
    synchronized ByteBuffer take() throws IOException {
        return freed ? ByteBuffer.allocate(0) : flow.take();
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
