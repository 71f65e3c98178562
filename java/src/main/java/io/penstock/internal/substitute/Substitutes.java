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
 * Transfers in the place of the JDK's own: where native code moves the bytes better and everything else is as its
 * caller, who has never heard of us, may expect. All else is left to the JDK, errors of arguments and of the channels'
 * states among it. Never calls a transfer of a channel.
 */
public final class Substitutes {
    /** Answered where nothing was done, and the JDK has to do it. */
    public static final long LEFT = SubstituteSend.LEFT;

    private Substitutes() {}

    /** Why all transfers are left to the JDK, or null if not all are. */
    public static Throwable unavailability() {
        return Coverage.gap(FileChannel.class);
    }

    /** Why some kinds of transfers are left to the JDK on this release of it, or null if none is. */
    public static Throwable gap() {
        return SelectableEnd.missing();
    }

    /** As {@link FileChannel#transferTo} of that channel, into sockets and pipes; or {@link #LEFT}. */
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

    /** As {@link FileChannel#transferFrom} of that channel, out of sockets and pipes; or {@link #LEFT}. */
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

    /** One of the JDK's own, which can be sent to where nobody has our classes. */
    private static ClosedByInterruptException plain(InterruptedTransferException e) {
        ClosedByInterruptException plain = new ClosedByInterruptException();
        if (e.bytesTransferred() > 0) plain.initCause(new IOException(e.getMessage()));
        return plain;
    }
}
