package io.penstock.internal.transfer;

import io.penstock.Strategy;
import io.penstock.TransferOptions;
import io.penstock.TransferResult;
import io.penstock.internal.end.Checks;
import io.penstock.internal.end.Coverage;
import io.penstock.internal.end.End;
import io.penstock.internal.end.FileEnd;
import io.penstock.internal.end.FileWrapper;
import io.penstock.internal.end.StreamEnd;
import io.penstock.internal.jdk.FileHandles;
import io.penstock.internal.operation.Operation;
import io.penstock.internal.turn.Turns;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channel;
import java.nio.channels.Channels;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.FileChannel;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.util.Objects;

/** Checks the arguments of a transfer as the JDK does and chooses the class that carries it. */
public final class Transfers {
    /** The reason for a transfer over a mapping, which reads such a file at any position. */
    static final String DIRECT = "the source is open for direct I/O";

    private static final String DIRECT_TARGET = "the target is open for direct I/O";

    /** The reason why the bytes of such a channel are not spliced. */
    public static final String NON_BLOCKING = "the source does not block";

    private static final String DEAF = "the file ignores interrupts, so that the socket is read by its stream";

    private Transfers() {}

    /**
     * Transfers a range of the file; see {@link io.penstock.NativeChannels}. Most transfers of a few bytes to a socket
     * allocate no object.
     */
    public static long transferTo(FileChannel file, long position, long count, WritableByteChannel target)
            throws IOException {
        FileChannel from = FileWrapper.inner(file);
        WritableByteChannel to = FileWrapper.inner(target);
        try {
            boolean covered = checkSend(from, position, count, to);
            boolean isPlain = covered && !FileHandles.isDirect(from);
            if (isPlain && count > 0 && to instanceof SocketChannel socket && FirstTurn.serves(socket))
                return FirstTurn.send(false, file, from, position, count, socket);
            FileEnd end = new FileEnd(file, from, covered);
            return chooseSend(end, position, count, target, to, Strategy.AUTO, TransferOptions.DEFAULT).run();
        } finally {
            FileWrapper.follow(file);
            FileWrapper.follow(target);
        }
    }

    /** A range of the file; see {@link io.penstock.NativeChannels}. */
    public static TransferResult transferTo(
            FileChannel file, long position, long count, WritableByteChannel target, Strategy strategy,
            TransferOptions options) throws IOException {
        FileChannel from = FileWrapper.inner(file);
        WritableByteChannel to = FileWrapper.inner(target);
        try {
            boolean covered = checkSend(from, position, count, to);
            Send send = chooseSend(new FileEnd(file, from, covered), position, count, target, to, strategy, options);
            send.run();
            return send.result();
        } finally {
            FileWrapper.follow(file);
            FileWrapper.follow(target);
        }
    }

    /** Transfers at most {@code count} bytes of a stream, or of a file at its position, into a range of the file. */
    public static TransferResult transferFrom(
            ReadableByteChannel source, FileChannel file, long position, long count, TransferOptions options)
            throws IOException {
        ReadableByteChannel from = FileWrapper.inner(source);
        FileChannel to = FileWrapper.inner(file);
        try {
            boolean covered = checkReceive(from, to, position, count);
            Receive receive = chooseReceive(source, from, new FileEnd(file, to, covered), position, count, options);
            receive.run();
            return receive.result();
        } finally {
            FileWrapper.follow(source);
            FileWrapper.follow(file);
        }
    }

    /** Checks a channel of unknown state by one of its own calls, which moves nothing here. */
    private static void checkByCall(Check transfer, Channel file, Channel other) throws IOException {
        try {
            transfer.run();
        } catch (ClosedByInterruptException e) {
            throw Operation.interrupted(0, e, file, other);
        }
    }

    private interface Check {
        void run() throws IOException;
    }

    /** Checks in the order of {@code FileChannelImpl}. Returns whether {@link FileHandles} cover the file. */
    private static boolean checkSend(FileChannel file, long position, long count, WritableByteChannel target)
            throws IOException {
        if (!file.isOpen()) throw new ClosedChannelException();
        if (!Objects.requireNonNull(target, "target").isOpen()) throw new ClosedChannelException();
        boolean covered = FileHandles.cover(file);
        if (!covered && isJdks(file)) {
            checkByCall(() -> file.transferTo(position, Math.min(count, 0), target), file, target);
            return false;
        }
        if (covered && !FileHandles.isReadable(file)) throw new NonReadableChannelException();
        if (target instanceof FileChannel other && FileHandles.cover(other) && !FileHandles.isWritable(other))
            throw new NonWritableChannelException();
        checkRange(position, count);
        return covered;
    }

