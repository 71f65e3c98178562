package io.penstock.internal.transfer;

import io.penstock.InterruptedTransferException;
import io.penstock.Strategy;
import io.penstock.TransferOptions;
import io.penstock.internal.end.FileEnd;
import io.penstock.internal.end.FileWrapper;
import io.penstock.internal.end.SelectableEnd;
import io.penstock.internal.end.SystemCall;
import io.penstock.internal.event.Events;
import io.penstock.internal.jdk.FileHandles;
import io.penstock.internal.jdk.ThreadHandles;
import io.penstock.internal.jni.Native;
import io.penstock.internal.jni.Outcome;
import io.penstock.internal.operation.Operation;
import java.io.IOException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.Channel;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The first turn of a transfer to a socket, which for a few bytes is also the last. It allocates no object, so that
 * small transfers leave no garbage; a {@link KernelSend} goes on if more is to be done. The order is that of {@code
 * StreamEnd} and {@link SystemCall#guarded}.
 */
public final class FirstTurn {
    private FirstTurn() {}

    /**
     * Tells whether transfers to that channel may begin here. Not while events are recorded, because this class keeps
     * no data for an event.
     */
    public static boolean serves(WritableByteChannel target) {
        if (ThreadHandles.isMissing() || SelectableEnd.Kind.SOCKET_OUT.handles() == null) return false;
        return target.getClass() == SelectableEnd.Known.SOCKET_OUT.type() && !Events.areOn();
    }

    /** Tells whether the socket is ready for {@link #send}, as far as can be seen without its lock. */
    public static boolean isReady(SocketChannel target) {
        return SelectableEnd.Known.SOCKET_OUT.isReady(target);
    }

    /**
     * Moves bytes out of a file that is not open for direct I/O. Further turns are made with the socket's lock too, so
     * that no other thread writes in between.
     *
     * @param substitute whether this replaces the JDK's own transfer, so that a {@link SubstituteSend} goes on
     * @param stock the stock channel that the file wraps, or the file itself; {@link FileHandles} cover it
     * @param count in bytes, &gt; 0; {@link Long#MAX_VALUE} means to the end that the file has now
     * @return bytes moved, or what {@link KernelSend#runAfter} returns
     */
    public static long send(
            boolean substitute, FileChannel file, FileChannel stock, long position, long count, SocketChannel target)
            throws IOException {
        long outcome = 0;
        ReentrantLock lock = SelectableEnd.Known.SOCKET_OUT.lock(target);
        try {
            long most = count < Long.MAX_VALUE ? count : Send.bounded(file, position, count);
            lock.lock();
            try {
                SelectableEnd.Known.SOCKET_OUT.join(target);
                try {
                    if (target.isBlocking()) SelectableEnd.Known.SOCKET_OUT.makeNonBlockingIfVirtual(target);
                    Channel interruptible = FileWrapper.closedByInterrupt(file, stock, true);
                    SystemCall.begin(interruptible);
                    try {
                        outcome = inThreadSet(substitute, stock, position, most, target);
                    } finally {
                        if (interruptible != null) FileHandles.end(interruptible, Outcome.bytes(outcome) > 0);
                    }
                } finally {
                    SelectableEnd.Known.SOCKET_OUT.leave(target);
                }
                boolean done = Outcome.bytes(outcome) == most || Outcome.stop(outcome) == Outcome.END;
                if (done) return Outcome.bytes(outcome);
                return rest(substitute, new FileEnd(file, stock, true), position, most, target).runAfter(outcome);
            } finally {
                lock.unlock();
            }
        } catch (InterruptedTransferException e) {
            throw e; // the rest has closed both
        } catch (ClosedByInterruptException e) {
            throw Operation.interrupted(Outcome.bytes(outcome), e, file, target);
        }
    }

    private static KernelSend rest(boolean substitute, FileEnd from, long position, long count, SocketChannel target) {
        SelectableEnd to = SelectableEnd.target(target);
        return substitute
            ? new SubstituteSend(from, position, count, target, to)
            : new KernelSend(from, position, count, target, to, Strategy.AUTO, TransferOptions.DEFAULT);
    }

    private static long inThreadSet(
            boolean substitute, FileChannel file, long position, long count, SocketChannel target)
            throws AsynchronousCloseException {
        Strategy strategy = substitute ? Strategy.SENDFILE : Strategy.AUTO;
        Object threads = FileHandles.threads(file);
        int ticket = FileHandles.add(threads);
        try {
            if (!file.isOpen() || !target.isOpen()) throw new AsynchronousCloseException();
            return Native.checked(Native.transferTo(strategy.ordinal(), FileHandles.fd(file), position,
                    Math.min(count, TransferOptions.MAX_CHUNK), SelectableEnd.Known.SOCKET_OUT.fd(target),
                    TransferOptions.DEFAULT_BUFFER_SIZE));
        } finally {
            FileHandles.remove(threads, ticket);
        }
    }
}
