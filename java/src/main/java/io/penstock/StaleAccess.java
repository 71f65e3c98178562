package io.penstock;

/**
 * Says what buffers and segments of a {@link MappedRegion} find when they are used after its {@link MappedRegion#close
 * close}. In neither case do they reach foreign memory.
 */
public enum StaleAccess {
    /**
     * They find the end of a file, exactly as in a mapping whose file was truncated. Bulk reads, compares and system
     * calls fail ({@link InternalError}, {@code EFAULT}). Single gets in a hot loop may return garbage for thousands of
     * iterations before the {@code InternalError} arrives, on JDK 17 possibly in a later, unrelated statement. Native
     * code of the JDK or the application that reads the buffer ({@code CRC32}, {@code CRC32C}, {@code Adler32}, {@code
     * Deflater}) kills the VM, and so do compares on JDK 17 ({@code mismatch}, {@code equals}, {@code compareTo}, once
     * they are compiled). {@code force} quietly succeeds.
     */
    FAULT,

    /**
     * They find private memory of zeros: stale reads return zeros, stale writes reach no file, and nothing crashes. A
     * mistake goes unnoticed, and pages that are written to take memory until the last buffer is collected.
     */
    ZERO
}
