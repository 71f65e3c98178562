package io.penstock;

/**
 * Tells whether a network device gathers a packet from several pieces of memory, as {@code ethtool -k} shows it: {@code
 * scatter-gather}. {@code sendfile} into a socket of a device that does needs no copy by the CPU.
 */
public enum ScatterGatherSupport {
    /** The device gathers; it sends the file's pages straight from the page cache. */
    ENABLED,
    /** The device does not gather, or has it switched off; the kernel copies the bytes once. */
    DISABLED,
    /** Unknown: no network device (a Unix-domain socket), a driver that does not say, or no native library. */
    UNKNOWN
}
