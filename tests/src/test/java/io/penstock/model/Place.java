package io.penstock.model;

/** The other end of a transfer. */
interface Place {
    /** The file channel in that slot. */
    record Slot(int index) implements Place {}

    /** Where bytes can go. The last ones but NULL are not the JDK's channels. */
    enum Sink implements Place {
        PIPE, UNIX, TCP, STREAM, ALL, MISER, FULL, BREAKING, NULL;

        @Override
        public String toString() {
            return name() + " sink";
        }
    }

    /** Where bytes can come from. Those that are OPEN give nothing when they are empty; the others end. */
    enum Source implements Place {
        PIPE, PIPE_OPEN, UNIX, UNIX_OPEN, STREAM, ALL, MISER, BREAKING, NULL;

        @Override
        public String toString() {
            return name() + " source";
        }
    }
}
