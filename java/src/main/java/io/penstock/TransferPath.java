package io.penstock;

/** Tells what really carried the bytes of a transfer, as opposed to the {@link Strategy} that was asked for. */
public enum TransferPath {
    /** Nothing: the range was empty or lay past the end of the file. */
    NONE,
    /** {@code pread(2)} and {@code write(2)} in native code. */
    READ_WRITE,
    /** {@code mmap(2)} and {@code write(2)} in native code. */
    MAP_WRITE,
    /** {@code sendfile(2)}. */
    SENDFILE,
    /** {@code splice(2)} through a pipe. */
    SPLICE,
    /** {@code copy_file_range(2)}. */
    COPY_FILE_RANGE,
    /** A large direct buffer between the channels' own {@code read} and {@code write}. */
    BUFFER,
    /** The JDK's own {@code FileChannel.transferTo} or {@code transferFrom}. */
    STOCK_NIO
}
