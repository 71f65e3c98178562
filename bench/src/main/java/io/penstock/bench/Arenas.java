package io.penstock.bench;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.util.function.ToLongFunction;

/** Maps of JDK 22 that are closed with their arena; this code is compiled for JDK 17, which cannot name one. */
final class Arenas {
    private static final MethodHandle OPEN;
    private static final MethodHandle MAP;
    private static final MethodHandle BUFFER;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.publicLookup();
            Class<?> arena = Class.forName("java.lang.foreign.Arena");
            Class<?> segment = Class.forName("java.lang.foreign.MemorySegment");
            OPEN = lookup.findStatic(arena, "ofShared", MethodType.methodType(arena))
                .asType(MethodType.methodType(AutoCloseable.class));
            MAP = lookup.findVirtual(FileChannel.class, "map",
                MethodType.methodType(segment, MapMode.class, long.class, long.class, arena))
                    .asType(MethodType.methodType(Object.class, FileChannel.class, MapMode.class, long.class,
                        long.class, AutoCloseable.class));
            BUFFER = lookup.findVirtual(segment, "asByteBuffer", MethodType.methodType(ByteBuffer.class))
                    .asType(MethodType.methodType(ByteBuffer.class, Object.class));
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private Arenas() {}

    /** Maps a file into a shared arena of its own, uses its bytes, and closes the arena. */
    static long map(FileChannel file, long size, ToLongFunction<ByteBuffer> use) {
        try (AutoCloseable arena = (AutoCloseable) OPEN.invokeExact()) {
            Object segment = (Object) MAP.invokeExact(file, MapMode.READ_ONLY, 0L, size, arena);
            return use.applyAsLong((ByteBuffer) BUFFER.invokeExact(segment));
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
