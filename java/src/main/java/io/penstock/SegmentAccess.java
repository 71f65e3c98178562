package io.penstock;

import io.penstock.internal.Mapping;

/** Where JDK 22 has a method more: {@code segment}. {@code META-INF/versions/22} has the class that has it too. */
abstract class SegmentAccess {
    abstract Mapping mapping();

    /**
     * How long it is.
     *
     * @return bytes, &ge; 0; may exceed 2 GiB
     */
    public abstract long size();
}
