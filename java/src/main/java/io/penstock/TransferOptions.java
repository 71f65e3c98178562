package io.penstock;

import java.util.Objects;

/**
 * How one transfer is to be done. Immutable: each method answers a changed copy.
 *
 * @param strategy the strategy to use
 * @param bufferSize bytes per read where a path copies through user space ({@link Strategy#READ_WRITE} and
 *     {@link TransferPath#BUFFER}), from 1 to {@link #MAX_BUFFER_SIZE}; other paths ignore it
 */
public record TransferOptions(Strategy strategy, int bufferSize) {
    /** The buffer size where none is asked for, in bytes: large enough that system calls cost little beside the copy. */
    public static final int DEFAULT_BUFFER_SIZE = 256 * 1024;

    /** The largest buffer size that may be asked for, in bytes. */
    public static final int MAX_BUFFER_SIZE = 64 * 1024 * 1024;

    /** {@link Strategy#AUTO} with {@link #DEFAULT_BUFFER_SIZE}. */
    public static final TransferOptions DEFAULT = new TransferOptions(Strategy.AUTO, DEFAULT_BUFFER_SIZE);

    /**
     * Checks the options.
     *
     * @param strategy the strategy to use
     * @param bufferSize bytes per read where a path copies through user space
     * @throws NullPointerException if {@code strategy} is null
     * @throws IllegalArgumentException if {@code bufferSize} is out of its range
     */
    public TransferOptions {
        Objects.requireNonNull(strategy, "strategy");
        if (bufferSize < 1 || bufferSize > MAX_BUFFER_SIZE)
            throw new IllegalArgumentException("bufferSize must be from 1 to " + MAX_BUFFER_SIZE + " bytes: " + bufferSize);
    }

    /**
     * Options that ask for one strategy.
     *
     * @param strategy the strategy
     * @return {@link #DEFAULT} with that strategy
     */
    public static TransferOptions of(Strategy strategy) {
        return new TransferOptions(strategy, DEFAULT_BUFFER_SIZE);
    }

    /**
     * These options with another buffer size.
     *
     * @param bytes bytes per read, from 1 to {@link #MAX_BUFFER_SIZE}
     * @return the changed copy
     * @throws IllegalArgumentException if {@code bytes} is out of its range
     */
    public TransferOptions withBufferSize(int bytes) {
        return new TransferOptions(strategy, bytes);
    }
}
