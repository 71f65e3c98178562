package io.penstock.internal.gather;

import io.penstock.Strategy;
import io.penstock.TransferOptions;
import io.penstock.TransferPath;
import io.penstock.internal.end.End;
import io.penstock.internal.end.FileEnd;
import io.penstock.internal.end.FileWrapper;
import io.penstock.internal.end.SelectableEnd;
import io.penstock.internal.end.SystemCall;
import io.penstock.internal.flow.Gathering;
import io.penstock.internal.jni.Errno;
import io.penstock.internal.jni.Failures;
import io.penstock.internal.jni.Native;
import io.penstock.internal.jni.Outcome;
import io.penstock.internal.memory.Buffers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;

/**
 * A gather to a descriptor by native code. Pieces are collected and delivered together; a large range, or one with
 * nothing beside it, goes as a separate transfer after the bytes collected before it.
 *
 * <p>The order of locks is that of {@code KernelSend}: each native call is made inside the thread set of the file that
 * it reads, or whose bytes are the next to be delivered.
 */
final class KernelGather extends GatherSend {
    /** A range of this many bytes or more is not collected: {@code sendfile} is as fast. */
    private static final long LARGE = 256 << 10;

    private final SelectableEnd end;
    private final boolean fine;
    private Gathering collector;

    /** The file {@link #inUse}, or the one before. */
    private FileEnd entered;

    /** The file that bytes were collected from last, and whether bytes of another or of the trailer are there too. */
    private FileChannel collected;

    private boolean mixed;
    private boolean interrupted;

    KernelGather(Message.Place place, WritableByteChannel target, SelectableEnd end, boolean fine,
            TransferOptions options) {
        super(place, target, options, true);
        this.end = end;
        this.fine = fine;
    }

    @Override
    public void move() throws IOException {
        if (!end.lock(turns)) return;
        try {
            while (!place.atEnd() && goOn() && turn()) {}
        } finally {
            if (collector != null) collector.close();
            end.unlock();
            if (interrupted) Thread.currentThread().interrupt();
        }
    }

    /** Makes a turn. Returns whether another one is due. */
    private boolean turn() throws IOException {
        boolean empty = collector == null || collector.held() == 0;
        if (empty && place.file() != null && (place.left() >= LARGE || place.isLast()))
            return again(guarded(place.file(), this::transfer));
        if (empty) collect(place.copy());
        return collector.held() > 0 && again(guarded(place.nextFile(), (file, to) -> deliver(to)));
    }

    @Override
    TransferPath path() {
        if (collector == null) return TransferPath.SENDFILE;
        return fine ? TransferPath.READ_WRITE : TransferPath.SPLICE;
    }

    @Override
    String reason() {
        return null;
    }

    @Override
    public void release() {
        end.release();
    }

    @Override
    public void regain() throws IOException {
        end.regain();
    }

    private long transfer(int file, int to) {
        long size = Math.min(place.left(), chunk);
        int auto = Strategy.AUTO.ordinal();
        return moved(Native.checked(Native.transferTo(
            auto, file, place.position(), size, to, TransferOptions.DEFAULT_BUFFER_SIZE)));
    }

    private long moved(long word) {
        delivered(Outcome.bytes(word));
        return word;
    }

    /**
     * Delivers the collected bytes and returns an {@link Outcome}. The call may wait in the kernel only with bytes of a
     * single file, the one in whose thread set it is: otherwise it would be unknown how many bytes went meanwhile, and
     * so which file's close must end the wait.
     */
    private long deliver(int to) {
        long n = collector.deliver(to, !mixed || !end.blocksInKernel());
        return n < 0 ? -n << 32 : moved(n);
    }

    private boolean again(long word) throws IOException {
        switch (Outcome.stop(word)) {
            case Outcome.PAUSE:
                return Outcome.bytes(word) > 0;
            case Outcome.END:
                isShort = true;
                return false;
            case Outcome.EINTR:
                return true;
            case Outcome.EAGAIN:
                return turns.isNews(word) || await();
            default:
                throw failure(Outcome.stop(word));
        }
    }

    /**
     * Waits as {@code KernelSend} does: an interrupt that a file ignores is put aside until a file comes that heeds it.
     */
    private boolean await() throws IOException {
        FileChannel file = place.nextFile();
        if (ignoresInterrupts(file) && Thread.interrupted()) interrupted = true;
        return end.await(file == null ? target::isOpen : FileWrapper.inner(file)::isOpen);
    }

    private static boolean ignoresInterrupts(FileChannel file) {
        return file != null && FileWrapper.closedByInterrupt(file) == null;
    }

    private IOException failure(int errno) throws IOException {
        checkOpen();
        return Failures.of(errno, "gather to " + target);
    }

    /** Throws if an end is closed: closing one causes errors, and ends of stream, at the other. */
    private void checkOpen() throws AsynchronousCloseException {
        SystemCall.checkOpen(inUse == null ? End.NONE : entered, end);
    }

    /** Makes a call that concerns this file, or none. */
    private long guarded(FileChannel file, SystemCall call) throws IOException {
        inUse = file;
        if (interrupted && !ignoresInterrupts(file)) {
            interrupted = false;
            Thread.currentThread().interrupt();
        }
        if (file != null) return SystemCall.guarded(endOf(file), end, call);
        // A non-blocking channel's own write ignores interrupts too, and its close waits for the lock that we hold.
        return SystemCall.guarded(end.isBlocking() ? target : null, End.NONE, end, call);
    }

    private FileEnd endOf(FileChannel file) {
        if (entered == null || entered.file != file) entered = new FileEnd(file);
        return entered;
    }

    /**
     * Collects from here on until the gathering is full or has everything. An error after some bytes comes up again
     * once they have gone.
     */
    private void collect(Message.Place next) throws IOException {
        if (collector == null) collector = new Gathering(!fine);
        isShort = false;
        collected = null;
        mixed = false;
        long n = 1;
        while (n > 0 && !next.atEnd() && collector.held() < chunk) {
            try {
                n = next.file() == null ? collectBuffer(next)
                    : guarded(next.file(), (file, to) -> collectFile(next, file));
            } catch (AsynchronousCloseException e) {
                if (e instanceof ClosedByInterruptException || collector.held() == 0) throw e;
                return;
            }
            if (n == -Errno.EINTR) n = 1;
        }
        if (collector.held() > 0 || next.atEnd()) return;
        if (n < 0) throw failure((int) -n);
        checkOpen();
        isShort = true;
    }

    /** Collects from all ranges of this file that follow each other. Returns the result of the last call. */
    private long collectFile(Message.Place next, int fd) {
        FileChannel file = next.file();
        if (collected != null && collected != file) mixed = true;
        collected = file;
        long n;
        do {
            n = collector.add(fd, next.position(), Math.min(next.left(), chunk - collector.held()));
            if (n > 0) next.advance(n);
        } while (n > 0 && next.file() == file && collector.held() < chunk);
        return n;
    }

    private long collectBuffer(Message.Place next) {
        ByteBuffer copy = Buffers.takeDirect(TransferOptions.DEFAULT_BUFFER_SIZE);
        try {
            ByteBuffer bytes = next.buffer();
            int most = (int) Math.min(copy.clear().remaining(), chunk - collector.held());
            bytes.limit(bytes.position() + Math.min(bytes.remaining(), most));
            long n = collector.add(copy.put(bytes).flip());
            if (n <= 0) return n;
            if (collected != null) mixed = true;
            next.advance(n);
            return n;
        } finally {
            Buffers.give(copy);
        }
    }
}
