package io.penstock.internal;

import io.penstock.Strategy;
import io.penstock.TransferOptions;
import io.penstock.TransferResult;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.WritableByteChannel;
import java.util.Objects;

/** Checks the arguments of a transfer as the JDK does and chooses who carries it. */
public final class Transfers {
    private Transfers() {}

    /** Why native transfers are not to be had, or null if they are. */
    public static Throwable unavailability() {
        return Library.FAILURE != null ? Library.FAILURE : FileHandles.missing();
    }

    /** A range of the file; see {@link io.penstock.NativeChannels}. */
    public static TransferResult transferTo(
            FileChannel file, long position, long count, WritableByteChannel target, TransferOptions options) throws IOException {
        check(file, position, count, target);
        return choose(file, position, count, target, options).run();
    }

    /** In the order in which {@code FileChannelImpl} checks. */
    private static void check(FileChannel file, long position, long count, WritableByteChannel target) throws IOException {
        if (!file.isOpen()) throw new ClosedChannelException();
        if (!Objects.requireNonNull(target, "target").isOpen()) throw new ClosedChannelException();
        if (isJdks(file) && !FileHandles.cover(file)) {
            file.transferTo(position, Math.min(count, 0), target); // moves nothing, and we cannot see what it can
            return;
        }
        if (FileHandles.cover(file) && !FileHandles.isReadable(file)) throw new NonReadableChannelException();
        if (target instanceof FileChannel other && FileHandles.cover(other) && !FileHandles.isWritable(other))
            throw new NonWritableChannelException();
        if (position < 0) throw new IllegalArgumentException("position is negative: " + position);
        if (count < 0) throw new IllegalArgumentException("count is negative: " + count);
    }

    private static Transfer choose(FileChannel file, long position, long count, WritableByteChannel target, TransferOptions options) {
        Target end = FileHandles.cover(file) && file != target ? Target.of(target) : null;
        if (end != null) return new KernelTransfer(file, position, count, end, options);
        if (options.strategy() != Strategy.AUTO) throw refusal(file, target, options.strategy());
        Throwable cause = unavailability();
        String reason = cause == null ? null : "no native transfers: " + cause;
        if (!isJdks(file) || !isJdks(target))
            return new BufferTransfer(file, position, count, target, options.bufferSize(), reason);
        if (reason == null) reason = "channels whose descriptors are not known, or one channel with itself";
        return new StockTransfer(file, position, count, target, reason);
    }

    private static UnsupportedOperationException refusal(FileChannel file, WritableByteChannel target, Strategy strategy) {
        Throwable cause = unavailability();
        return cause != null ? Refusal.withoutLibrary(strategy, cause) : Refusal.withoutDescriptor(strategy, file, target);
    }

    /** Whether the JDK's {@code transferTo} has a better way for it than a buffer. */
    private static boolean isJdks(Object channel) {
        return (channel instanceof FileChannel || channel instanceof SelectableChannel)
            && channel.getClass().getModule() == Object.class.getModule();
    }
}
