package io.penstock;

import org.jspecify.annotations.Nullable;

/**
 * Tells what a copy did. The bytes shared, copied and skipped are bytes of the source and add up to the range that was
 * copied. Only this library implements it; later versions may tell more. Two results are equal if they say the same.
 */
public interface CopyResult {
    /**
     * Returns how far the copy got.
     *
     * @return shared, copied and skipped bytes together, &ge; 0
     */
    default long bytesTransferred() {
        return shared() + copied() + skipped();
    }

    /**
     * Returns how many bytes both files share.
     *
     * @return bytes whose blocks both files now share, &ge; 0
     */
    long shared();

    /**
     * Returns how many bytes were copied. With {@link Sharing#AUTO} the kernel may have shared some of them all the
     * same.
     *
     * @return bytes, &ge; 0
     */
    long copied();

    /**
     * Returns how many bytes lie in holes, which are holes in the target too.
     *
     * @return bytes, &ge; 0
     */
    long skipped();

    /**
     * Returns why blocks were not shared.
     *
     * @return the reason, or null if they were shared or sharing was not requested
     */
    @Nullable
    String fallbackReason();
}
