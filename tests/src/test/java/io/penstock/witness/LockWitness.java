package io.penstock.witness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.nio.file.Path;
import java.security.ProtectionDomain;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.jar.JarFile;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.commons.AdviceAdapter;

/**
 * An agent that has the JDK's channels, and all of the library, tell a {@link LockRecorder} of their locks. Its
 * argument: the file for what was seen; beside that is the {@link #RECORDER_JAR}.
 */
public final class LockWitness implements ClassFileTransformer {
    /** Follows the name of the report in that of the JAR which has the recorder. */
    public static final String RECORDER_JAR = ".jar";

    /** Not to be loaded before the bootstrap loader has it. */
    private static final String RECORDER = "io/penstock/witness/LockRecorder";

    private static final String REENTRANT = "java/util/concurrent/locks/ReentrantLock";

    /** Classes of the JDK that have locks of channels. */
    private static final List<String> JDK =
        List.of("sun.nio.ch.NativeThreadSet", "sun.nio.ch.FileChannelImpl", "sun.nio.ch.SocketChannelImpl",
        "sun.nio.ch.SinkChannelImpl", "sun.nio.ch.SourceChannelImpl", "sun.nio.ch.DatagramChannelImpl",
            "sun.nio.ch.NioSocketImpl",
        "java.nio.channels.spi.AbstractInterruptibleChannel", "java.nio.channels.spi.AbstractSelectableChannel");

    /** What fields may hold that others lock. */
    private static final Set<String> LOCKS =
        Set.of("Ljava/lang/Object;", "L" + REENTRANT + ";", "Lsun/nio/ch/NativeThreadSet;");

    /** Methods that wait without a lock, or run code of others. */
    private static final Map<String, String> WAITS = Map.of(
        "io/penstock/internal/jdk/ThreadHandles.await", "a wait for a channel",
        "io/penstock/internal/jdk/ThreadHandles.poll", "a wait for a channel",
        "io/penstock/internal/jdk/SocketHandles.await", "a wait for a socket",
        "io/penstock/internal/turn/Turns.sleep", "a sleep",
        "io/penstock/internal/turn/Turns.tell", "a listener");

    public static void premain(String report, Instrumentation instrumentation) throws Exception {
        instrumentation.appendToBootstrapClassLoaderSearch(new JarFile(report + RECORDER_JAR));
        Class<?> recorder = Class.forName(RECORDER.replace('/', '.'), true, null);
        instrumentation.redefineModule(Object.class.getModule(), Set.of(recorder.getModule()), Map.of(), Map.of(),
            Set.of(), Map.of());
        instrumentation.addTransformer(new LockWitness(), true);
        for (String name : JDK) instrumentation.retransformClasses(Class.forName(name));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try {
                LockRecorder.write(Path.of(report));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }));
    }

    @Override
    public byte[] transform(ClassLoader loader, String name, Class<?> redefined, ProtectionDomain domain,
            byte[] bytes) {
        boolean ours = name.startsWith("io/penstock/") && !isTest(domain);
        if (!ours && !JDK.contains(name.replace('/', '.'))) return null;
        try {
            ClassReader reader = new ClassReader(bytes);
            ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
            reader.accept(new Visitor(writer, name), ClassReader.EXPAND_FRAMES);
            return writer.toByteArray();
        } catch (Throwable e) { // which the JVM would keep to itself
            e.printStackTrace();
            throw e;
        }
    }

    /** Whether a class is of the tests rather than of the library. */
    private static boolean isTest(ProtectionDomain domain) {
        return domain == null || domain.getCodeSource() == null || domain.getCodeSource().getLocation().getPath()
            .endsWith("/test/");
    }

    private static final class Visitor extends ClassVisitor {
        private final String owner;

        Visitor(ClassVisitor next, String owner) {
            super(Opcodes.ASM9, next);
            this.owner = owner;
        }

        @Override
        public MethodVisitor visitMethod(int access, String name, String descriptor, String signature,
                String[] exceptions) {
            MethodVisitor next = super.visitMethod(access, name, descriptor, signature, exceptions);
            boolean none = (access & (Opcodes.ACC_ABSTRACT | Opcodes.ACC_NATIVE)) != 0;
            return none ? next : new Advice(next, owner, access, name, descriptor);
        }
    }

    private static final class Advice extends AdviceAdapter {
        private final String owner;
        private final String method;
        private final boolean synchronizes;

        /** Whether, in a constructor, there is an object already. */
        private boolean constructed;

        Advice(MethodVisitor next, String owner, int access, String name, String descriptor) {
            super(Opcodes.ASM9, next, access, name, descriptor);
            this.owner = owner;
            method = name;
            synchronizes = (access & (Opcodes.ACC_SYNCHRONIZED | Opcodes.ACC_STATIC)) == Opcodes.ACC_SYNCHRONIZED;
        }

        private void tell(String call, String descriptor) {
            super.visitMethodInsn(Opcodes.INVOKESTATIC, RECORDER, call, descriptor, false);
        }

        private void tellOfThis(String call) {
            loadThis();
            tell(call, "(Ljava/lang/Object;)V");
        }

        @Override
        protected void onMethodEnter() {
            constructed = true;
            String wait = WAITS.get(owner + "." + method);
            if (wait != null) {
                push(wait);
                tell("parked", "(Ljava/lang/String;)V");
            }
            switch (owner.substring(owner.lastIndexOf('/') + 1) + "." + method) {
                case "AbstractInterruptibleChannel.begin" -> tellOfThis("begun");
                case "AbstractInterruptibleChannel.end" -> tellOfThis("ended");
                case "NativeThreadSet.signalAndWait", "Gate.close" -> tellOfThis("drained");
                case "NativeThreadSet.remove", "Gate.exit" -> tellOfThis("left");
                case "NativeThreadSet.add", "Gate.enter" -> tellOfThis("joined");
                default -> {
                    if (synchronizes) {
                        tellOfThis("wanted");
                        tellOfThis("entered");
                    }
                }
            }
        }

        @Override
        public void visitFieldInsn(int opcode, String type, String field, String descriptor) {
            if (constructed && opcode == Opcodes.PUTFIELD && method.equals("<init>") && LOCKS.contains(descriptor)
                && type.equals(owner)) {
                dup2(); // the object and its field's value
                swap();
                push(field);
                tell("named", "(Ljava/lang/Object;Ljava/lang/Object;Ljava/lang/String;)V");
            }
            super.visitFieldInsn(opcode, type, field, descriptor);
        }

        @Override
        public void visitInsn(int opcode) {
            boolean ofSet = owner.endsWith("/NativeThreadSet");
            if (opcode != Opcodes.MONITORENTER || ofSet) {
                super.visitInsn(opcode);
                return;
            }
            dup();
            tell("wanted", "(Ljava/lang/Object;)V");
            dup();
            super.visitInsn(opcode);
            tell("entered", "(Ljava/lang/Object;)V");
        }

        @Override
        public void visitMethodInsn(int opcode, String type, String name, String descriptor, boolean isInterface) {
            boolean locks = type.equals(REENTRANT) && opcode == Opcodes.INVOKEVIRTUAL
                && (name.equals("lock") || name.equals("tryLock"));
            if (locks) tell(name, "(L" + REENTRANT + ";" + descriptor.substring(1));
            else super.visitMethodInsn(opcode, type, name, descriptor, isInterface);
        }
    }
}
