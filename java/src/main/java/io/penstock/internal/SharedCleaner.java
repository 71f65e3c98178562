package io.penstock.internal;

import java.lang.ref.Cleaner;

/** Has native memory given back of objects that are unreachable, and that nobody has closed: regions and relays. */
final class SharedCleaner {
    /** Null until there is something to do: it takes a thread, which may not be to be had. */
    private static Cleaner cleaner;

    private SharedCleaner() {}

    static synchronized Cleaner get() {
        if (cleaner == null) cleaner = Cleaner.create();
        return cleaner;
    }
}
