package io.penstock.internal.flow;

import java.io.IOException;

/**
 * Holds bytes that were taken out of a stream and cannot be delivered. On their way to the caller nothing is allocated
 * but the object that carries them, and that before they are touched: there may be no memory left.
 */
public interface HeldBytes {
    /** Returns how many there are. */
    long held();

    /** Takes these bytes. They stay where they are if no array can be allocated. */
    byte[] take() throws IOException;
}
