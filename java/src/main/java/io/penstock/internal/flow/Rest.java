package io.penstock.internal.flow;

import java.io.IOException;

/**
 * Who has bytes that were taken out of a stream and cannot be delivered. Between the taking and the handing over,
 * nothing is allocated but what carries the bytes to the caller, and that before they are touched: there may be no
 * memory left.
 */
public interface Rest {
    /** How many there are. */
    long held();

    /** These bytes. If there is no array to be had, they stay where they are. */
    byte[] take() throws IOException;
}
