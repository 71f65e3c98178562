package io.penstock.internal.memory;

import java.lang.ref.Cleaner;

/** Has native memory given back of objects that are unreachable, and that nobody has closed: regions and relays. */
public final class SharedCleaner {
    /** Null until there is something to do: it takes a thread, which may not be to be had. */
    private static Cleaner cleaner;

    private SharedCleaner() {}

    public static synchronized Cleaner get() {
        if (cleaner == null) cleaner = Cleaner.create();
        return cleaner;
    }
}
