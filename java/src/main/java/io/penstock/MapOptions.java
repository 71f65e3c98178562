package io.penstock;

import java.nio.ByteOrder;
import java.util.Objects;

/**
 * How a file is to be mapped. Immutable: each method answers a changed copy.
 *
 * <pre>{@code
 * MapOptions journal = MapOptions.DEFAULT
 *     .withOrder(ByteOrder.LITTLE_ENDIAN)
 *     .withReserved(1L << 30)              // room to grow to a GiB
 *     .withBlocks()                        // a full disk is an IOException of map and extend
 *     .withStale(StaleAccess.ZERO);        // buffers that outlive the region read zeros
 * MapOptions table = MapOptions.DEFAULT
 *     .withHugePages()
 *     .withPopulate(Populate.READ)         // no faults later
 *     .withLock();                         // and none after memory was short
 * }</pre>
 *
 * @param stale what happens to buffers that are used after the region was closed
 * @param reserved bytes of address space to keep for {@link MappedRegion#extend}, counted from the region's beginning, &ge; 0;
 *     less than the region's size means none
 * @param allocated whether the range of the file gets blocks of its own ({@code fallocate}), so that a full disk is an
 *     {@code IOException} of {@code map} or {@code extend} and not a fault at some later write
 * @param populate whether pages are made ready in advance
 * @param hugePages whether to ask for huge pages ({@code MADV_HUGEPAGE}), which the kernel has for files on tmpfs mounted with
 *     {@code huge=advise}, and for {@code MapMode.PRIVATE} pages that are written to; on hugetlbfs there are no others
 * @param locked whether the pages are to stay in memory ({@code mlock}), which also makes them ready
 * @param order byte order of the numbers that {@link MappedRegion}'s own methods read and write
 */
public record MapOptions(
        StaleAccess stale, long reserved, boolean allocated, Populate populate, boolean hugePages, boolean locked, ByteOrder order) {

    /** {@link StaleAccess#FAULT}, big endian as new buffers are, and none of the rest. */
    public static final MapOptions DEFAULT = new MapOptions(StaleAccess.FAULT, 0, false, Populate.NONE, false, false, ByteOrder.BIG_ENDIAN);

    /**
     * Checks the options.
     *
     * @param stale what happens to buffers that are used after the close
     * @param reserved bytes of address space to keep, from the region's beginning on
     * @param allocated whether the range gets blocks
     * @param populate whether pages are made ready in advance
     * @param hugePages whether to ask for huge pages
     * @param locked whether the pages stay in memory
     * @param order byte order of numbers
     * @throws NullPointerException if one is null
     * @throws IllegalArgumentException if {@code reserved} is negative
     */
    public MapOptions {
        Objects.requireNonNull(stale, "stale");
        Objects.requireNonNull(populate, "populate");
        Objects.requireNonNull(order, "order");
        if (reserved < 0) throw new IllegalArgumentException("reserved is negative: " + reserved);
    }

    /**
     * These options with another answer to stale accesses.
     *
     * @param access what happens
     * @return the changed copy
     */
    public MapOptions withStale(StaleAccess access) {
        return new MapOptions(access, reserved, allocated, populate, hugePages, locked, order);
    }

    /**
     * These options with room to grow.
     *
     * @param bytes from the region's beginning, &ge; 0; costs address space, no memory
     * @return the changed copy
     */
    public MapOptions withReserved(long bytes) {
        return new MapOptions(stale, bytes, allocated, populate, hugePages, locked, order);
    }

    /**
     * These options with blocks for the whole range.
     *
     * @return the changed copy
     */
    public MapOptions withBlocks() {
        return new MapOptions(stale, reserved, true, populate, hugePages, locked, order);
    }

    /**
     * These options with pages made ready in advance.
     *
     * @param pages how
     * @return the changed copy
     */
    public MapOptions withPopulate(Populate pages) {
        return new MapOptions(stale, reserved, allocated, pages, hugePages, locked, order);
    }

    /**
     * These options with huge pages where the kernel has them.
     *
     * @return the changed copy
     */
    public MapOptions withHugePages() {
        return new MapOptions(stale, reserved, allocated, populate, true, locked, order);
    }

    /**
     * These options with pages locked in memory.
     *
     * @return the changed copy
     */
    public MapOptions withLock() {
        return new MapOptions(stale, reserved, allocated, populate, hugePages, true, order);
    }

    /**
     * These options with another byte order.
     *
     * @param bytes the order
     * @return the changed copy
     */
    public MapOptions withOrder(ByteOrder bytes) {
        return new MapOptions(stale, reserved, allocated, populate, hugePages, locked, bytes);
    }
}
