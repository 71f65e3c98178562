package io.penstock;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How one transfer is to be done. Immutable: each method answers a changed copy.
 *
 * <pre>{@code
 * TransferOptions polite = TransferOptions.DEFAULT
 *     .withMaxBytesPerSecond(10_000_000)
 *     .withMaxChunk(1 << 20)
 *     .withProgress((done, all) -> show(done, all))
 *     .withCancellation(cancellation);
 * TransferOptions copying = TransferOptions.of(Strategy.READ_WRITE).withBufferSize(64 * 1024);
 * }</pre>
 *
 * <p>A transfer goes in <b>turns</b>, a native call each. Between two of them the file may be closed, listeners run, and the
 * thread sleeps for the sake of a rate.
 *
 * @param strategy the strategy to use
 * @param bufferSize bytes per read where a path copies through user space ({@link Strategy#READ_WRITE} and
 *     {@link TransferPath#BUFFER}), from 1 to {@link #MAX_BUFFER_SIZE}; other paths ignore it
 * @param maxChunk bytes that one turn moves at most, from 1 to {@link #MAX_CHUNK}. A smaller one lets others have the disk or the
 *     network sooner and makes progress finer. Turns of a relay are of 1 MiB at most. A chunk does not cut a datagram, and does
 *     not bound holes and shared blocks, which nobody moves
 * @param maxBytesPerSecond bytes that are to move in a second at most, from 1; {@link #UNLIMITED} is no bound. A call that moves n bytes
 *     takes n / {@code maxBytesPerSecond} seconds or longer, and makes up for no more than a tenth of a second of waiting; its
 *     turns are of a tenth of a second at most. Where a channel is non-blocking nothing sleeps: such a call, or step, makes
 *     one turn, and when to make the next is up to the caller. Holes and shared blocks do not count
 * @param progress is told how far the transfer has got; may be null
 * @param cancellation ends the transfer early; may be null
 */
public record TransferOptions(
        Strategy strategy, int bufferSize, int maxChunk, long maxBytesPerSecond,
        @Nullable ProgressListener progress, @Nullable Cancellation cancellation) {
    /** The buffer size where none is asked for, in bytes: large enough that system calls cost little beside the copy. */
    public static final int DEFAULT_BUFFER_SIZE = 256 * 1024;

    /** The largest buffer size that may be asked for, in bytes. */
    public static final int MAX_BUFFER_SIZE = 64 * 1024 * 1024;

    /** The largest chunk, in bytes, which is the default too: a close of the file has to wait no longer than it takes. */
    public static final int MAX_CHUNK = 64 * 1024 * 1024;

    /** As bytes per second: no bound. */
    public static final long UNLIMITED = Long.MAX_VALUE;

    /** {@link Strategy#AUTO} with {@link #DEFAULT_BUFFER_SIZE} and {@link #MAX_CHUNK}, as fast as it goes, and nobody to be told. */
    public static final TransferOptions DEFAULT = new TransferOptions(Strategy.AUTO, DEFAULT_BUFFER_SIZE, MAX_CHUNK, UNLIMITED, null, null);

    /**
     * Checks the options.
     *
     * @param strategy the strategy to use
     * @param bufferSize bytes per read where a path copies through user space
     * @param maxChunk bytes that one turn moves at most
     * @param maxBytesPerSecond bytes that are to move in a second at most
     * @param progress is told how far the transfer has got, or null
     * @param cancellation ends the transfer early, or null
     * @throws NullPointerException if {@code strategy} is null
     * @throws IllegalArgumentException if a number is out of its range
     */
    public TransferOptions {
        Objects.requireNonNull(strategy, "strategy");
        if (bufferSize < 1 || bufferSize > MAX_BUFFER_SIZE)
            throw new IllegalArgumentException("bufferSize must be from 1 to " + MAX_BUFFER_SIZE + " bytes: " + bufferSize);
        if (maxChunk < 1 || maxChunk > MAX_CHUNK)
            throw new IllegalArgumentException("maxChunk must be from 1 to " + MAX_CHUNK + " bytes: " + maxChunk);
        if (maxBytesPerSecond < 1)
            throw new IllegalArgumentException("maxBytesPerSecond must be 1 or more, or UNLIMITED: " + maxBytesPerSecond);
    }

    /**
     * Options that ask for one strategy.
     *
     * @param strategy the strategy
     * @return {@link #DEFAULT} with that strategy
     */
    public static TransferOptions of(Strategy strategy) {
        return new TransferOptions(strategy, DEFAULT_BUFFER_SIZE, MAX_CHUNK, UNLIMITED, null, null);
    }

    /**
     * These options with another buffer size.
     *
     * @param bytes bytes per read, from 1 to {@link #MAX_BUFFER_SIZE}
     * @return the changed copy
     * @throws IllegalArgumentException if {@code bytes} is out of its range
     */
    public TransferOptions withBufferSize(int bytes) {
        return new TransferOptions(strategy, bytes, maxChunk, maxBytesPerSecond, progress, cancellation);
    }

    /**
     * These options with another chunk.
     *
     * @param bytes bytes that one turn moves at most, from 1 to {@link #MAX_CHUNK}
     * @return the changed copy
     * @throws IllegalArgumentException if {@code bytes} is out of its range
     */
    public TransferOptions withMaxChunk(int bytes) {
        return new TransferOptions(strategy, bufferSize, bytes, maxBytesPerSecond, progress, cancellation);
    }

    /**
     * These options with another bound of the rate.
     *
     * @param bytes bytes that are to move in a second at most, from 1; or {@link #UNLIMITED}
     * @return the changed copy
     * @throws IllegalArgumentException if {@code bytes} is out of its range
     */
    public TransferOptions withMaxBytesPerSecond(long bytes) {
        return new TransferOptions(strategy, bufferSize, maxChunk, bytes, progress, cancellation);
    }

    /**
     * These options with another listener.
     *
     * @param listener is told how far the transfer has got; null for nobody
     * @return the changed copy
     */
    public TransferOptions withProgress(@Nullable ProgressListener listener) {
        return new TransferOptions(strategy, bufferSize, maxChunk, maxBytesPerSecond, listener, cancellation);
    }

    /**
     * These options with another cancellation.
     *
     * @param by what ends the transfer early; null for nothing
     * @return the changed copy
     */
    public TransferOptions withCancellation(@Nullable Cancellation by) {
        return new TransferOptions(strategy, bufferSize, maxChunk, maxBytesPerSecond, progress, by);
    }
}
