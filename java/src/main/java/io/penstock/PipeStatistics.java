package io.penstock;

/**
 * Counts the pipes through which this process splices, at one moment. Each takes two descriptors and up to 1 MiB of
 * kernel memory. There are 4,096 at most, and they take at most a quarter of the process's descriptors; 64 are kept
 * when idle, for 10 to 20 seconds. Where no pipe is available, bytes are copied. Only this library implements it; later
 * versions may tell more.
 */
public interface PipeStatistics {
    /**
     * Returns how many pipes there are.
     *
     * @return those in use and those idle, &ge; 0
     */
    int open();

    /**
     * Returns how many of them no transfer uses.
     *
     * @return from 0 to {@link #open}
     */
    int idle();

    /**
     * Returns how many pipes were created since the start.
     *
     * @return the number, &ge; 0
     */
    long made();

    /**
     * Returns how many times no pipe was available.
     *
     * @return the number, &ge; 0
     */
    long refused();
}
