package io.penstock;

/**
 * Tells the kernel how a range of a {@link MappedRegion} will be used.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/madvise.2.html">madvise(2)</a>
 */
public enum Advice {
    /** No particular order; the default of a new region. */
    NORMAL,
    /** From beginning to end: the kernel reads ahead more. */
    SEQUENTIAL,
    /** At random places: the kernel does not read ahead. */
    RANDOM,
    /** Soon: the kernel starts to read it in, and the call does not wait for that. */
    WILL_NEED,
    /**
     * Not soon: the kernel drops the pages from this process's memory and writes changes to the file in time. Refused
     * for {@code MapMode.PRIVATE}, whose changes would be lost.
     */
    DONT_NEED
}
