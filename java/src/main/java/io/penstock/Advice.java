package io.penstock;

/**
 * How a range of a {@link MappedRegion} is going to be used.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/madvise.2.html">madvise(2)</a>
 */
public enum Advice {
    /** No pattern; what a new region has. */
    NORMAL,
    /** From its beginning to its end: read ahead more. */
    SEQUENTIAL,
    /** Here and there: do not read ahead. */
    RANDOM,
    /** Soon: start reading it in, and do not wait for that. */
    WILL_NEED,
    /**
     * Not soon: its pages leave this process's memory, and what was written goes to the file in time. Refused for
     * {@code MapMode.PRIVATE}, whose changes would be lost.
     */
    DONT_NEED
}
