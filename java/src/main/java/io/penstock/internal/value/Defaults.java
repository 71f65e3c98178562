package io.penstock.internal.value;

import io.penstock.MapOptions;
import io.penstock.Strategy;
import io.penstock.TransferOptions;
import io.penstock.internal.load.Library;

/** The options of calls that are given none. Initialises their classes only where there is {@code Room}. */
public final class Defaults {
    private Defaults() {}

    /** Returns {@link TransferOptions#DEFAULT}. */
    public static TransferOptions ofTransfers() {
        Library.failure();
        return TransferOptions.DEFAULT;
    }

    /** Returns {@link MapOptions#DEFAULT}. */
    public static MapOptions ofMaps() {
        Library.failure();
        return MapOptions.DEFAULT;
    }

    /** Returns {@link Strategy#AUTO}. */
    public static Strategy strategy() {
        Library.failure();
        return Strategy.AUTO;
    }
}
