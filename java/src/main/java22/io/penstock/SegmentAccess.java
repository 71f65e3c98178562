package io.penstock;

import io.penstock.internal.Mapping;
import io.penstock.internal.Segments;
import java.lang.foreign.MemorySegment;

/** As the class of the same name for JDK 17, which cannot mention {@link MemorySegment}. */
abstract class SegmentAccess {
    abstract Mapping mapping();

    /**
     * How long it is.
     *
     * @return bytes, &ge; 0; may exceed 2 GiB
     */
    public abstract long size();

    /**
     * All of the region as a segment of the automatic arena, which any thread may use.
     *
     * <pre>{@code
     * // JDK 22 and later
     * try (MappedRegion region = NativeChannels.map(file, FileChannel.MapMode.READ_ONLY, 0, file.size())) {
     *     long first = region.segment().get(java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED, 0);
     * }
     * }</pre>
     *
     * @return a segment of {@link #size} bytes, read-only if the region is
     * @throws IllegalStateException if the region is closed
     * @throws IllegalCallerException if this library is denied native access
     */
    public final MemorySegment segment() {
        return Segments.of(mapping(), size());
    }
}
