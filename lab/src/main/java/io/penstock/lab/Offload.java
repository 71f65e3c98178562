package io.penstock.lab;

/** What the sending network device is asked to do itself. */
enum Offload {
    /** Nothing: each packet must lie in one piece of memory, which rules segmentation offload out too. */
    NONE("off", "off"),
    /** It gathers a packet from several pieces; the kernel still cuts the stream into packets. */
    GATHER("on", "off"),
    /** It gathers, and takes up to 64 KiB at a time to be cut later. */
    GATHER_AND_SEGMENT("on", "on");

    private final String gather;
    private final String segment;

    Offload(String gather, String segment) {
        this.gather = gather;
        this.segment = segment;
    }

    /** Arguments of {@code ethtool -K DEVICE}. */
    String[] features() {
        return new String[] {"sg", gather, "tso", segment, "gso", segment};
    }

    boolean gathers() {
        return this != NONE;
    }
}
