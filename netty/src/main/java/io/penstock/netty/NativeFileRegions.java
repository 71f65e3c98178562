package io.penstock.netty;

import io.netty.channel.FileRegion;
import io.penstock.NativeFileChannel;
import java.nio.channels.FileChannel;
import java.util.Objects;

/**
 * Regions of files to be written to Netty's channels, whatever the transport and whatever the file channel: the JDK's
 * own, a {@link NativeFileChannel}, or one of another file system.
 *
 * <p>Use these and not {@link io.netty.channel.DefaultFileRegion} for a {@code NativeFileChannel}: the native code of
 * Netty's epoll, io_uring and kqueue transports reads a private field of the JDK's channel out of whatever channel a
 * {@code DefaultFileRegion} holds, without a look at its class, which is undefined behaviour for every other.
 *
 * <table class="striped">
 * <caption>What carries the bytes</caption>
 * <tr><th scope="col">transport</th><th scope="col">the JDK's channels, and ours before them</th>
 *     <th scope="col">{@linkplain io.penstock.NativeOpenOption#CONCURRENT concurrent} channels,
 *     other file systems</th></tr>
 * <tr><th scope="row">NIO</th><td>{@link io.penstock.NativeChannels}</td>
 *     <td>{@link io.penstock.NativeChannels}</td></tr>
 * <tr><th scope="row">epoll</th><td>Netty, by {@code sendfile}</td><td>buffers</td></tr>
 * <tr><th scope="row">io_uring</th><td>Netty, by {@code splice}</td><td>buffers</td></tr>
 * </table>
 *
 * <p>Netty's io_uring transport calculates with 32 bits (as of 4.2.18): where it would splice, a region that ends
 * beyond 2 GiB of its file fails its write with an {@link java.io.IOException}, instead of sending other bytes. So
 * does, on every transport, a region that reaches past the end of its file, after the bytes that there are.
 *
 * <p>A region belongs to one write, which releases it. It is written by one event loop at a time; the file may be used
 * by any number of regions and threads.
 *
 * @see io.netty.channel.DefaultFileRegion
 */
public final class NativeFileRegions {
    private static final String STOCK = "sun.nio.ch.FileChannelImpl";

    private NativeFileRegions() {}

    /**
     * A region that closes its file when it is released, as Netty's own does.
     *
     * @param file open for reading
     * @param position where the region begins, in bytes, &ge; 0
     * @param count length of the region in bytes, &ge; 0; may exceed 2 GiB, but for io_uring
     * @return a message for {@link io.netty.channel.Channel#write}
     * @throws IllegalArgumentException if a number is negative
     */
    public static FileRegion of(FileChannel file, long position, long count) {
        return region(file, position, count, true);
    }

    /**
     * A region that leaves its file open, for a file that others use too. It must not be closed before the region is
     * written.
     *
     * @param file open for reading
     * @param position where the region begins, in bytes, &ge; 0
     * @param count length of the region in bytes, &ge; 0; may exceed 2 GiB, but for io_uring
     * @return a message for {@link io.netty.channel.Channel#write}
     * @throws IllegalArgumentException if a number is negative
     */
    public static FileRegion shared(FileChannel file, long position, long count) {
        return region(file, position, count, false);
    }

    private static FileRegion region(FileChannel file, long position, long count, boolean owner) {
        Objects.requireNonNull(file, "file");
        if (position < 0) throw new IllegalArgumentException("position is negative: " + position);
        if (count < 0) throw new IllegalArgumentException("count is negative: " + count);
        PlainFileRegion plain = new PlainFileRegion(file, position, count, owner);
        FileChannel stock = unwrap(file);
        return stock.getClass().getName().equals(STOCK) ? new StockFileRegion(plain, stock) : plain;
    }

    /**
     * Returns the channel behind ours. Other channels are returned as they are, also concurrent ones, which do not hand
     * theirs out.
     */
    private static FileChannel unwrap(FileChannel file) {
        if (!(file instanceof NativeFileChannel wrapped)) return file;
        try {
            return wrapped.unwrap();
        } catch (UnsupportedOperationException hidden) {
            return file;
        }
    }
}
