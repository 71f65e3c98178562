package io.penstock.internal.substitute;

import io.penstock.InterruptedTransferException;
import io.penstock.TransferOptions;
import io.penstock.UndeliveredException;
import io.penstock.internal.end.Coverage;
import io.penstock.internal.end.FileEnd;
import io.penstock.internal.end.SelectableEnd;
import io.penstock.internal.jdk.FileHandles;
import io.penstock.internal.transfer.BufferReceive;
import io.penstock.internal.transfer.FirstTurn;
import io.penstock.internal.transfer.Receive;
import io.penstock.internal.transfer.SubstituteReceive;
import io.penstock.internal.transfer.SubstituteSend;
import io.penstock.internal.transfer.Transfers;
import io.penstock.internal.turn.Turns;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;

/**
 * Transfers in place of the JDK's own, for callers that do not know this library: where native code moves the bytes
 * better and everything else is as they may expect. The JDK does all else, errors of arguments and of the channels'
 * states included. Never calls a transfer of a channel.
 */
public final class Substitutes {
    /** Returned where nothing was done, and the JDK has to do it. */
    public static final long LEFT = SubstituteSend.LEFT;

    private Substitutes() {}

    /** Returns why the JDK does all transfers, or null if it does not. */
    public static Throwable unavailability() {
        return Coverage.gap(FileChannel.class);
    }

    /** Returns why the JDK does some kinds of transfers on this release of it, or null if it does none. */
    public static Throwable gap() {
        return SelectableEnd.missing();
    }

    /**
     * Transfers as {@link FileChannel#transferTo} of that channel does, into sockets and pipes; or returns {@link
     * #LEFT}.
     */
    public static long transferTo(FileChannel file, long position, long count, WritableByteChannel target)
            throws IOException {
        if (position < 0 || count <= 0 || !FileHandles.cover(file)) return LEFT;
        if (!file.isOpen() || !FileHandles.isReadable(file) || FileHandles.isDirect(file)) return LEFT;
        try {
            if (target instanceof SocketChannel socket && FirstTurn.serves(socket)) {
                long most = Math.min(count, SubstituteSend.MOST);
                return FirstTurn.isReady(socket) ? FirstTurn.send(true, file, file, position, most, socket) : LEFT;
            }
            SelectableEnd end = SelectableEnd.target(target);
            if (end == null || !end.isReady()) return LEFT;
            SubstituteSend send = new SubstituteSend(new FileEnd(file), position, count, target, end);
            return send.unlessRefused(send.run());
        } catch (InterruptedTransferException e) {
            throw plain(e);
        }
    }

    /**
     * Transfers as {@link FileChannel#transferFrom} of that channel does, out of sockets and pipes; or returns {@link
     * #LEFT}.
     */
    public static long transferFrom(FileChannel file, ReadableByteChannel source, long position, long count)
            throws IOException {
        if (position < 0 || count <= 0 || !FileHandles.cover(file)) return LEFT;
        SelectableEnd end = SelectableEnd.source(source);
        if (end == null || !end.isReady() || !file.isOpen() || !FileHandles.isWritable(file)) return LEFT;
        if (FileHandles.appends(file) || FileHandles.isDirect(file)) return LEFT;
        FileEnd to = new FileEnd(file);
        Receive receive = end.isBlocking()
            ? new SubstituteReceive(to, position, count, source, end)
            : new BufferReceive(
                to, position, count, source, TransferOptions.DEFAULT, Turns.NONE, Transfers.NON_BLOCKING);
        try {
            return receive.run();
        } catch (InterruptedTransferException e) {
            throw plain(e);
        } catch (UndeliveredException e) {
            if (e.getCause() instanceof Error error) throw error;
            if (e.bytesTransferred() > 0) return e.bytesTransferred();
            throw e.getCause() instanceof IOException cause ? cause : e;
        }
    }

    /** Returns an exception of the JDK's own class, which can be serialised to a JVM without our classes. */
    private static ClosedByInterruptException plain(InterruptedTransferException e) {
        ClosedByInterruptException plain = new ClosedByInterruptException();
        if (e.bytesTransferred() > 0) plain.initCause(new IOException(e.getMessage()));
        return plain;
    }
}
