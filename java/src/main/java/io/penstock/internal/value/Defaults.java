package io.penstock.internal.value;

import io.penstock.MapOptions;
import io.penstock.Strategy;
import io.penstock.TransferOptions;
import io.penstock.internal.load.Library;

/**
 * The options of calls that are given none. Here their classes are initialised where there is {@code Room}, or not at
 * all.
 */
public final class Defaults {
    private Defaults() {}

    /** {@link TransferOptions#DEFAULT}. */
    public static TransferOptions ofTransfers() {
        Library.failure();
        return TransferOptions.DEFAULT;
    }

    /** {@link MapOptions#DEFAULT}. */
    public static MapOptions ofMaps() {
        Library.failure();
        return MapOptions.DEFAULT;
    }

    /** {@link Strategy#AUTO}. */
    public static Strategy strategy() {
        Library.failure();
        return Strategy.AUTO;
    }
}
