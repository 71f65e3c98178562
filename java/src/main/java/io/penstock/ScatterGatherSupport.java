package io.penstock;

/**
 * Whether a network device gathers a packet from several pieces of memory, as {@code ethtool -k} shows it:
 * {@code scatter-gather}. {@code sendfile} into a socket of a device that does needs no copy by the CPU.
 */
public enum ScatterGatherSupport {
    /** The device gathers; the file's pages go as they lie in memory. */
    ENABLED,
    /** The device does not gather, or not now; the kernel copies the bytes once. */
    DISABLED,
    /**
     * It cannot be known: no network device (a Unix-domain socket), a driver that does not say, or no native library.
     */
    UNKNOWN
}
