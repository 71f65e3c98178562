package io.penstock.agents;

import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.security.ProtectionDomain;

/** Another agent: it stays, looks at each class, and returns the file channel's as a changed one, though it is not. */
public final class OtherAgent implements ClassFileTransformer {
    private static final String CHANNEL = "sun/nio/ch/FileChannelImpl";

    public static void premain(String options, Instrumentation instrumentation) throws Exception {
        instrumentation.addTransformer(new OtherAgent(), true);
        instrumentation.retransformClasses(Class.forName(CHANNEL.replace('/', '.')));
        System.err.println("other agent: transformed");
    }

    @Override
    public byte[] transform(ClassLoader loader, String name, Class<?> redefined, ProtectionDomain domain,
            byte[] bytes) {
        return CHANNEL.equals(name) ? bytes.clone() : null;
    }
}
