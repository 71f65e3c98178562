package io.penstock;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Says how to do a transfer. Immutable: each {@code with…} method returns a changed copy. Options are equal if all of
 * their values are.
 *
 * <pre>{@code
 * TransferOptions polite = TransferOptions.DEFAULT
 *     .withMaxBytesPerSecond(10_000_000)
 *     .withMaxChunk(1 << 20)
 *     .withProgress((done, all) -> show(done, all))
 *     .withCancellation(cancellation);
 * }</pre>
 *
 * <p>A transfer runs in <b>turns</b>, a native call each. Between two turns the file may be closed, listeners run, and
 * the thread sleeps to keep to a rate.
 */
public final class TransferOptions {
    /** The default buffer size, in bytes: large enough that system calls cost little beside the copy. */
    public static final int DEFAULT_BUFFER_SIZE = 256 * 1024;

    /** The largest buffer size, in bytes. */
    public static final int MAX_BUFFER_SIZE = 64 * 1024 * 1024;

    /**
     * The largest chunk, in bytes, which is also the default: a close of the file waits no longer than one chunk takes.
     */
    public static final int MAX_CHUNK = 64 * 1024 * 1024;

    /** No bound on bytes per second. */
    public static final long UNLIMITED = Long.MAX_VALUE;

    /** {@link #DEFAULT_BUFFER_SIZE} and {@link #MAX_CHUNK}, no bound on the rate, no listener and no cancellation. */
    public static final TransferOptions DEFAULT =
        new TransferOptions(DEFAULT_BUFFER_SIZE, MAX_CHUNK, UNLIMITED, null, null);

    private final int bufferSize;
    private final int maxChunk;
    private final long maxBytesPerSecond;
    private final @Nullable ProgressListener progress;
    private final @Nullable Cancellation cancellation;

    private TransferOptions(int bufferSize, int maxChunk, long maxBytesPerSecond,
            @Nullable ProgressListener progress, @Nullable Cancellation cancellation) {
        if (bufferSize < 1 || bufferSize > MAX_BUFFER_SIZE)
            throw new IllegalArgumentException(
                "bufferSize must be from 1 to " + MAX_BUFFER_SIZE + " bytes: " + bufferSize);
        if (maxChunk < 1 || maxChunk > MAX_CHUNK)
            throw new IllegalArgumentException("maxChunk must be from 1 to " + MAX_CHUNK + " bytes: " + maxChunk);
        if (maxBytesPerSecond < 1)
            throw new IllegalArgumentException(
                "maxBytesPerSecond must be 1 or more, or UNLIMITED: " + maxBytesPerSecond);
        this.bufferSize = bufferSize;
        this.maxChunk = maxChunk;
        this.maxBytesPerSecond = maxBytesPerSecond;
        this.progress = progress;
        this.cancellation = cancellation;
    }

    /**
     * Returns these options with another buffer size.
     *
     * @param bytes bytes per read, from 1 to {@link #MAX_BUFFER_SIZE}
     * @return the changed copy
     * @throws IllegalArgumentException if {@code bytes} is out of its range
     */
    public TransferOptions withBufferSize(int bytes) {
        return new TransferOptions(bytes, maxChunk, maxBytesPerSecond, progress, cancellation);
    }

    /**
     * Returns these options with another chunk.
     *
     * @param bytes bytes that one turn moves at most, from 1 to {@link #MAX_CHUNK}
     * @return the changed copy
     * @throws IllegalArgumentException if {@code bytes} is out of its range
     */
    public TransferOptions withMaxChunk(int bytes) {
        return new TransferOptions(bufferSize, bytes, maxBytesPerSecond, progress, cancellation);
    }

    /**
     * Returns these options with another bound on the rate.
     *
     * @param bytes the most bytes per second, from 1; or {@link #UNLIMITED}
     * @return the changed copy
     * @throws IllegalArgumentException if {@code bytes} is out of its range
     */
    public TransferOptions withMaxBytesPerSecond(long bytes) {
        return new TransferOptions(bufferSize, maxChunk, bytes, progress, cancellation);
    }

    /**
     * Returns these options with another listener.
     *
     * @param listener hears how far the transfer has got; null for none
     * @return the changed copy
     */
    public TransferOptions withProgress(@Nullable ProgressListener listener) {
        return new TransferOptions(bufferSize, maxChunk, maxBytesPerSecond, listener, cancellation);
    }

    /**
     * Returns these options with another cancellation.
     *
     * @param by what ends the transfer early; null for nothing
     * @return the changed copy
     */
    public TransferOptions withCancellation(@Nullable Cancellation by) {
        return new TransferOptions(bufferSize, maxChunk, maxBytesPerSecond, progress, by);
    }

    /**
     * Returns the number of bytes per read where a path copies through user space ({@link Strategy#READ_WRITE} and
     * {@link TransferPath#BUFFER}). Other paths ignore it.
     *
     * @return from 1 to {@link #MAX_BUFFER_SIZE}
     */
    public int bufferSize() {
        return bufferSize;
    }

    /**
     * Returns how many bytes one turn moves at most. With a smaller chunk other transfers reach the disk or the network
     * sooner, and progress is finer. A relay's turn moves 1 MiB at most. A chunk does not cut a datagram, and does not
     * bound holes and shared blocks, which are not moved.
     *
     * @return from 1 to {@link #MAX_CHUNK}
     */
    public int maxChunk() {
        return maxChunk;
    }

    /**
     * Returns how many bytes move in a second at most. A call that moves n bytes takes n / {@code maxBytesPerSecond}
     * seconds or longer. It catches up with at most a tenth of a second of waiting, and each turn is planned for at
     * most a tenth of a second. With a non-blocking channel the call does not sleep: a call, or step, makes one turn,
     * and the caller decides when to make the next. Holes and shared blocks do not count.
     *
     * @return 1 or more; {@link #UNLIMITED} is no bound
     */
    public long maxBytesPerSecond() {
        return maxBytesPerSecond;
    }

    /**
     * Returns the listener that hears how far the transfer has got.
     *
     * @return the listener, or null
     */
    public @Nullable ProgressListener progress() {
        return progress;
    }

    /**
     * Returns the cancellation that may end the transfer early.
     *
     * @return the cancellation, or null
     */
    public @Nullable Cancellation cancellation() {
        return cancellation;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TransferOptions that
            && bufferSize == that.bufferSize
            && maxChunk == that.maxChunk
            && maxBytesPerSecond == that.maxBytesPerSecond
            && Objects.equals(progress, that.progress)
            && Objects.equals(cancellation, that.cancellation);
    }

    @Override
    public int hashCode() {
        return Objects.hash(bufferSize, maxChunk, maxBytesPerSecond, progress, cancellation);
    }

    @Override
    public String toString() {
        return "TransferOptions[bufferSize=%d, maxChunk=%d, maxBytesPerSecond=%d, progress=%s, cancellation=%s]"
            .formatted(bufferSize, maxChunk, maxBytesPerSecond, progress, cancellation);
    }
}
