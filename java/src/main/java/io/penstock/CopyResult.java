package io.penstock;

import org.jspecify.annotations.Nullable;

/**
 * What a copy did. The bytes shared, copied and skipped are bytes of the source and add up to the range that was
 * copied. Only this library implements it; later versions may tell more. Two results are equal if they say the same.
 */
public interface CopyResult {
    /**
     * How far the copy got.
     *
     * @return shared, copied and skipped bytes together, &ge; 0
     */
    default long bytesTransferred() {
        return shared() + copied() + skipped();
    }

    /**
     * How much both files share.
     *
     * @return bytes whose blocks both files now share, &ge; 0
     */
    long shared();

    /**
     * How much was copied. The kernel may yet have shared some of it if {@link Sharing#AUTO} was asked for.
     *
     * @return bytes, &ge; 0
     */
    long copied();

    /**
     * How much is in holes, which are holes in the target too.
     *
     * @return bytes, &ge; 0
     */
    long skipped();

    /**
     * Why blocks were not shared.
     *
     * @return the reason, or null if they were shared or were not to be
     */
    @Nullable
    String fallbackReason();
}
