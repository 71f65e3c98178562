package io.penstock;

import java.nio.channels.FileChannel;

/**
 * A {@link FileChannel} whose transfers are those of {@link NativeChannels}. It wraps a channel of the JDK and shares
 * its descriptor, so reads, writes, positions, locks and maps are the JDK's own; closing either closes both. {@link
 * NativeChannels#open} and {@link NativeChannels#wrap} return one.
 *
 * <p>{@link #transferTo} and {@link #transferFrom} do more than {@code FileChannel} requires: into and out of a
 * blocking channel they move all they can in one call, as {@link NativeChannels} describes. {@code docs/differences.md}
 * lists what else differs from the JDK's channel, and on which version.
 */
public abstract class NativeFileChannel extends FileChannel {
    /** Called by the library only. */
    protected NativeFileChannel() {}

    /**
     * Returns the channel that this one wraps.
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
