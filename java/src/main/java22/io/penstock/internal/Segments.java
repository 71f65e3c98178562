package io.penstock.internal;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Mappings as segments. */
public final class Segments {
    private Segments() {}

    /** A mapping's first bytes, whose addresses stay its own as long as the segment is reachable. */
    @SuppressWarnings("restricted")
    public static MemorySegment of(Mapping mapping, long size) {
        mapping.enter();
        MemorySegment segment;
        try {
            segment = MemorySegment.ofAddress(mapping.address(0)).reinterpret(size, Arena.ofAuto(), gone -> mapping.exit());
        } catch (Throwable e) {
            mapping.exit();
            throw e;
        }
        return mapping.isReadOnly() ? segment.asReadOnly() : segment;
    }
}
