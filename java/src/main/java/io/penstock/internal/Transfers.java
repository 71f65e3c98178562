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

    /** The whole file; a size of 0 says nothing about files of {@code /proc}, so those are read until they end. */
    public static long wholeFile(FileChannel file, WritableByteChannel target) throws IOException {
        check(file, 0, 0, target);
        long size = file.size();
        return transferTo(file, 0, size == 0 ? Long.MAX_VALUE : size, target, TransferOptions.DEFAULT).bytes();
    }

    /** A range of the file; see {@link io.penstock.NativeChannels}. */
    public static TransferResult transferTo(
            FileChannel file, long position, long count, WritableByteChannel target, TransferOptions options) throws IOException {
        check(file, position, count, target);
        if (target instanceof FileChannel) count = withinFile(file, position, count);
        return choose(file, position, count, target, options).run();
    }

    /** In the order in which {@code FileChannelImpl} checks. */
    private static void check(FileChannel file, long position, long count, WritableByteChannel target) throws IOException {
        if (!file.isOpen()) throw new ClosedChannelException();
        if (!Objects.requireNonNull(target, "target").isOpen()) throw new ClosedChannelException();
        if (FileHandles.cover(file) && !FileHandles.isReadable(file)) throw new NonReadableChannelException();
        if (target instanceof FileChannel other && FileHandles.cover(other) && !FileHandles.isWritable(other))
            throw new NonWritableChannelException();
        if (position < 0) throw new IllegalArgumentException("position is negative: " + position);
        if (count < 0) throw new IllegalArgumentException("count is negative: " + count);
    }

    /** Bounds the count by the size as it is now: a target that is the same file grows while it is written. */
    private static long withinFile(FileChannel file, long position, long count) throws IOException {
        long size = file.size();
        return size == 0 ? count : Math.min(count, Math.max(size - position, 0));
    }

    private static Transfer choose(FileChannel file, long position, long count, WritableByteChannel target, TransferOptions options) {
        Target end = FileHandles.cover(file) && file != target ? Target.of(target) : null;
        if (end != null) return new KernelTransfer(file, position, count, end, options);
        if (options.strategy() != Strategy.AUTO) throw refusal(file, target, options.strategy());
        if (isJdks(file) && isJdks(target)) return new StockTransfer(file, position, count, target, stockReason());
        return new BufferTransfer(file, position, count, target, options.bufferSize());
    }

    private static UnsupportedOperationException refusal(FileChannel file, WritableByteChannel target, Strategy strategy) {
        Throwable cause = unavailability();
        return cause != null ? Refusal.withoutLibrary(strategy, cause) : Refusal.withoutDescriptor(strategy, file, target);
    }

    private static String stockReason() {
        Throwable cause = unavailability();
        return cause != null ? "no native transfers: " + cause : "channels whose descriptors are not known, or one channel with itself";
    }

    /** Whether the JDK's {@code transferTo} has a better way for it than a buffer. */
    private static boolean isJdks(Object channel) {
        return (channel instanceof FileChannel || channel instanceof SelectableChannel)
            && channel.getClass().getModule() == Object.class.getModule();
    }
}
