package io.penstock;

import io.penstock.internal.FileChannels;
import io.penstock.internal.ScatterGather;
import io.penstock.internal.Transfers;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Transfers out of files that the kernel carries itself, without the bytes entering the heap.
 *
 * <p>The targets: sockets, pipe sinks and files go by native code; a {@code DatagramChannel} goes as the JDK does it, one
 * packet a call; every other {@link WritableByteChannel} is written to from a large direct buffer. Where the native library
 * is {@linkplain #isAvailable() not available}, the JDK carries everything.
 *
 * <p><b>How far a call goes.</b> Into a blocking target, a call returns when {@code count} bytes have been moved or the file
 * has ended, however large it is; it blocks while the target is full. Into a non-blocking one it goes as far as there is
 * room, maybe 0 bytes. A file that becomes shorter meanwhile ends the transfer. The file's own position is not used and does
 * not move; a target file is written at its position, which moves, or at its end if it was opened for appending.
 *
 * <p><b>What cuts a call short</b> (another thread's close, an I/O error) is thrown if no byte has moved; else the call
 * returns the number of bytes and the next one meets the trouble. An interrupt closes both channels and is always thrown:
 * {@link InterruptedTransferException} says how many bytes had moved.
 *
 * <p>All methods may be called by any number of threads, platform or virtual. Transfers into one socket or pipe run one after
 * the other, each as a whole if the target is blocking. A virtual thread that waits for room in a socket or pipe does not
 * occupy its carrier.
 *
 * <p>Bad arguments give what {@link FileChannel#transferTo} gives, before any byte has moved:
 * <table class="striped">
 * <caption>Exceptions of every {@code transferTo}, in the order of the checks</caption>
 * <tr><th scope="col">thrown</th><th scope="col">when</th></tr>
 * <tr><td>{@link NullPointerException}</td><td>an argument is null</td></tr>
 * <tr><td>{@link java.nio.channels.ClosedChannelException}</td><td>an end is closed, or the socket's output shut down</td></tr>
 * <tr><td>{@link java.nio.channels.NonReadableChannelException}</td><td>the file was not opened for reading</td></tr>
 * <tr><td>{@link java.nio.channels.NonWritableChannelException}</td><td>the target file was not opened for writing</td></tr>
 * <tr><td>{@link IllegalArgumentException}</td><td>position or count is negative</td></tr>
 * <tr><td>{@link java.nio.channels.NotYetConnectedException}</td><td>the socket is not connected</td></tr>
 * <tr><td>{@link UnsupportedOperationException}</td>
 *     <td>an explicit {@link Strategy} cannot serve; the message says why and which would</td></tr>
 * </table>
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/sendfile.2.html">sendfile(2)</a>
 * @see <a href="https://man7.org/linux/man-pages/man2/splice.2.html">splice(2)</a>
 */
public final class NativeChannels {
    private NativeChannels() {}

    /**
     * Transfers a whole file, from byte 0 to the end it has when the call begins.
     *
     * @param file open for reading
     * @param target open for writing
     * @return bytes moved, &ge; 0; may exceed 2 GiB
     * @throws IOException if the transfer is cut short before its first byte; and whenever it is interrupted
     */
    public static long transferTo(FileChannel file, WritableByteChannel target) throws IOException {
        return transferTo(file, 0, Long.MAX_VALUE, target);
    }

    /**
     * Transfers a range of a file.
     *
     * @param file open for reading
     * @param position where the range begins, in bytes, &ge; 0; at or past the end of the file there is nothing to move
     * @param count length of the range in bytes, &ge; 0; may reach past the end of the file and exceed 2 GiB;
     *     {@link Long#MAX_VALUE} means to the end that the file has when the call begins
     * @param target open for writing
     * @return bytes moved, 0 to {@code count}
     * @throws IOException if the transfer is cut short before its first byte; and whenever it is interrupted
     */
    public static long transferTo(FileChannel file, long position, long count, WritableByteChannel target) throws IOException {
        return Transfers.transferTo(file, position, count, target, TransferOptions.DEFAULT).bytes();
    }

    /**
     * Transfers a range of a file in a chosen way and tells how it went.
     *
     * @param file open for reading
     * @param position where the range begins, in bytes, &ge; 0; at or past the end of the file there is nothing to move
     * @param count length of the range in bytes, &ge; 0; may reach past the end of the file and exceed 2 GiB;
     *     {@link Long#MAX_VALUE} means to the end that the file has when the call begins
     * @param target open for writing
     * @param options the way
     * @return bytes moved, and how
     * @throws IOException if the transfer is cut short before its first byte; and whenever it is interrupted
     * @throws UnsupportedOperationException if an explicit strategy cannot serve these two ends
     */
    public static TransferResult transferTo(
            FileChannel file, long position, long count, WritableByteChannel target, TransferOptions options) throws IOException {
        Objects.requireNonNull(options, "options");
        return Transfers.transferTo(file, position, count, target, options);
    }

    /**
     * Opens a file, transfers all of it, and closes it.
     *
     * @param file a file that can be read
     * @param target open for writing
     * @return bytes moved, &ge; 0; may exceed 2 GiB
     * @throws IOException if the file cannot be opened; if the transfer is cut short before its first byte; and whenever it is
     *     interrupted
     */
    public static long transferTo(Path file, WritableByteChannel target) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return transferTo(channel, target);
        }
    }

    /**
     * Opens a file, transfers a range of it, and closes it.
     *
     * @param file a file that can be read
     * @param position where the range begins, in bytes, &ge; 0; at or past the end of the file there is nothing to move
     * @param count length of the range in bytes, &ge; 0; may reach past the end of the file and exceed 2 GiB;
     *     {@link Long#MAX_VALUE} means to the end that the file has when the call begins
     * @param target open for writing
     * @return bytes moved, 0 to {@code count}
     * @throws IOException if the file cannot be opened; if the transfer is cut short before its first byte; and whenever it is
     *     interrupted
     */
    public static long transferTo(Path file, long position, long count, WritableByteChannel target) throws IOException {
        return transferTo(file, position, count, target, TransferOptions.DEFAULT).bytes();
    }

    /**
     * Opens a file, transfers a range of it in a chosen way, closes it, and tells how it went.
     *
     * @param file a file that can be read
     * @param position where the range begins, in bytes, &ge; 0; at or past the end of the file there is nothing to move
     * @param count length of the range in bytes, &ge; 0; may reach past the end of the file and exceed 2 GiB;
     *     {@link Long#MAX_VALUE} means to the end that the file has when the call begins
     * @param target open for writing
     * @param options the way
     * @return bytes moved, and how
     * @throws IOException if the file cannot be opened; if the transfer is cut short before its first byte; and whenever it is
     *     interrupted
     * @throws UnsupportedOperationException if an explicit strategy cannot serve these two ends
     */
    public static TransferResult transferTo(
            Path file, long position, long count, WritableByteChannel target, TransferOptions options) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return transferTo(channel, position, count, target, options);
        }
    }

    /**
     * Opens a file as a channel whose transfers are those of this class.
     *
     * @param path the file
     * @param options as in {@link FileChannel#open(Path, OpenOption...)}, and {@link NativeOpenOption}s
     * @return a channel that can take the place of the JDK's
     * @throws IOException if the file cannot be opened
     * @throws UnsupportedOperationException if an option cannot be had; the message says why
     */
    public static NativeFileChannel open(Path path, OpenOption... options) throws IOException {
        return FileChannels.open(path, new HashSet<>(Arrays.asList(options)));
    }

    /**
     * Opens a file as a channel whose transfers are those of this class, with attributes if it is created.
     *
     * @param path the file
     * @param options as in {@link FileChannel#open(Path, Set, FileAttribute...)}, and {@link NativeOpenOption}s
     * @param attributes of a file that is created
     * @return a channel that can take the place of the JDK's
     * @throws IOException if the file cannot be opened
     * @throws UnsupportedOperationException if an option or attribute cannot be had; the message says why
     */
    public static NativeFileChannel open(Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes) throws IOException {
        return FileChannels.open(path, options, attributes);
    }

    /**
     * Puts a channel whose transfers are those of this class before one that is open. Both have the same position, the same
     * locks, and close together: where the stock channel is closed behind our back, ours is at its next call.
     *
     * @param channel any file channel
     * @return a channel that can take its place; {@code channel} itself if it is one already
     */
    public static NativeFileChannel wrap(FileChannel channel) {
        return FileChannels.wrap(Objects.requireNonNull(channel, "channel"));
    }

    /**
     * Whether {@code sendfile} into this socket needs no copy by the CPU, because its network device gathers a packet from
     * several pieces of memory. Asks the device that has the socket's local address ({@code ETHTOOL_GSG}).
     *
     * @param socket a connected socket
     * @return true or false; empty where it cannot be known: no network device (a Unix-domain socket), a driver that does not
     *     say, no native library
     * @throws java.nio.channels.ClosedChannelException if the socket is closed
     * @throws java.nio.channels.NotYetConnectedException if it is not connected
     * @throws IOException if the socket's address or its device cannot be found out
     */
    public static Optional<Boolean> scatterGather(SocketChannel socket) throws IOException {
        return ScatterGather.of(socket);
    }

    /**
     * Whether native code carries transfers; if not, the JDK does, and explicit strategies are refused.
     *
     * @return true on Linux with a library for this machine and a JDK whose channels we know
     */
    public static boolean isAvailable() {
        return Transfers.unavailability() == null;
    }

    /**
     * Why native code does not carry transfers.
     *
     * @return what loading the library, or the search for the JDK's channels, ended with; empty if {@link #isAvailable()}
     */
    public static Optional<Throwable> unavailabilityCause() {
        return Optional.ofNullable(Transfers.unavailability());
    }
}
