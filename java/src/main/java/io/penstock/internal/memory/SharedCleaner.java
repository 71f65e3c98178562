package io.penstock.internal.memory;

import java.lang.ref.Cleaner;

/** Frees the native memory of regions and relays that became unreachable without being closed. */
public final class SharedCleaner {
    /** Null until it is needed: it takes a thread, which may not be available. */
    private static Cleaner cleaner;

    private SharedCleaner() {}

    public static synchronized Cleaner get() {
        if (cleaner == null) cleaner = Cleaner.create();
        return cleaner;
    }
}
