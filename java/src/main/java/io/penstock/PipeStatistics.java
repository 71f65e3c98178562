package io.penstock;

/**
 * The pipes through which this process splices. Each takes two descriptors and holds up to 1 MiB of kernel memory; there are
 * 4,096 at most, and no more than take a quarter of the descriptors that the process may have; 64 are kept when idle, and
 * those for 10 to 20 seconds. Where none is to be had, bytes are copied.
 *
 * @param open pipes there are now
 * @param idle those of them that nobody uses
 * @param made pipes made since the start
 * @param refused times that none was to be had
 */
public record PipeStatistics(int open, int idle, long made, long refused) {}