    /**
     * Checks in the order of {@code FileChannelImpl}, which before JDK 21 looks at the source's mode last; {@link
     * Receive} does so.
     */
    private static boolean checkReceive(ReadableByteChannel source, FileChannel file, long position, long count)
            throws IOException {
        if (!file.isOpen()) throw new ClosedChannelException();
        if (!Objects.requireNonNull(source, "source").isOpen()) throw new ClosedChannelException();
        boolean covered = FileHandles.cover(file);
        if (!covered && isJdks(file)) {
            checkByCall(() -> file.transferFrom(source, position, Math.min(count, 0)), file, source);
            return false;
        }
        if (!covered) checkByCall(() -> Checks.write(file), file, source); // before any byte is taken from the source
        if (Receive.LEAVES_GAPS) checkReadable(source);
        if (covered && !FileHandles.isWritable(file)) throw new NonWritableChannelException();
        checkRange(position, count);
        return covered;
    }

    /** Refuses what a transfer of the whole source would refuse before its first byte. */
    public static void checkSource(ReadableByteChannel source) throws IOException {
        ReadableByteChannel from = FileWrapper.inner(Objects.requireNonNull(source, "source"));
        if (!from.isOpen()) throw new ClosedChannelException();
        checkReadable(from);
        if (from instanceof FileChannel file && !FileHandles.cover(file)) { // only the channel itself knows then
            WritableByteChannel nowhere = Channels.newChannel(OutputStream.nullOutputStream());
            checkByCall(() -> file.transferTo(0, 0, nowhere), file, source);
        }
        if (from instanceof SocketChannel socket && !socket.isConnected()) throw new NotYetConnectedException();
        if (from instanceof SelectableChannel stream && !stream.isBlocking()) throw new IllegalBlockingModeException();
    }

    /** Throws if the source is a file that is known not to be open for reading. */
    static void checkReadable(ReadableByteChannel source) {
        if (source instanceof FileChannel file && FileHandles.cover(file) && !FileHandles.isReadable(file))
            throw new NonReadableChannelException();
    }

    private static void checkRange(long position, long count) {
        if (position < 0) throw new IllegalArgumentException("position is negative: " + position);
        if (count < 0) throw new IllegalArgumentException("count is negative: " + count);
    }

    private static Send chooseSend(
            FileEnd file, long position, long count, WritableByteChannel target, WritableByteChannel to,
            Strategy strategy, TransferOptions options) {
        FileChannel from = file.stock;
        End end = file.covered && from != to ? End.target(to) : null;
        if (end != null) return new KernelSend(file, position, count, target, end, strategy, options);
        if (strategy != Strategy.AUTO)
            throw refusal(file.file, target, strategy, Coverage.gapOf(from, to));
        if (isJdks(from) && isJdks(to)) return new StockSend(file, position, count, to, options, why(from, to));
        return new BufferSend(file, position, count, target, options, Turns.of(options, to, false), why(from, to));
    }

    private static Receive chooseReceive(
            ReadableByteChannel source, ReadableByteChannel from, FileEnd file, long position, long count,
            TransferOptions options) {
        FileChannel to = file.stock;
        if (file.covered && from != to && from instanceof FileChannel sourceFile && FileHandles.cover(sourceFile)) {
            if (FileHandles.isDirect(sourceFile)) return new StockReceive(file, position, count, from, options, DIRECT);
            return new CopyReceive(file, position, count, new FileEnd((FileChannel) source), options);
        }
        StreamEnd end = file.covered ? End.source(from) : null;
        boolean direct = file.covered && FileHandles.isDirect(to);
        if (end != null && !direct && heedsInterrupts(from, file))
            return new StreamReceive(file, position, count, source, end, options);
        if (isJdks(to) && (from instanceof DatagramChannel || (isJdks(from) && !file.covered)))
            return new StockReceive(file, position, count, from, options, why(from, to));
        if (direct && from instanceof SelectableChannel stream && !stream.isBlocking())
            throw new UnsupportedOperationException(
                "%s is open for direct I/O, and %s is non-blocking: what it has now may end within a block".formatted(
                    file.file, source));
        String reason = direct ? DIRECT_TARGET
            : end == null ? why(from, to)
            : from instanceof SelectableChannel ? NON_BLOCKING : DEAF;
        Turns turns = Turns.of(options, from, false);
        return new BufferReceive(file, position, count, source, options, turns, reason);
    }

    /**
     * Tells whether an interrupt ends the transfer at any moment, as it does in native code. Channels that do not
     * block, and plain sockets with a file that ignores interrupts, follow the rules of their own reads.
     */
    private static boolean heedsInterrupts(ReadableByteChannel source, FileEnd file) {
        if (source instanceof SelectableChannel selectable) return selectable.isBlocking();
        return file.closedByInterrupt != null;
    }

    private static String why(Channel from, Channel to) {
        return Coverage.why("channels whose descriptors are not known, or one channel with itself", from, to);
    }

    private static UnsupportedOperationException refusal(FileChannel file, WritableByteChannel target,
            Strategy strategy, Throwable cause) {
        return cause != null ? Refusal.withoutNative(strategy, cause)
            : Refusal.withoutDescriptor(strategy, file, target);
    }

    /** Tells whether the JDK's {@code transferTo} serves the channel better than a buffer. */
    private static boolean isJdks(Object channel) {
        return (channel instanceof FileChannel || channel instanceof SelectableChannel)
            && channel.getClass().getModule() == Object.class.getModule();
    }
}
