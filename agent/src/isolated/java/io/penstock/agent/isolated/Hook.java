package io.penstock.agent.isolated;

import java.io.IOException;
import java.io.InputStream;
import java.lang.instrument.ClassDefinition;
import java.lang.instrument.Instrumentation;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/**
 * Makes the JDK's file channels call the agent first. It redefines their class once, instead of transforming it each
 * time: so later transformations, such as Flight Recorder's, start from ours, and no transformer has to look at each
 * class that is loaded.
 */
final class Hook {
    private static final String CHANNEL = "sun.nio.ch.FileChannelImpl";

    private Hook() {}

    static void install(MethodHandles.Lookup jdk, Instrumentation instrumentation, Calls calls, Settings settings)
        throws Throwable {
        Class<?> channel = Class.forName(CHANNEL, true, null);
        byte[] redefined =
            Patch.of(bytes(Object.class.getModule().getResourceAsStream(CHANNEL.replace('.', '/') + ".class")));
        Class<?> hook = jdk.in(channel).defineClass(bytes(Hook.class.getResourceAsStream("PenstockHook.class")));
        if (settings.to())
            set(jdk, hook, calls, "transferTo", FileChannel.class, long.class, long.class, WritableByteChannel.class);
        if (settings.from())
            set(jdk, hook, calls, "transferFrom", FileChannel.class, ReadableByteChannel.class, long.class, long.class);
        instrumentation.redefineClasses(new ClassDefinition(channel, redefined));
    }

    private static void set(MethodHandles.Lookup jdk, Class<?> hook, Calls calls, String name, Class<?>... parameters)
        throws Throwable {
        MethodHandle call = MethodHandles.lookup().bind(calls, name, MethodType.methodType(long.class, parameters));
        jdk.findStaticSetter(hook, name, MethodHandle.class).invokeExact(call);
    }

    private static byte[] bytes(InputStream resource) throws IOException {
        try (resource) {
            return resource.readAllBytes();
        }
    }
}
