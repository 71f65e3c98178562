package io.penstock;

import java.nio.file.OpenOption;

/** Options of {@link NativeChannels#open} beyond the JDK's. */
public enum NativeOpenOption implements OpenOption {
    /**
     * An interrupt does not close the file, and calls on it continue; the thread stays interrupted. The other end of a
     * transfer still follows its own rules: a {@code SocketChannel} closes when an interrupted thread writes to it.
     */
    UNINTERRUPTIBLE,

    /**
     * {@code read(buffer, position)} and {@code write(buffer, position)} with direct buffers do without the JDK's lock
     * for each channel, so that threads do not wait for each other. This holds for buffers of {@code
     * ByteBuffer.allocateDirect} and {@code FileChannel.map}; other buffers, and files opened for direct I/O, use the
     * JDK's calls. {@link NativeFileChannel#unwrap()} throws, since a close of the stock channel would not wait for
     * these calls. The option has no effect where the native library is not {@linkplain NativeChannels#isAvailable()
     * available}.
     */
    CONCURRENT
}
