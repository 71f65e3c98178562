package io.penstock.model;

import io.penstock.InterruptedTransferException;
import io.penstock.NativeFileChannel;
import io.penstock.UndeliveredException;
import io.penstock.support.Lib;
import java.io.IOException;
import java.nio.channels.Channel;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/**
 * Where our channels may differ from the running JDK's. Stock calls are made here in such a way that what they leave
 * can be compared all the same; whatever else differs is a divergence.
 */
final class AllowedDifference {
    private static final boolean CLOSES_BOTH = Runtime.version().feature() >= 22;

    private AllowedDifference() {}

    /** Two exceptions of ours are subclasses of those that stock throws, which say more. */
    static boolean exceptions(Class<?> stock, Class<?> ours) {
        if (ours == InterruptedTransferException.class) return stock == ClosedByInterruptException.class;
        if (ours == UndeliveredException.class) return stock == IOException.class;
        return stock == ours;
    }

    /**
     * One call of ours goes to {@code end}; stock may stop before, and is called again until it has nothing more to
     * give. An error that comes after bytes have moved is left to the next call, as one call of stock does it too.
     */
    static long transferTo(FileChannel file, long position, long count, WritableByteChannel target, long end)
            throws IOException {
        if (file instanceof NativeFileChannel) return file.transferTo(position, count, target);
        long moved;
        try {
            moved = file.transferTo(position, count, target);
        } catch (ClosedByInterruptException e) {
            throw closedBoth(e, file, target);
        }
        try {
            long n = moved;
            while (n > 0 && moved < Math.min(count, end - position)) {
                n = file.transferTo(position + moved, Math.min(count, end - position) - moved, target);
                moved += n;
            }
        } catch (ClosedChannelException e) {
            throw new AssertionError("nobody closes a channel meanwhile", e);
        } catch (IOException e) {
            return moved;
        }
        return moved;
    }

    /**
     * Where the file cannot be written, stock leaves the position of a source file behind what it has read; ours goes
     * back. Where there is nothing to be read, since JDK 21 stock complains of a position that no file can have; ours
     * returns 0. Without the native library, ours does both as stock does.
     */
    static long transferFrom(FileChannel file, ReadableByteChannel source, long position, long count)
            throws IOException {
        if (file instanceof NativeFileChannel && !Lib.refused()) return file.transferFrom(source, position, count);
        long before = ModelState.undisturbed(() -> source instanceof FileChannel from && from.isOpen() ? from.position()
            : 0L);
        try {
            return file.transferFrom(source, position, count);
        } catch (ClosedByInterruptException e) {
            throw closedBoth(e, file, source);
        } catch (ClosedChannelException e) {
            throw e;
        } catch (IOException e) {
            if (!(source instanceof FileChannel from)) throw e;
            long left = ModelState.undisturbed(() -> from.position(before).size() - before);
            if (position == Long.MAX_VALUE && Math.min(count, left) <= 0) return 0;
            throw e;
        }
    }

    /** Before JDK 22, an interrupt closes the end that sees it; ours closes both on every JDK. */
    private static IOException closedBoth(ClosedByInterruptException e, Channel file, Channel other)
            throws IOException {
        if (!CLOSES_BOTH) {
            file.close();
            other.close();
        }
        return e;
    }

    /**
     * Stock sees one of ours as a channel of unknown make, which finds out about its mode when the first byte comes,
     * and about the end of the file when there is none left, and about an interrupt when there is something to move.
     * Transfers where that matters are not made.
     */
    static boolean canBeSeenByStock(ModelState world, int stock, int other, boolean mode, long count) {
        if (!world.isStockInBoth(stock) || world.isStockInBoth(other)) return true;
        return mode && count != 0 && world.slots.get(stock).file != world.slots.get(other).file;
    }
}
