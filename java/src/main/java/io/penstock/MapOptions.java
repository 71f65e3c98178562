package io.penstock;

import java.nio.ByteOrder;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Says how to map a file. Immutable: each {@code with…} method returns a changed copy. Options are equal if all of
 * their values are.
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
 */
public final class MapOptions {
    /** {@link StaleAccess#FAULT}, big endian as new buffers are, and none of the rest. */
    public static final MapOptions DEFAULT =
        new MapOptions(StaleAccess.FAULT, 0, false, Populate.NONE, false, false, ByteOrder.BIG_ENDIAN);

    private final StaleAccess stale;
    private final long reserved;
    private final boolean allocated;
    private final Populate populate;
    private final boolean hugePages;
    private final boolean locked;
    private final ByteOrder order;

    private MapOptions(StaleAccess stale, long reserved, boolean allocated, Populate populate,
            boolean hugePages, boolean locked, ByteOrder order) {
        if (reserved < 0) throw new IllegalArgumentException("reserved is negative: " + reserved);
        this.stale = Objects.requireNonNull(stale, "stale");
        this.reserved = reserved;
        this.allocated = allocated;
        this.populate = Objects.requireNonNull(populate, "populate");
        this.hugePages = hugePages;
        this.locked = locked;
        this.order = Objects.requireNonNull(order, "order");
    }

    /**
     * Returns these options with another treatment of stale accesses.
     *
     * @param access what happens
     * @return the changed copy
     */
    public MapOptions withStale(StaleAccess access) {
        return new MapOptions(access, reserved, allocated, populate, hugePages, locked, order);
    }

    /**
     * Returns these options with room to grow.
     *
     * @param bytes from the region's beginning, &ge; 0; costs address space, no memory
     * @return the changed copy
     * @throws IllegalArgumentException if {@code bytes} is negative
     */
    public MapOptions withReserved(long bytes) {
        return new MapOptions(stale, bytes, allocated, populate, hugePages, locked, order);
    }

    /**
     * Returns these options with blocks for the whole range.
     *
     * @return the changed copy
     */
    public MapOptions withBlocks() {
        return new MapOptions(stale, reserved, true, populate, hugePages, locked, order);
    }

    /**
     * Returns these options with pages made ready in advance.
     *
     * @param pages how
     * @return the changed copy
     */
    public MapOptions withPopulate(Populate pages) {
        return new MapOptions(stale, reserved, allocated, pages, hugePages, locked, order);
    }

    /**
     * Returns these options with huge pages where the kernel has them.
     *
     * @return the changed copy
     */
    public MapOptions withHugePages() {
        return new MapOptions(stale, reserved, allocated, populate, true, locked, order);
    }

    /**
     * Returns these options with pages locked in memory.
     *
     * @return the changed copy
     */
    public MapOptions withLock() {
        return new MapOptions(stale, reserved, allocated, populate, hugePages, true, order);
    }

    /**
     * Returns these options with another byte order.
     *
     * @param bytes the order
     * @return the changed copy
     */
    public MapOptions withOrder(ByteOrder bytes) {
        return new MapOptions(stale, reserved, allocated, populate, hugePages, locked, bytes);
    }

    /**
     * Returns what buffers find that are used after the region was closed.
     *
     * @return a fault, or zeros
     */
    public StaleAccess stale() {
        return stale;
    }

    /**
     * Returns how many bytes of address space are reserved for {@link MappedRegion#extend}, from the region's
     * beginning.
     *
     * @return &ge; 0; less than the region's size means none
     */
    public long reserved() {
        return reserved;
    }

    /**
     * Tells whether the range of the file gets its own blocks ({@code fallocate}), so that a full disk is an {@code
     * IOException} of {@code map} or {@code extend} and not a fault at some later write.
     *
     * @return true if it does
     */
    public boolean allocated() {
        return allocated;
    }

    /**
     * Returns whether, and how, pages are made ready in advance.
     *
     * @return how
     */
    public Populate populate() {
        return populate;
    }

    /**
     * Tells whether to ask for huge pages ({@code MADV_HUGEPAGE}). The kernel has them for files on tmpfs mounted with
     * {@code huge=advise}, and for {@code MapMode.PRIVATE} pages that are written to; on hugetlbfs all pages are huge.
     *
     * @return true if they are asked for
     */
    public boolean hugePages() {
        return hugePages;
    }

    /**
     * Tells whether the pages are locked in memory ({@code mlock}), which also makes them ready.
     *
     * @return true if they do
     */
    public boolean locked() {
        return locked;
    }

    /**
     * Returns the byte order of the numbers that {@link MappedRegion}'s own methods read and write.
     *
     * @return the order
     */
    public ByteOrder order() {
        return order;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof MapOptions that
            && stale == that.stale
            && reserved == that.reserved
            && allocated == that.allocated
            && populate == that.populate
            && hugePages == that.hugePages
            && locked == that.locked
            && order == that.order;
    }

    @Override
    public int hashCode() {
        return Objects.hash(stale, reserved, allocated, populate, hugePages, locked, order);
    }

    @Override
    public String toString() {
        return "MapOptions[stale=%s, reserved=%d, allocated=%s, populate=%s, hugePages=%s, locked=%s, order=%s]"
            .formatted(stale, reserved, allocated, populate, hugePages, locked, order);
    }
}
