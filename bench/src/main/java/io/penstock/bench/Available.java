package io.penstock.bench;

import io.penstock.NativeChannels;

/** Fails without the native library: a fallback to stock NIO must not be measured as Penstock. */
final class Available {
    private Available() {}

    /** The same, if there is a native library. */
    static <T> T checked(T way) {
        if (!NativeChannels.isAvailable())
            throw new IllegalStateException("no native library", NativeChannels.unavailabilityCause().orElse(null));
        return way;
    }
}
