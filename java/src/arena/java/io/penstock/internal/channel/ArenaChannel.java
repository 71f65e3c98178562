package io.penstock.internal.channel;

import io.penstock.internal.end.Checks;
import io.penstock.internal.jdk.Members;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.channels.FileChannel;

/**
 * The channel on JDK 22 and later, where {@code FileChannel} has a method more. Compiled against stubs, so that no
 * newer compiler is needed, and loaded by its name.
 */
final class ArenaChannel extends WrappedFileChannel {
    private ArenaChannel(FileChannel delegate, PositionalIo positional, boolean hidden, boolean interruptible) {
        super(delegate, positional, hidden, interruptible);
    }

    /** Makes them. */
    static final class ArenaMaker implements Maker {
        @Override
        public WrappedFileChannel make(FileChannel delegate, PositionalIo positional, boolean hidden,
            boolean interruptible) {
            return new ArenaChannel(delegate, positional, hidden, interruptible);
        }
    }

    /** Overrides what {@code FileChannel} has there; looked up, since the compiler may have an older one. */
    public MemorySegment map(MapMode mode, long offset, long size, Arena arena) throws IOException {
        if (closesOnEntry()) Checks.map(delegate, mode, offset, Math.min(size, Integer.MAX_VALUE));
        beforeCall();
        try {
            MethodType type =
                MethodType.methodType(MemorySegment.class, MapMode.class, long.class, long.class, Arena.class);
            MethodHandle map = MethodHandles.publicLookup().findVirtual(FileChannel.class, "map", type);
            return (MemorySegment) map.invokeExact(delegate, mode, offset, size, arena);
        } catch (Throwable e) {
            throw Members.<IOException>rethrow(e);
        } finally {
            afterCall();
        }
    }
}
