package io.penstock;

import java.nio.channels.FileChannel;

/**
 * A {@link FileChannel} whose transfers are those of {@link NativeChannels}. It stands before one of the JDK's and shares its
 * descriptor, so reads, writes, positions, locks and maps are the JDK's own; closing either closes both. To be had from
 * {@link NativeChannels#open} and {@link NativeChannels#wrap}.
 *
 * <p>{@link #transferTo} and {@link #transferFrom} go further than they have to: into and out of a blocking channel they move
 * all they can in one call, as {@link NativeChannels} describes. What else differs from the JDK's channel, on which version
 * of it, is listed in {@code docs/differences.md}.
 */
public abstract class NativeFileChannel extends FileChannel {
    /** For the library itself. */
    protected NativeFileChannel() {}

    /**
     * The channel behind this one.
     *
     * <pre>{@code
     * NativeFileChannel channel = NativeChannels.wrap(aStockChannel);
     * assert channel.unwrap() == aStockChannel;
     * }</pre>
     *
     * @return the JDK's channel, with the same descriptor, position and locks
     * @throws UnsupportedOperationException if this one was opened with {@link NativeOpenOption#CONCURRENT}
     */
    public abstract FileChannel unwrap();
}
