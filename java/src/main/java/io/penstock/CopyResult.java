package io.penstock;

import org.jspecify.annotations.Nullable;

/**
 * What a copy did. The three numbers are bytes of the source and add up to the range that was copied.
 *
 * @param shared bytes whose blocks both files now share
 * @param copied bytes that were copied; the kernel may yet have shared some of them if {@link Sharing#AUTO} was asked for
 * @param skipped bytes in holes, which are holes in the target too
 * @param fallbackReason why blocks were not shared, or null if they were or were not to be
 */
public record CopyResult(long shared, long copied, long skipped, @Nullable String fallbackReason) {
    /**
     * How far the copy got.
     *
     * @return shared, copied and skipped bytes together, &ge; 0
     */
    public long bytes() {
        return shared + copied + skipped;
    }
}
