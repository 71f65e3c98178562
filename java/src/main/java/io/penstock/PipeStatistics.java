package io.penstock;

/**
 * The pipes through which this process splices, at one moment. Each takes two descriptors and holds up to 1 MiB of
 * kernel memory; there are 4,096 at most, and no more than take a quarter of the descriptors that the process may have;
 * 64 are kept when idle, and those for 10 to 20 seconds. Where none is to be had, bytes are copied. Only this library
 * implements it; later versions may tell more.
 */
public interface PipeStatistics {
    /**
     * How many pipes there are.
     *
     * @return those in use and those idle, &ge; 0
     */
    int open();

    /**
     * How many of them no transfer uses.
     *
     * @return from 0 to {@link #open}
     */
    int idle();

    /**
     * How many pipes were made since the start.
     *
     * @return the number, &ge; 0
     */
    long made();

    /**
     * How many times none was to be had.
     *
     * @return the number, &ge; 0
     */
    long refused();
}
