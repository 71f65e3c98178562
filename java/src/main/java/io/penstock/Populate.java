package io.penstock;

/** Says which pages of a {@link MappedRegion} enter the page tables when it is mapped, which saves faults later. */
public enum Populate {
    /** None: each page enters when it is first used. */
    NONE,
    /** All, read from the disk ({@code MADV_POPULATE_READ}); the first write to a page still faults. */
    READ,
    /**
     * All, as by a write to each ({@code MADV_POPULATE_WRITE}, Linux 5.14): holes get blocks, a full disk is an
     * {@code IOException} here, and all pages will be written back. With {@code MapMode.PRIVATE} all pages are copied.
     */
    WRITE
}
