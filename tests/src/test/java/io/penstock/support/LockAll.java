package io.penstock.support;

import java.lang.invoke.MethodHandle;
import java.lang.reflect.Array;
import java.util.Optional;

/** {@code mlockall(2)}, by the foreign functions of JDK 21 and later, which these tests cannot name. */
public final class LockAll {
    /** What there is, and what is mapped from now on; the numbers are Linux's. */
    public static final int CURRENT = 1;
    public static final int FUTURE = 2;

    private static final String FOREIGN = "java.lang.foreign.";

    private LockAll() {}

    /** Throws if the kernel refuses. */
    public static void call(int flags) throws Throwable {
        Class<?> linkers = Class.forName(FOREIGN + "Linker");
        Class<?> layouts = Class.forName(FOREIGN + "MemoryLayout");
        Class<?> descriptors = Class.forName(FOREIGN + "FunctionDescriptor");
        Object linker = linkers.getMethod("nativeLinker").invoke(null);
        Object libc = linkers.getMethod("defaultLookup").invoke(linker);
        Optional<?> mlockall = (Optional<?>) Class.forName(FOREIGN + "SymbolLookup").getMethod("find", String.class)
            .invoke(libc, "mlockall");
        Object number = Class.forName(FOREIGN + "ValueLayout").getField("JAVA_INT").get(null);
        Object numbers = Array.newInstance(layouts, 1);
        Array.set(numbers, 0, number);
        Object descriptor = descriptors.getMethod("of", layouts, numbers.getClass()).invoke(null, number, numbers);
        Object options = Array.newInstance(Class.forName(FOREIGN + "Linker$Option"), 0);
        MethodHandle call = (MethodHandle) linkers.getMethod("downcallHandle", Class.forName(FOREIGN + "MemorySegment"),
            descriptors, options.getClass())
            .invoke(linker, mlockall.orElseThrow(), descriptor, options);
        if ((int) call.invoke(flags) != 0) throw new IllegalStateException("mlockall failed");
    }
}
