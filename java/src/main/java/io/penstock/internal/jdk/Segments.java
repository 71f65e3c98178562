package io.penstock.internal.jdk;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import java.util.function.Consumer;

/**
 * Makes {@code java.lang.foreign.MemorySegment}s, which classes for JDK 17 cannot name. It uses handles and not {@code
 * META-INF/versions}, where compilers, reflection and tools that rewrite JARs would see another class than the JVM
 * does.
 */
public record Segments(MethodHandle ofAddress, MethodHandle reinterpret, MethodHandle auto, MethodHandle readOnly) {
    /** The first JDK where segments are final; JDK 21 has a preview. */
    private static final int SINCE = 22;

    private static volatile Members.Found<Segments> found;

    /** Holds the handles as a constant, as in {@link FileHandles}. */
    private static final class Known {
        private static final Segments JDK = found.handles();

        static void initialise() {}
    }

    private static Members.Found<Segments> found() {
        Members.Found<Segments> known = found;
        if (known == null) known = Members.lack();
        return known != null ? known : Members.search(Segments::find, all -> {
            found = all;
            Known.initialise();
        });
    }

    /** Finds the members with our own lookup, because the JDK checks the native access of this class. */
    private static Segments find() throws ReflectiveOperationException {
        if (Runtime.version().feature() < SINCE) throw new ClassNotFoundException("java.lang.foreign.MemorySegment");
        Lookup lookup = MethodHandles.lookup();
        Class<?> segment = Members.type("java.lang.foreign.MemorySegment");
        Class<?> arena = Members.type("java.lang.foreign.Arena");
        return new Segments(
            erased(lookup.findStatic(segment, "ofAddress", MethodType.methodType(segment, long.class))),
            erased(lookup.findVirtual(
                segment, "reinterpret", MethodType.methodType(segment, long.class, arena, Consumer.class))),
            erased(lookup.findStatic(arena, "ofAuto", MethodType.methodType(arena))),
            erased(lookup.findVirtual(segment, "asReadOnly", MethodType.methodType(segment))));
    }

    private static MethodHandle erased(MethodHandle member) {
        return member.asType(member.type().erase());
    }

    /** Throws if this JDK has no segments. */
    public static void check() {
        Members.Found<Segments> known = found();
        if (known.handles() == null)
            throw new UnsupportedOperationException("segments need JDK 22 or later", known.missing());
    }

    /**
     * Returns a segment over memory that stays the owner's until {@code release} runs: once the segment is unreachable,
     * and never if this throws.
     */
    public static Object of(long address, long size, Runnable release) {
        Consumer<Object> released = gone -> release.run();
        try {
            Object start = Known.JDK.ofAddress.invokeExact(address);
            return Known.JDK.reinterpret.invokeExact(start, size, Known.JDK.auto.invokeExact(), (Object) released);
        } catch (Throwable e) {
            throw Members.rethrow(e);
        }
    }

    /** Returns a read-only segment over the same memory. */
    public static Object readOnly(Object segment) {
        try {
            return Known.JDK.readOnly.invokeExact(segment);
        } catch (Throwable e) {
            throw Members.rethrow(e);
        }
    }
}
