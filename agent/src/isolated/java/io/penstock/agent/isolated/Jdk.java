package io.penstock.agent.isolated;

import java.lang.instrument.Instrumentation;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.util.Map;
import java.util.Set;

/** Opens internals of the JDK to this module, and to no other. */
final class Jdk {
    private static final int WARNS_OF_NATIVE_ACCESS = 24;

    private Jdk() {}

    /** The lookup that the JDK keeps for itself. Never hand it out. */
    static MethodHandles.Lookup lookup(Instrumentation instrumentation) throws ReflectiveOperationException {
        Map<String, Set<Module>> opened = Map.of("java.lang.invoke", Set.of(Jdk.class.getModule()));
        instrumentation.redefineModule(Object.class.getModule(), Set.of(), Map.of(), opened, Set.of(), Map.of());
        Field field = MethodHandles.Lookup.class.getDeclaredField("IMPL_LOOKUP");
        field.setAccessible(true);
        return (MethodHandles.Lookup) field.get(null);
    }

    /**
     * Does what {@code --enable-native-access} does, for which no flag could name this module: the flag's modules are
     * those that are there when the JVM starts.
     */
    static void allowNativeAccess(MethodHandles.Lookup jdk) throws Throwable {
        if (Runtime.version().feature() < WARNS_OF_NATIVE_ACCESS) return;
        jdk.findVirtual(Module.class, "implAddEnableNativeAccess", MethodType.methodType(Module.class))
            .invoke(Jdk.class.getModule());
    }
}
