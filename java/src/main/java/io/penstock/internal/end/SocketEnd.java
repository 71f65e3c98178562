package io.penstock.internal.end;

import io.penstock.internal.jdk.BufferHandles;
import io.penstock.internal.jdk.Members;
import io.penstock.internal.jdk.SocketHandles;
import io.penstock.internal.jdk.ThreadHandles;
import io.penstock.internal.jni.Errno;
import io.penstock.internal.jni.Failures;
import io.penstock.internal.thread.VirtualWaits;
import io.penstock.internal.turn.Turns;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.channels.Channel;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/** One direction of a {@code java.net.Socket}, under the protocol of its streams. */
public final class SocketEnd extends StreamEnd {
    private static volatile Members.Found<SocketHandles> output;
    private static volatile Members.Found<SocketHandles> input;

    /** {@code ENOTSOCK} to {@code EINPROGRESS} are errors of sockets; those below and above are errors of files. */
    private static final int FIRST_OF_SOCKETS = 88;

    private static final int LAST_OF_SOCKETS = 115;

    private final SocketStreams channel;
    private final SocketHandles handles;
    private final Object socket;
    private final Object stateLock;
    private long timeout;
    private long waitsSince;

    private SocketEnd(SocketStreams channel, SocketHandles handles, Object socket) {
        super(handles.lock(socket));
        this.channel = channel;
        this.handles = handles;
        this.socket = socket;
        stateLock = handles.stateLock(socket);
    }

    static SocketEnd target(SocketStreams channel) {
        return of(channel, output().handles());
    }

    static SocketEnd source(SocketStreams channel) {
        return BufferHandles.isMissing() ? null : of(channel, input().handles()); // needed to take bytes back
    }

    private static Members.Found<SocketHandles> output() {
        Members.Found<SocketHandles> known = output;
        if (known == null) known = Members.lack();
        return known != null ? known : Members.search(SocketHandles::ofOutput, all -> output = all);
    }

    private static Members.Found<SocketHandles> input() {
        Members.Found<SocketHandles> known = input;
        if (known == null) known = Members.lack();
        return known != null ? known : Members.search(SocketHandles::ofInput, all -> input = all);
    }

    /** Returns why sockets are out of reach in at least one direction, or null if they are not. */
    static Throwable missing() {
        return Coverage.first(output().missing(), input().missing(), ThreadHandles.missing(), BufferHandles.missing());
    }

    private static SocketEnd of(SocketStreams channel, SocketHandles handles) {
        if (handles == null || ThreadHandles.isMissing()) return null;
        Object socket = handles.of(channel.socket());
        return socket != null ? new SocketEnd(channel, handles, socket) : null;
    }

    @Override
    public Channel channel() {
        return channel;
    }

    /** Takes the lock. The read timeout starts here, so that it covers the wait for another reader. */
    @Override
    boolean acquire(ReentrantLock lock, Turns turns) throws IOException {
        waitsSince = System.nanoTime();
        int millis = handles.isOutput() ? 0 : handles.timeout(socket);
        timeout = TimeUnit.MILLISECONDS.toNanos(millis);
        return millis > 0 ? acquireInTime(lock, turns) : super.acquire(lock, turns);
    }

    private boolean acquireInTime(ReentrantLock lock, Turns turns) throws SocketTimeoutException {
        for (long left = timeout; left > 0; left = timeout - (System.nanoTime() - waitsSince)) {
            if (turns.isCancelled()) return false;
            if (handles.tryLock(lock, turns.patience(left)) > 0) return true;
        }
        throw new SocketTimeoutException("Read timed out");
    }

    @Override
    boolean enterThread() throws IOException {
        synchronized (stateLock) {
            check();
            handles.thread().set(socket);
            return ThreadHandles.inVirtualThread();
        }
    }

    @Override
    boolean prepare(boolean virtual) throws IOException {
        if (virtual || timeout > 0) handles.makeNonBlocking(socket);
        return !handles.isNonBlocking(socket);
    }

    @Override
    void leaveThread() {
        synchronized (stateLock) {
            handles.thread().clear(socket);
            if (handles.state(socket) == handles.closing()) handles.tryFinishClose(socket);
        }
    }

    @Override
    boolean keepsLock() {
        return true;
    }

    @Override
    public void regain() throws IOException {
        super.regain();
        moved(); // what happened meanwhile was no wait for bytes
    }

    private void check() throws SocketException {
        int state = handles.state(socket);
        if (state != handles.connected())
            throw new SocketException(state < handles.connected() ? "Not connected" : "Socket closed");
        if (!handles.isOutput() && handles.wasReset(socket)) throw new SocketException("Connection reset");
    }

    @Override
    public boolean isShut() {
        return handles.isInputClosed(socket);
    }

    @Override
    boolean setReset() {
        handles.setReset(socket);
        return true;
    }

    @Override
    int fd() {
        return handles.fd(socket);
    }

    @Override
    public void moved() {
        if (timeout > 0) waitsSince = System.nanoTime();
    }

    @Override
    public boolean await(BooleanSupplier wanted) throws IOException {
        long left = timeout == 0 ? 0 : timeout - (System.nanoTime() - waitsSince);
        if (timeout > 0 && left <= 0) throw new SocketTimeoutException("Read timed out");
        try {
            if (isVirtual()) awaitVirtually(left, wanted);
            else handles.await(socket, within(left, VirtualWaits.INTERVAL_NANOS));
        } catch (InterruptedIOException e) {
            return true; // a virtual thread; the file's begin, or ignoresInterrupts, is next to see it
        }
        return true;
    }

    private void awaitVirtually(long left, BooleanSupplier wanted) throws IOException {
        long unwatched = within(left, VirtualWaits.UNWATCHED_NANOS);
        VirtualWaits.await(() -> handles.await(socket, left), () -> handles.poll(socket, unwatched), wanted);
    }

    /** Returns the smaller of the two times; 0 is no bound. */
    private static long within(long left, long nanos) {
        return left == 0 ? nanos : Math.min(left, nanos);
    }

    /**
     * Treats an interrupt as the socket's streams do: one of a virtual thread closes the socket, one of a platform
     * thread is ignored.
     */
    @Override
    public boolean ignoresInterrupts() throws IOException {
        if (!isVirtual()) return true;
        if (!Thread.currentThread().isInterrupted()) return false;
        channel.close();
        throw new SocketException("Closed by interrupt");
    }

    @Override
    public IOException failure(int errno, String details) {
        return isOfSocket(errno) ? Failures.ofSocket(errno, details) : super.failure(errno, details);
    }

    /** Tells whether an errno is one of sockets; all others are errors of the file. */
    public static boolean isOfSocket(int errno) {
        return switch (errno) {
            case Errno.EPIPE, Errno.ENONET, Errno.EPROTO -> true; // routers can make the latter two
            default -> errno >= FIRST_OF_SOCKETS && errno <= LAST_OF_SOCKETS;
        };
    }
}
