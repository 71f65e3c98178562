package io.penstock.internal;

import io.penstock.NativeFileChannel;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.FileChannel;

/** As the class of the same name for JDK 17, which cannot mention {@link Arena}. */
abstract class ArenaMapping extends NativeFileChannel {
    /** The channel that does what is not a transfer. */
    abstract FileChannel delegate();

    /** Whether {@link #enter} is going to close the channel, so that {@link Checks} have to come first. */
    abstract boolean closesOnEntry();

    /** Before each call of the delegate. */
    abstract void enter();

    /** After each call of the delegate, which has thrown if it was cut short by a close. */
    abstract void leave() throws AsynchronousCloseException;

    @Override
    public final MemorySegment map(MapMode mode, long offset, long size, Arena arena) throws IOException {
        if (closesOnEntry()) Checks.map(delegate(), mode, offset, Math.min(size, Integer.MAX_VALUE));
        enter();
        try {
            return delegate().map(mode, offset, size, arena);
        } finally {
            leave();
        }
    }
}
