package io.penstock;

import io.penstock.internal.channel.FileChannels;
import io.penstock.internal.copy.Copies;
import io.penstock.internal.end.Coverage;
import io.penstock.internal.flow.Flow;
import io.penstock.internal.gather.ScatterGather;
import io.penstock.internal.relay.Relaying;
import io.penstock.internal.transfer.SocketTransfers;
import io.penstock.internal.transfer.Transfers;
import io.penstock.internal.value.Defaults;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Transfers between files, sockets and pipes that the kernel carries itself, without the bytes entering the heap.
 *
 * <pre>{@code
 * long sent = NativeChannels.transferTo(path, socket);                        // all of the file
 * long received = NativeChannels.transferFrom(socket, path);                  // to the end of the stream
 * try (FileChannel file = FileChannel.open(path)) {
 *     long part = NativeChannels.transferTo(file, position, count, socket);
 *     FileRange range = new FileRange(file, position, count);
 *     TransferResult how = NativeChannels.transferTo(range, socket, TransferOptions.DEFAULT);
 * }
 * }</pre>
 *
 * <p>The short forms of {@code transferTo} and {@code transferFrom} return a number of bytes. Those with
 * {@link TransferOptions} take a {@link FileRange} and return a {@link TransferResult}, which says how the bytes went.
 * Only {@code transferTo} takes a {@link Strategy}, for measurements.
 *
 * <p>Native code writes to sockets, pipe sinks and files; the JDK writes to a {@code DatagramChannel}, one packet a
 * call; every other {@link WritableByteChannel} is written to from a large direct buffer. Where the native library is
 * {@linkplain #isAvailable() not available}, the JDK carries everything.
 *
 * <p><b>How far a call goes.</b> Into a blocking target, a call returns when {@code count} bytes have moved or the file
 * has ended, however large it is; it blocks while the target is full. Into a non-blocking target it moves as many bytes
 * as there is room for, maybe 0. A file that becomes shorter meanwhile ends the transfer. The file's own position is
 * not used and does not move; a target file is written at its position, which moves, or at its end if it was opened for
 * appending.
 *
 * <p><b>What cuts a call short</b> (another thread's close, an I/O error) is thrown if no byte has moved; else the call
 * returns the number of bytes, and the next call throws. An interrupt closes both channels and is always thrown: {@link
 * InterruptedTransferException} says how many bytes had moved. When the kernel refuses a call, the {@code IOException}
 * has the JDK's class and message, to the letter; a {@linkplain Throwable#getSuppressed suppressed} exception in it
 * names the channels, the path and the errno.
 *
 * <p>Any number of threads, platform or virtual, may call any method. Transfers into one socket or pipe run one after
 * the other, each as a whole if the target is blocking. A virtual thread that waits for room in a socket or pipe does
 * not occupy its carrier.
 *
 * <p>Bad arguments cause the exceptions of {@link FileChannel#transferTo}, before any byte has moved:
 * <table class="striped">
 * <caption>Exceptions of every {@code transferTo}, and of {@code transferFrom} in its direction, in the order of the
 * checks</caption>
 * <tr><th scope="col">thrown</th><th scope="col">when</th></tr>
 * <tr><td>{@link NullPointerException}</td><td>an argument is null</td></tr>
 * <tr><td>{@link java.nio.channels.ClosedChannelException}</td>
 *     <td>an end is closed, or the socket's output shut down</td></tr>
 * <tr><td>{@link java.nio.channels.NonReadableChannelException}</td><td>the file was not opened for reading</td></tr>
 * <tr><td>{@link java.nio.channels.NonWritableChannelException}</td>
 *     <td>the target file was not opened for writing</td></tr>
 * <tr><td>{@link IllegalArgumentException}</td>
 *     <td>position or count is negative, which a {@link FileRange} cannot be</td></tr>
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
    public static long transferTo(FileChannel file, long position, long count, WritableByteChannel target)
            throws IOException {
        return Transfers.transferTo(file, position, count, target);
    }

    /**
     * Opens a file, transfers all of it, and closes it.
     *
     * @param file a file that can be read
     * @param target open for writing
     * @return bytes moved, &ge; 0; may exceed 2 GiB
     * @throws IOException if the file cannot be opened; if the transfer is cut short before its first byte; and
     *     whenever it is interrupted
     */
    public static long transferTo(Path file, WritableByteChannel target) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return transferTo(channel, target);
        }
    }

    /**
     * Transfers a whole file, from byte 0 to the end it has when the call begins, to a {@code java.net.Socket}. Blocks
     * until it is written.
     *
     * @param file open for reading
     * @param target connected
     * @return bytes moved, &ge; 0; may exceed 2 GiB
     * @throws java.net.SocketException as {@link #transferTo(FileRange, Socket, TransferOptions)}
     * @throws IOException if the transfer is cut short before its first byte; and whenever it is interrupted
     */
    public static long transferTo(FileChannel file, Socket target) throws IOException {
        return transferTo(FileRange.of(file), target, Defaults.ofTransfers()).bytesTransferred();
    }

    /**
     * Opens a file, transfers all of it to a {@code java.net.Socket}, and closes the file. Blocks until it is written.
     *
     * @param file a file that can be read
     * @param target connected
     * @return bytes moved, &ge; 0; may exceed 2 GiB
     * @throws java.net.SocketException as {@link #transferTo(FileRange, Socket, TransferOptions)}
     * @throws IOException if the file cannot be opened; if the transfer is cut short before its first byte; and
     *     whenever it is interrupted
     */
    public static long transferTo(Path file, Socket target) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return transferTo(channel, target);
        }
    }

    /**
     * Transfers a range of a file with options and tells how it went.
     *
     * <pre>{@code
     * TransferOptions polite = TransferOptions.DEFAULT
     *     .withMaxBytesPerSecond(10_000_000)
     *     .withProgress((done, all) -> show(done, all));
     * TransferResult result = NativeChannels.transferTo(new FileRange(file, position, count), socket, polite);
     * if (result.path() != TransferPath.SENDFILE) System.out.println(result.fallbackReason());
     * }</pre>
     *
     * @param range of a file that is open for reading; at or past the end of the file there is nothing to move
     * @param target open for writing
     * @param options buffer size, chunk, rate, listener and cancellation
     * @return bytes moved, 0 to the range's count, and how
     * @throws IOException if the transfer is cut short before its first byte; and whenever it is interrupted
     */
    public static TransferResult transferTo(FileRange range, WritableByteChannel target, TransferOptions options)
            throws IOException {
        return transferTo(range, target, Defaults.strategy(), options);
    }

    /**
     * Transfers a range of a file by a chosen strategy and tells how it went: for measurements.
     *
     * <pre>{@code
     * TransferOptions small = TransferOptions.DEFAULT.withBufferSize(64 * 1024);
     * TransferResult copied = NativeChannels.transferTo(FileRange.of(file), socket, Strategy.READ_WRITE, small);
     * }</pre>
     *
     * @param range of a file that is open for reading; at or past the end of the file there is nothing to move
     * @param target open for writing
     * @param strategy what is to carry the bytes
     * @param options buffer size, chunk, rate, listener and cancellation
     * @return bytes moved, 0 to the range's count, and how
     * @throws IOException if the transfer is cut short before its first byte; and whenever it is interrupted
     * @throws UnsupportedOperationException if the strategy cannot serve these two ends; the message says why and which
     *     would
     */
    public static TransferResult transferTo(
            FileRange range, WritableByteChannel target, Strategy strategy, TransferOptions options)
            throws IOException {
        Objects.requireNonNull(strategy, "strategy");
        Objects.requireNonNull(options, "options");
        return Transfers.transferTo(range.file(), range.position(), range.count(), target, strategy, options);
    }

    /**
     * Transfers a range of a file to a {@code java.net.Socket} with options and tells how it went. Blocks until the
     * range is written.
     *
     * <p>A socket that has a {@linkplain Socket#getChannel() channel} is written to through it, under the rules of
     * channels. Native code writes to the JDK's own plain sockets. Every other kind, {@code SSLSocket} and all
     * subclasses of {@code Socket} among them, is written to through its output stream only, which may encode the
     * bytes: {@link TransferPath#BUFFER}. If such a stream fails in the middle of a write, the bytes of this write are
     * not counted, though some may have been sent.
     *
     * <p>A closed or reset socket causes a {@link java.net.SocketException}, as its streams do. By itself, a socket
     * ignores interrupts on a platform thread and closes on one of a virtual thread; but an interrupt closes the file
     * unless that is {@linkplain NativeOpenOption#UNINTERRUPTIBLE uninterruptible}, and the transfer then closes both.
     *
     * <pre>{@code
     * FileRange range = new FileRange(file, position, count);
     * TransferResult sent = NativeChannels.transferTo(range, plainJavaNetSocket, TransferOptions.DEFAULT);
     * }</pre>
     *
     * @param range of a file that is open for reading; at or past the end of the file there is nothing to move
     * @param target connected
     * @param options buffer size, chunk, rate, listener and cancellation
     * @return bytes moved, 0 to the range's count, and how
     * @throws java.net.SocketException if the socket is closed, not connected, or its output shut down, which is
     *     checked before the file; or if another thread closes it or the peer resets it before the first byte
     * @throws IOException if the transfer is cut short before its first byte; and whenever it is interrupted
     */
    public static TransferResult transferTo(FileRange range, Socket target, TransferOptions options)
            throws IOException {
        return transferTo(range, target, Defaults.strategy(), options);
    }

    /**
     * Transfers a range of a file to a {@code java.net.Socket} by a chosen strategy and tells how it went: for
     * measurements.
     *
     * @param range of a file that is open for reading; at or past the end of the file there is nothing to move
     * @param target connected
     * @param strategy what is to carry the bytes
     * @param options buffer size, chunk, rate, listener and cancellation
     * @return bytes moved, 0 to the range's count, and how
     * @throws java.net.SocketException as {@link #transferTo(FileRange, Socket, TransferOptions)}
     * @throws IOException if the transfer is cut short before its first byte; and whenever it is interrupted
     * @throws UnsupportedOperationException if the strategy cannot serve these two ends; the message says why and which
     *     would
     */
    public static TransferResult transferTo(
            FileRange range, Socket target, Strategy strategy, TransferOptions options) throws IOException {
        Objects.requireNonNull(strategy, "strategy");
        Objects.requireNonNull(options, "options");
        return SocketTransfers.transferTo(range.file(), range.position(), range.count(), target, strategy, options);
    }

    /**
     * Transfers from a channel into a range of a file. Out of a blocking socket or pipe, a call returns when {@code
     * count} bytes have been moved or the stream has ended; out of a non-blocking one, when there is no more to read. A
     * source file is read at its position, which moves. The target's own position is not used and does not move; before
     * JDK 21 a file that ends before {@code position} is not changed, from 21 on it grows, as {@link
     * FileChannel#transferFrom} does.
     *
     * <pre>{@code
     * long received = NativeChannels.transferFrom(socket, file, 0, count);
     * if (received < count) throw new EOFException("the peer has sent " + received + " bytes of " + count);
     * }</pre>
     *
     * @param source open for reading
     * @param file open for writing
     * @param position where in the file to write, in bytes, &ge; 0; ignored by a file that was opened for appending
     * @param count bytes to move at most, &ge; 0; may exceed 2 GiB; {@link Long#MAX_VALUE} means to the end of the
     *     source
     * @return bytes moved, 0 to {@code count}. Out of a non-blocking source, 0 may mean that nothing has come yet or
     *     that the stream has ended; {@linkplain #transferFrom(ReadableByteChannel, FileRange, TransferOptions) with
     *     options}, the result {@linkplain TransferResult#sourceEnded() says} which
     * @throws UndeliveredException if bytes were taken from a stream and cannot be written
     * @throws IOException if the transfer is cut short before its first byte; and whenever it is interrupted
     */
    public static long transferFrom(ReadableByteChannel source, FileChannel file, long position, long count)
            throws IOException {
        return Transfers.transferFrom(source, file, position, count, Defaults.ofTransfers()).bytesTransferred();
    }

    /**
     * Opens or creates a file, transfers a whole stream into it, and closes it. Blocks until the stream has ended.
     *
     * <pre>{@code
     * long received = NativeChannels.transferFrom(socket, path);                    // replaces what the file held
     * long added = NativeChannels.transferFrom(socket, path, StandardOpenOption.APPEND);
     * }</pre>
     *
     * @param source open for reading, and blocking; a source file is read from its position to its end
     * @param file the file; what has arrived stays in it if the transfer fails
     * @param options as of {@link java.nio.file.Files#newOutputStream Files.newOutputStream}: none means
     *     {@code CREATE}, {@code TRUNCATE_EXISTING} and {@code WRITE}, and {@code WRITE} is always added;
     *     {@link NativeOpenOption}s too
     * @return bytes moved, &ge; 0; may exceed 2 GiB. Fewer than the stream has if something cuts the transfer short
     * @throws java.nio.channels.ClosedChannelException if the source is closed; the file is not touched
     * @throws java.nio.channels.NonReadableChannelException if it was not opened for reading; the file is not touched
     * @throws java.nio.channels.NotYetConnectedException if it is a socket without a peer; the file is not touched
     * @throws java.nio.channels.IllegalBlockingModeException if the source is non-blocking; the file is not touched
     * @throws IllegalArgumentException if the options contradict each other, or {@code READ} is among them; or if the
     *     file is that of the source and would be emptied, which native code can tell: it is not touched
     * @throws UndeliveredException if bytes were taken from a stream and cannot be written
     * @throws IOException if the file cannot be opened; if the transfer is cut short before its first byte; and
     *     whenever it is interrupted
     */
    public static long transferFrom(ReadableByteChannel source, Path file, OpenOption... options) throws IOException {
        Transfers.checkSource(source);
        try (FileChannel channel = FileChannels.openFor(source, file, options)) {
            return transferFrom(source, channel, 0, Long.MAX_VALUE);
        }
    }

    /**
     * Transfers from a {@code java.net.Socket} into a range of a file. Blocks until {@code count} bytes have come or
     * the stream has ended.
     *
     * @param source connected
     * @param file open for writing
     * @param position where in the file to write, in bytes, &ge; 0; ignored by a file that was opened for appending
     * @param count bytes to move at most, &ge; 0; {@link Long#MAX_VALUE} means to the end of the stream
     * @return bytes moved, 0 to {@code count}
     * @throws java.net.SocketException as {@link #transferFrom(Socket, FileRange, TransferOptions)}
     * @throws UndeliveredException if bytes were taken from the socket and cannot be written
     * @throws IOException if the transfer is cut short before its first byte; and whenever it is interrupted
     */
    public static long transferFrom(Socket source, FileChannel file, long position, long count) throws IOException {
        Objects.requireNonNull(file, "file");
        return SocketTransfers.transferFrom(source, file, position, count, Defaults.ofTransfers()).bytesTransferred();
    }

    /**
     * Opens or creates a file, transfers all that arrives at a {@code java.net.Socket} into it, and closes the file.
     * Blocks until the stream has ended.
     *
     * @param source connected
     * @param file the file; what has arrived stays in it if the transfer fails
     * @param options as in {@link #transferFrom(ReadableByteChannel, Path, OpenOption...)}
     * @return bytes moved, &ge; 0; may exceed 2 GiB. Fewer than the stream has if something cuts the transfer short
     * @throws java.net.SocketException as {@link #transferFrom(Socket, FileRange, TransferOptions)}; if the socket is
     *     closed, not connected, or its input shut down, the file is not touched
     * @throws java.nio.channels.IllegalBlockingModeException if the socket has a channel that is non-blocking; the file
     *     is not touched
     * @throws IllegalArgumentException if the options contradict each other, or {@code READ} is among them
     * @throws UndeliveredException if bytes were taken from the socket and cannot be written
     * @throws IOException if the file cannot be opened; if the transfer is cut short before its first byte; and
     *     whenever it is interrupted
     */
    public static long transferFrom(Socket source, Path file, OpenOption... options) throws IOException {
        SocketTransfers.checkReadable(source);
        try (FileChannel channel = FileChannels.openToWrite(file, options)) {
            return transferFrom(source, channel, 0, Long.MAX_VALUE);
        }
    }

    /**
     * Transfers from a channel into a range of a file with options and tells how it went.
     *
     * <pre>{@code
     * TransferOptions fine = TransferOptions.DEFAULT.withMaxChunk(1 << 20);
     * TransferResult received = NativeChannels.transferFrom(socket, FileRange.of(file), fine);
     * }</pre>
     *
     * @param source open for reading
     * @param range of a file that is open for writing: where the bytes go, and how many at most. A file that was opened
     *     for appending ignores the range's position
     * @param options buffer size, chunk, rate, listener and cancellation
     * @return bytes moved, 0 to the range's count, and how
     * @throws UndeliveredException if bytes were taken from a stream and cannot be written
     * @throws IOException if the transfer is cut short before its first byte; and whenever it is interrupted
     */
    public static TransferResult transferFrom(ReadableByteChannel source, FileRange range, TransferOptions options)
            throws IOException {
        Objects.requireNonNull(options, "options");
        return Transfers.transferFrom(source, range.file(), range.position(), range.count(), options);
    }

    /**
     * Transfers from a {@code java.net.Socket} into a range of a file with options and tells how it went. Blocks until
     * the range's count of bytes has come, the stream has ended, or nothing has come for the
     * {@linkplain Socket#getSoTimeout() read timeout} that the socket had when the call began. Kinds of sockets and
     * interrupts are as in {@link #transferTo(FileRange, Socket, TransferOptions)}; into an uninterruptible file, all
     * sockets without a channel are read by their streams.
     *
     * @param source connected
     * @param range of a file that is open for writing: where the bytes go, and how many at most. A file that was opened
     *     for appending ignores the range's position
     * @param options buffer size, chunk, rate, listener and cancellation
     * @return bytes moved, 0 to the range's count, and how
     * @throws java.net.SocketTimeoutException if the read timeout passes before the first byte; after it, the number of
     *     bytes is returned
     * @throws java.net.SocketException if the socket is closed, not connected, or its input shut down, which is checked
     *     before the file; or if another thread closes it or the peer resets it before the first byte
     * @throws UndeliveredException if bytes were taken from the socket and cannot be written
     * @throws IOException if the transfer is cut short before its first byte; and whenever it is interrupted
     */
    public static TransferResult transferFrom(Socket source, FileRange range, TransferOptions options)
            throws IOException {
        Objects.requireNonNull(options, "options");
        return SocketTransfers.transferFrom(source, range.file(), range.position(), range.count(), options);
    }

    /**
     * Relays a stream from one blocking channel to another until it ends, and passes the end on. {@link Relay}
     * describes it, and also serves non-blocking channels. A relay that is cut short throws, however
     * much it has moved; a {@link Relay} has the count.
     *
     * <pre>{@code
     * long bytes = NativeChannels.relay(client, backend);     // one direction
     * Relay.Both both = Relay.both(client, backend);          // or both, until both have ended
     * }</pre>
     *
     * @param source read from
     * @param target written to
     * @return bytes moved, &ge; 0
     * @throws java.nio.channels.IllegalBlockingModeException if a channel is non-blocking
     * @throws UndeliveredException if bytes were taken from the source and cannot be written
     * @throws IOException if reading or writing fails, a channel is closed, or the thread interrupted, before the end
     */
    public static long relay(ReadableByteChannel source, WritableByteChannel target) throws IOException {
        return Relaying.relay(source, target, Defaults.ofTransfers());
    }

    /**
     * Relays a stream from one blocking channel to another with options until it ends, and passes the end on.
     *
     * @param source read from
     * @param target written to
     * @param options chunk, rate, listener and cancellation
     * @return bytes moved, &ge; 0; fewer than all only if the relay was cancelled, and then the end is not passed on
     * @throws java.nio.channels.IllegalBlockingModeException if a channel is non-blocking
     * @throws UndeliveredException if bytes were taken from the source and cannot be written, or are undelivered when
     *     the relay is cancelled ({@link java.util.concurrent.CancellationException} is the cause) or its listener
     *     throws
     * @throws IOException if reading or writing fails, a channel is closed, or the thread interrupted, before the end
     */
    public static long relay(ReadableByteChannel source, WritableByteChannel target, TransferOptions options)
            throws IOException {
        return Relaying.relay(source, target, options);
    }

    /**
     * Sends a header, ranges of files and a trailer in as few system calls and packets as possible. For a blocking
     * target this replaces a {@link Gather}.
     *
     * <pre>{@code
     * ByteBuffer ok = ByteBuffer.wrap(("HTTP/1.1 200 OK\r\nContent-Length: " + count + "\r\n\r\n").getBytes());
     * long sent = NativeChannels.gather(ok, List.of(new FileRange(file, position, count)), null, socket);
     * }</pre>
     *
     * @param header its remaining bytes come first, and its position does not move; null for none
     * @param ranges in their order
     * @param trailer as the header, last; null for none
     * @param target open for writing
     * @return bytes that reached the target: all, unless a file is shorter than its range, the target is non-blocking,
     *     or the call was cut short
     * @throws IllegalArgumentException if all of them exceed {@link Long#MAX_VALUE} bytes
     * @throws IOException as {@link Gather#transferTo} says
     */
    public static long gather(
            @Nullable ByteBuffer header, List<FileRange> ranges, @Nullable ByteBuffer trailer,
            WritableByteChannel target)
            throws IOException {
        return Gather.of(header, ranges, trailer).transferTo(target);
    }

    /**
     * Copies a file to a path and replaces a file that is there. Shares its blocks where the file system can, keeps its
     * holes, and copies the rest in the kernel. Of the attributes the copy keeps the permissions, within the process's
     * umask, except {@code set-user-ID} and {@code set-group-ID}.
     *
     * <pre>{@code
     * CopyResult done = NativeChannels.copy(source, target, Sharing.AUTO);
     * System.out.printf("%d bytes shared, %d copied, %d in holes%n", done.shared(), done.copied(), done.skipped());
     * }</pre>
     *
     * <p>As with {@code Files.copy} and {@code REPLACE_EXISTING}, a file at the target is replaced, not written into:
     * others that have it open, or linked, keep the old content, and a symbolic link is itself replaced. Unlike there,
     * it stays until the copy is complete and takes its place in one step. Until then the copy is a file beside it,
     * {@code .penstock….tmp}, which stays behind if the JVM is killed. A device or a named pipe is written into.
     *
     * @param source a file that can be read
     * @param target is made, or replaced; for the latter its directory has to be writable
     * @param sharing whether blocks may be shared
     * @return what was done; the copy is complete
     * @throws IllegalArgumentException if both are the same file
     * @throws UnsupportedOperationException if the blocks must be shared and cannot be; the target is as it was
     * @throws IOException if the copy cannot be completed, or one of the two is a directory; the target is as it was
     */
    public static CopyResult copy(Path source, Path target, Sharing sharing) throws IOException {
        return copy(source, target, sharing, Defaults.ofTransfers());
    }

    /**
     * Copies a file with options.
     *
     * @param source a file that can be read
     * @param target is made, or replaced; for the latter its directory has to be writable
     * @param sharing whether blocks may be shared
     * @param options chunk, rate, listener and cancellation
     * @return what was done. The copy is complete, unless it was cancelled: then the target is as it was
     * @throws IllegalArgumentException if both are the same file
     * @throws UnsupportedOperationException if the blocks must be shared and cannot be; the target is then as it was
     * @throws IOException if the copy cannot be completed, or one of the two is a directory; the target is as it was
     */
    public static CopyResult copy(Path source, Path target, Sharing sharing, TransferOptions options)
            throws IOException {
        Objects.requireNonNull(sharing, "sharing");
        return Copies.copy(source, target, true, sharing, Objects.requireNonNull(options, "options"));
    }

    /**
     * Copies a file to a path where no file exists. Removes a copy that cannot be completed.
     *
     * <pre>{@code
     * NativeChannels.copyNew(source, target, Sharing.AUTO, TransferOptions.DEFAULT);  // or FileAlreadyExistsException
     * }</pre>
     *
     * @param source a file that can be read
     * @param target is made
     * @param sharing whether blocks may be shared
     * @param options chunk, rate, listener and cancellation
     * @return what was done. The copy is complete, unless it was cancelled: then there is none
     * @throws java.nio.file.FileAlreadyExistsException if there is something at the target, a symbolic link to nowhere
     *     included
     * @throws UnsupportedOperationException if the blocks must be shared and cannot be
     * @throws IOException if the copy cannot be completed, or the source is a directory
     */
    public static CopyResult copyNew(Path source, Path target, Sharing sharing, TransferOptions options)
            throws IOException {
        Objects.requireNonNull(sharing, "sharing");
        return Copies.copy(source, target, false, sharing, Objects.requireNonNull(options, "options"));
    }

    /**
     * Copies a range of a file to a place in another file, whose other bytes stay as they are. Neither channel's
     * position is used.
     *
     * @param source open for reading
     * @param position where the range begins, in bytes, &ge; 0
     * @param count length of the range in bytes, &ge; 0; may reach past the end of the file
     * @param target open for writing, not in append mode
     * @param targetPosition where in the target to write, in bytes, &ge; 0
     * @param sharing whether blocks may be shared, for which both positions have to be at the start of a block
     * @return what was done: less than {@code count} bytes where the source ends, or where another thread's close or an
     *     error cut the copy short
     * @throws IllegalArgumentException if a number is negative, both channels are the same, both are of the same file
     *     and the ranges overlap, or the target is in append mode
     * @throws UnsupportedOperationException if the blocks must be shared and cannot be, or a file is open for direct
     *     I/O
     * @throws IOException if the copy is cut short before its first byte; and whenever it is interrupted
     */
    public static CopyResult copy(
            FileChannel source, long position, long count, FileChannel target, long targetPosition, Sharing sharing)
            throws IOException {
        Objects.requireNonNull(sharing, "sharing");
        return Copies.copy(source, position, count, target, targetPosition, sharing, Defaults.ofTransfers());
    }

    /**
     * Copies a range of a file to a place in another file with options.
     *
     * <pre>{@code
     * try (FileChannel other = FileChannel.open(target, StandardOpenOption.WRITE)) {
     *     NativeChannels.copy(new FileRange(file, position, count), other, 0, Sharing.AUTO, TransferOptions.DEFAULT);
     * }
     * }</pre>
     *
     * @param range of a file that is open for reading; may reach past its end
     * @param target open for writing, not in append mode
     * @param targetPosition where in the target to write, in bytes, &ge; 0
     * @param sharing whether blocks may be shared, for which both positions have to be at the start of a block
     * @param options chunk, rate, listener and cancellation
     * @return what was done, as without options; less also where the copy was cancelled
     * @throws IllegalArgumentException as without options
     * @throws UnsupportedOperationException as without options
     * @throws IOException if the copy is cut short before its first byte; and whenever it is interrupted
     */
    public static CopyResult copy(
            FileRange range, FileChannel target, long targetPosition, Sharing sharing, TransferOptions options)
            throws IOException {
        Objects.requireNonNull(sharing, "sharing");
        Objects.requireNonNull(options, "options");
        return Copies.copy(range.file(), range.position(), range.count(), target, targetPosition, sharing, options);
    }

    /**
     * Maps a whole file into memory, as a region that can be released.
     *
     * <pre>{@code
     * try (MappedRegion index = NativeChannels.map(file, FileChannel.MapMode.READ_ONLY)) {
     *     int magic = index.getInt(0);
     * }
     * }</pre>
     *
     * @param file open for reading, and for writing if the mode is not {@code READ_ONLY}; may be closed once it is
     *     mapped
     * @param mode {@code READ_ONLY}, {@code READ_WRITE} or {@code PRIVATE}
     * @return the file in memory, in the length that it has when the call begins
     * @throws IOException see {@link #map(FileChannel, FileChannel.MapMode, long, long, MapOptions)}
     */
    public static MappedRegion map(FileChannel file, FileChannel.MapMode mode) throws IOException {
        return map(file, mode, 0, file.size(), Defaults.ofMaps());
    }

    /**
     * Maps a range of a file into memory, as a region that can be released.
     *
     * @param file open for reading, and for writing if the mode says so; may be closed once it is mapped
     * @param mode {@code READ_ONLY}, {@code READ_WRITE} or {@code PRIVATE}
     * @param position where the range begins, in bytes, &ge; 0
     * @param size length of the range in bytes, &ge; 0; may exceed 2 GiB
     * @return the range in memory
     * @throws IOException see {@link #map(FileChannel, FileChannel.MapMode, long, long, MapOptions)}
     */
    public static MappedRegion map(FileChannel file, FileChannel.MapMode mode, long position, long size)
            throws IOException {
        return map(file, mode, position, size, Defaults.ofMaps());
    }

    /**
     * Maps a range of a file into memory with options, as a region that can be released. As with {@link
     * FileChannel#map}, a shorter file is made as long as needed, in every mode, if the channel may write; and the
     * region outlives the channel.
     *
     * <pre>{@code
     * MapOptions ready = MapOptions.DEFAULT.withPopulate(Populate.READ).withOrder(ByteOrder.LITTLE_ENDIAN);
     * try (MappedRegion region = NativeChannels.map(file, FileChannel.MapMode.READ_ONLY, 0, file.size(), ready)) {
     *     long last = region.getLong(region.size() - Long.BYTES);
     * }
     * }</pre>
     *
     * @param file open for reading, and for writing if the mode is not {@code READ_ONLY}
     * @param mode {@code READ_ONLY}, {@code READ_WRITE} or {@code PRIVATE}
     * @param position where the range begins, in bytes, &ge; 0
     * @param size length of the range in bytes, &ge; 0; may exceed 2 GiB
     * @param options how to map
     * @return the range in memory
     * @throws java.nio.channels.ClosedChannelException if the file is closed
     * @throws IllegalArgumentException if position or size is negative, or their sum too large
     * @throws java.nio.channels.NonReadableChannelException if the file was not opened for reading
     * @throws java.nio.channels.NonWritableChannelException if the mode or the options need a file that is open for
     *     writing
     * @throws UnsupportedOperationException for other modes; where the native library is {@linkplain #isAvailable() not
     *     available}, since the JDK's maps cannot be closed; and for channels that are not of the default file system
     * @throws IOException if the file is too short and cannot be made longer, if there is no room for its blocks where
     *     {@linkplain MapOptions#allocated they are asked for}, or if the kernel refuses what the options ask for
     */
    public static MappedRegion map(
            FileChannel file, FileChannel.MapMode mode, long position, long size, MapOptions options)
            throws IOException {
        Objects.requireNonNull(options, "options");
        return new MappedRegion(file, mode, position, size, options, false);
    }

    /**
     * Opens a file and maps all of it into memory. The region keeps the file open; closing the region closes the file.
     *
     * <pre>{@code
     * try (MappedRegion index = NativeChannels.map(path, FileChannel.MapMode.READ_ONLY)) {
     *     int magic = index.getInt(0);
     * }
     * }</pre>
     *
     * @param file a file that can be read, and written if the mode is not {@code READ_ONLY}; it is not created
     * @param mode {@code READ_ONLY}, {@code READ_WRITE} or {@code PRIVATE}
     * @return the file in memory, in the length that it has when the call begins
     * @throws UnsupportedOperationException see {@link #map(FileChannel, FileChannel.MapMode, long, long, MapOptions)}
     * @throws IOException if the file cannot be opened, or the kernel refuses
     */
    public static MappedRegion map(Path file, FileChannel.MapMode mode) throws IOException {
        return MappedRegion.open(file, mode, channel ->
            new MappedRegion(channel, mode, 0, channel.size(), Defaults.ofMaps(), true));
    }

    /**
     * Opens a file and maps a range of it into memory with options. The region keeps the file open, for {@link
     * MappedRegion#extend} and {@link MappedRegion#transferTo}; closing the region closes the file. Each such region
     * takes one descriptor. To save it, map a {@code FileChannel} and close that.
     *
     * <pre>{@code
     * MapOptions growing = MapOptions.DEFAULT.withReserved(1L << 30);
     * try (MappedRegion log = NativeChannels.map(path, FileChannel.MapMode.READ_WRITE, 0, 4096, growing)) {
     *     log.extend(8192);
     * }
     * }</pre>
     *
     * @param file a file that can be read, and written if the mode is not {@code READ_ONLY}; it is not created
     * @param mode {@code READ_ONLY}, {@code READ_WRITE} or {@code PRIVATE}
     * @param position where the range begins, in bytes, &ge; 0
     * @param size length of the range in bytes, &ge; 0; may exceed 2 GiB. Where the file is shorter it is made as long
     *     as needed, unless the mode is {@code READ_ONLY}
     * @param options how to map
     * @return the range in memory
     * @throws IllegalArgumentException if position or size is negative, or their sum too large
     * @throws java.nio.channels.NonWritableChannelException if the mode is {@code READ_ONLY} and {@linkplain
     *     MapOptions#allocated blocks} are asked for
     * @throws UnsupportedOperationException see {@link #map(FileChannel, FileChannel.MapMode, long, long, MapOptions)}
     * @throws IOException if the file cannot be opened, is too short and cannot be made longer, or the kernel refuses
     *     what the options ask for
     */
    public static MappedRegion map(Path file, FileChannel.MapMode mode, long position, long size, MapOptions options)
            throws IOException {
        Objects.requireNonNull(options, "options");
        return MappedRegion.open(file, mode, channel ->
            new MappedRegion(channel, mode, position, size, options, true));
    }

    /**
     * Returns the numbers of pipes through which this process splices. Makes no system call and takes next to no time.
     *
     * <pre>{@code
     * PipeStatistics pipes = NativeChannels.pipes();
     * System.out.println(pipes.open() + " pipes, " + pipes.refused() + " times none was available");
     * }</pre>
     *
     * @return how many there are now, and were created; all 0 without the native library
     */
    public static PipeStatistics pipes() {
        return Flow.pipes();
    }

    /**
     * Opens a file as a channel whose transfers are those of this class.
     *
     * <pre>{@code
     * try (FileChannel shared = NativeChannels.open(path, StandardOpenOption.READ, NativeOpenOption.UNINTERRUPTIBLE)) {
     *     shared.transferTo(0, shared.size(), socket);
     * }
     * }</pre>
     *
     * @param path the file
     * @param options as in {@link FileChannel#open(Path, OpenOption...)}, and {@link NativeOpenOption}s
     * @return a channel that can take the place of the JDK's
     * @throws IllegalArgumentException if the options contradict each other
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
     * @throws IllegalArgumentException if the options contradict each other
     * @throws IOException if the file cannot be opened
     * @throws UnsupportedOperationException if an option or attribute cannot be had; the message says why
     */
    public static NativeFileChannel open(
            Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes) throws IOException {
        return FileChannels.open(path, options, attributes);
    }

    /**
     * Wraps an open channel so that its transfers use this class. Both have the same position and locks, and close
     * together: if the stock channel is closed directly, the wrapper closes at its next call.
     *
     * <pre>{@code
     * FileChannel channel = NativeChannels.wrap(aStockChannel); // for code that calls transferTo of a FileChannel
     * }</pre>
     *
     * @param channel any file channel
     * @return a channel that can take its place; {@code channel} itself if it is one already
     * @throws NullPointerException if {@code channel} is null
     */
    public static NativeFileChannel wrap(FileChannel channel) {
        return FileChannels.wrap(Objects.requireNonNull(channel, "channel"));
    }

    /**
     * Tells whether the network device of a socket gathers packets from several pieces of memory, so that {@code
     * sendfile} into the socket needs no copy by the CPU. Asks the device that has the socket's local address ({@code
     * ETHTOOL_GSG}) and does no I/O on the socket.
     *
     * <pre>{@code
     * ScatterGatherSupport gathers = NativeChannels.scatterGatherSupport(socket);
     * if (gathers == ScatterGatherSupport.DISABLED) System.out.println("the kernel copies once");
     * }</pre>
     *
     * @param socket a connected socket
     * @return whether it does, or that this is unknown
     * @throws java.nio.channels.ClosedChannelException if the socket is closed
     * @throws java.nio.channels.NotYetConnectedException if it is not connected
     * @throws IOException if the socket's address or its device cannot be found out
     */
    public static ScatterGatherSupport scatterGatherSupport(SocketChannel socket) throws IOException {
        return ScatterGather.of(socket);
    }

    /**
     * Tells whether native code carries transfers between all {@linkplain #unavailabilityCause(Class) kinds of ends};
     * where it does not, the JDK does, and explicit strategies are refused. The first call of this method, or the first
     * transfer, blocks until the library is loaded: some 50 to 100 ms. A program that calls it at start spares its
     * first client that wait.
     *
     * <pre>{@code
     * if (!NativeChannels.isAvailable()) NativeChannels.unavailabilityCause().ifPresent(Throwable::printStackTrace);
     * }</pre>
     *
     * @return true on Linux with a library for this machine and a JDK whose channels it knows
     */
    public static boolean isAvailable() {
        return Coverage.gap() == null;
    }

    /**
     * Returns why native code does not carry all transfers.
     *
     * @return the exception that ended loading the library, or the search for the members of the JDK's channels that it
     *     uses; empty if {@link #isAvailable()}
     */
    public static Optional<Throwable> unavailabilityCause() {
        return Optional.ofNullable(Coverage.gap());
    }

    /**
     * Returns why native code does not carry transfers from and to one kind of ends. All kinds need the library; each
     * also needs members of the JDK's own classes, which a JDK newer than the tested ones may have changed. A transfer
     * is native if neither of its ends has a cause.
     *
     * <pre>{@code
     * NativeChannels.unavailabilityCause(SocketChannel.class)
     *     .ifPresent(cause -> System.err.println("sockets are the JDK's: " + cause));
     * }</pre>
     *
     * @param kind {@code FileChannel.class}, {@code SocketChannel.class}, {@code Pipe.SinkChannel.class}, {@code
     *     Pipe.SourceChannel.class}, {@code Socket.class}, which stands for plain sockets without a channel, or {@code
     *     MappedRegion.class}, which stands for {@code map}
     * @return the exception that ended loading the library, or the search for those members; empty if that kind is
     *     native
     * @throws IllegalArgumentException for any other class
     */
    public static Optional<Throwable> unavailabilityCause(Class<?> kind) {
        return Optional.ofNullable(Coverage.gapOfNamed(kind, MappedRegion.class));
    }
}
