package io.penstock.internal;

import io.penstock.NativeFileChannel;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.FileChannel;

/** As the class of the same name for JDK 17, which cannot mention {@link Arena}. Compiled against stubs, so that no newer compiler is needed for it. */
abstract class ArenaMapping extends NativeFileChannel {
    /** The channel that does what is not a transfer. */
    abstract FileChannel delegate();

    /** Whether {@link #enter} is going to close the channel, so that {@link Checks} have to come first. */
    abstract boolean closesOnEntry();

    /** Before each call of the delegate. */
    abstract void enter();

    /** After each call of the delegate, which has thrown if it was cut short by a close. */
    abstract void leave() throws AsynchronousCloseException;

    /** Overrides what {@code FileChannel} has from JDK 22 on; looked up, since the compiler may have an older one. */
    public final MemorySegment map(MapMode mode, long offset, long size, Arena arena) throws IOException {
        if (closesOnEntry()) Checks.map(delegate(), mode, offset, Math.min(size, Integer.MAX_VALUE));
        enter();
        try {
            MethodType type = MethodType.methodType(MemorySegment.class, MapMode.class, long.class, long.class, Arena.class);
            MethodHandle map = MethodHandles.publicLookup().findVirtual(FileChannel.class, "map", type);
            return (MemorySegment) map.invokeExact(delegate(), mode, offset, size, arena);
        } catch (Throwable e) {
            throw Members.<IOException>rethrow(e);
        } finally {
            leave();
        }
    }
}
