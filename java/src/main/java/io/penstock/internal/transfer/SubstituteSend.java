package io.penstock.internal.transfer;

import io.penstock.Strategy;
import io.penstock.TransferOptions;
import io.penstock.internal.end.FileEnd;
import io.penstock.internal.end.SelectableEnd;
import io.penstock.internal.jni.Failures;
import io.penstock.internal.jni.Outcome;
import java.io.IOException;
import java.nio.channels.WritableByteChannel;

/** A transfer to a socket or pipe by {@code sendfile(2)} that ends where the JDK's would. */
public final class SubstituteSend extends KernelSend {
    /** Returned where nothing was done, and the JDK has to do it. */
    public static final long LEFT = -1;

    /** The most bytes that the JDK moves in one call; some callers keep the count in an {@code int}. */
    public static final long MOST = 0x7fff_f000;

    private final SelectableEnd end;
    private boolean refused;
    private boolean bounded;

    public SubstituteSend(FileEnd file, long position, long count, WritableByteChannel target, SelectableEnd end) {
        super(file, position, Math.min(count, MOST), target, end, Strategy.SENDFILE, TransferOptions.DEFAULT);
        this.end = end;
    }

    @Override
    long runAfter(long outcome) throws IOException {
        return unlessRefused(super.runAfter(outcome));
    }

    /** Returns the bytes moved, or {@link #LEFT} if the kernel has refused before the first. */
    public long unlessRefused(long bytes) {
        return refused ? LEFT : bytes;
    }

    @Override
    boolean again(long word) throws IOException {
        if (Outcome.stop(word) == Outcome.REFUSED) {
            refused = moved == 0;
            return false;
        }
        boolean isShort = Outcome.stop(word) == Outcome.PAUSE && moved < count && Outcome.bytes(word) % chunk != 0;
        if (isShort && !end.isBlocking()) return false; // full, or the file has ended: one more call would only say so
        if (isShort && !bounded) bound();
        return super.again(word);
    }

    /**
     * Ends the transfer where the file ends now, because it may grow for ever. Looks at the size only when the end may
     * have been reached, which saves a system call.
     */
    private void bound() throws IOException {
        long size = file.size();
        if (size > 0) count = Math.min(count, Math.max(size - position, moved));
        bounded = true;
    }

    @Override
    IOException failure(int errno) {
        return Failures.plain(errno);
    }
}
