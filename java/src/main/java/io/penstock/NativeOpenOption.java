package io.penstock;

import java.nio.file.OpenOption;

/** What {@link NativeChannels#open} can do beyond the JDK's options. */
public enum NativeOpenOption implements OpenOption {
    /**
     * An interrupt does not close the file, and calls on it go on; the thread stays interrupted. Another end of a transfer
     * still follows its own rules: a {@code SocketChannel} that is written to by an interrupted thread is closed.
     */
    UNINTERRUPTIBLE,

    /**
     * {@code read(buffer, position)} and {@code write(buffer, position)} with direct buffers do without the lock that the JDK
     * takes for each channel, so that threads do not hold each other up. For buffers of {@code ByteBuffer.allocateDirect} and
     * {@code FileChannel.map}; others, and files opened for direct I/O, go as ever. {@link NativeFileChannel#unwrap()} throws,
     * since a close of the stock channel would not wait for these calls. Changes nothing where the native library is not
     * {@linkplain NativeChannels#isAvailable() available}.
     */
    CONCURRENT
}
