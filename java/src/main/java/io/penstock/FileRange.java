package io.penstock;

import java.nio.channels.FileChannel;
import java.util.Objects;

/**
 * A piece of a file that a {@link Gather} sends.
 *
 * @param file open for reading; its own position is not used and does not move
 * @param position where the range begins, in bytes, &ge; 0
 * @param count length of the range in bytes, &ge; 0; may exceed 2 GiB. A file that does not reach so far ends the gather
 */
public record FileRange(FileChannel file, long position, long count) {
    /**
     * A range of a file; whether that is open is looked at when it is sent.
     *
     * @param file open for reading
     * @param position where the range begins, in bytes, &ge; 0
     * @param count length of the range in bytes, &ge; 0
     * @throws IllegalArgumentException if the position or the count is negative, or the end exceeds {@link Long#MAX_VALUE}
     */
    public FileRange {
        Objects.requireNonNull(file, "file");
        if (position < 0) throw new IllegalArgumentException("position is negative: " + position);
        if (count < 0) throw new IllegalArgumentException("count is negative: " + count);
        if (position + count < 0) throw new IllegalArgumentException("no file reaches so far: " + position + " + " + count);
    }
}
