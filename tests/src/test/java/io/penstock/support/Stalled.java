package io.penstock.support;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/** A transfer that waits, because its peer does not read. */
public final class Stalled implements Closeable {
    /** What the transfer moved before it had to wait. */
    public enum Progress {
        NOTHING,
        SOME
    }

    public static final int SIZE = 8 * Content.MIB;

    public final Content content;
    public final FileChannel file;
    public final Ends ends;
    public final Call call;
    private final int filled;

    private Stalled(Content content, FileChannel file, Ends ends, int filled, Call call) {
        this.content = content;
        this.file = file;
        this.ends = ends;
        this.filled = filled;
        this.call = call;
    }

    public static Stalled start(Lib.ThreadKind thread, Mover mover, Ends.Kind kind, Progress progress)
            throws Exception {
        return start(thread, mover, kind, progress, Content.of(SIZE));
    }

    /** The content must be more than fits between the ends. */
    static Stalled start(Lib.ThreadKind thread, Mover mover, Ends.Kind kind, Progress progress, Content content)
            throws Exception {
        return start(content, content.open(), mover::transferTo, thread, kind, progress);
    }

    /** Out of a file channel of any make, by its own method. */
    public static Stalled start(Lib.ThreadKind thread, FileMaker maker, Ends.Kind kind, Progress progress)
            throws Exception {
        Content content = Content.of(SIZE);
        return start(content, maker.open(content.file, StandardOpenOption.READ), FileChannel::transferTo, thread, kind,
            progress);
    }

    @FunctionalInterface
    private interface Send {
        long transferTo(FileChannel file, long position, long count, WritableByteChannel target) throws IOException;
    }

    private static Stalled start(Content content, FileChannel file, Send send, Lib.ThreadKind thread, Ends.Kind kind,
        Progress progress)
            throws Exception {
        Ends ends = Ends.small(kind);
        int filled = progress == Progress.NOTHING ? Math.toIntExact(ends.fill()) : 0;
        Call call = Call.start(thread, () -> send.transferTo(file, 0, content.bytes.length, ends.target));
        call.awaitBlocked();
        return new Stalled(content, file, ends, filled, call);
    }

    /**
     * Whether bytes have moved where none were to: TCP looks into a closed window later and later, and may find room
     * that nobody saw before. To be asked once the call has been cut short.
     */
    public boolean foundRoom() throws InterruptedException {
        if (filled == 0 || !Ends.isTcp(ends.target)) return false;
        return call.thrownIfAny() == null || Lib.moved(call.thrownIfAny()) > 0;
    }

    /** Ends the stream if it has not ended, and returns what the transfer delivered. */
    public byte[] delivered() throws IOException, InterruptedException {
        if (ends.target.isOpen()) ends.finish();
        byte[] all = Drain.all(ends.source);
        return Arrays.copyOfRange(all, filled, all.length);
    }

    @Override
    public void close() throws IOException {
        file.close();
        ends.close();
    }
}
