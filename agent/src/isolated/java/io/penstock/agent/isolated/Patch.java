package io.penstock.agent.isolated;

import java.util.HashSet;
import java.util.Set;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Puts a question at the head of {@code FileChannelImpl}'s two transfers: {@code long n = PenstockHook.transferTo(this,
 * …); if (n >= 0) return n;}.
 */
final class Patch extends ClassVisitor {
    private static final String HOOK = "sun/nio/ch/PenstockHook";
    private static final Set<String> METHODS = Set.of(
        "transferTo(JJLjava/nio/channels/WritableByteChannel;)J",
        "transferFrom(Ljava/nio/channels/ReadableByteChannel;JJ)J");

    private final Set<String> missing = new HashSet<>(METHODS);

    private Patch(ClassWriter writer) {
        super(Opcodes.ASM9, writer);
    }

    /** The class with the questions. */
    static byte[] of(byte[] original) {
        ClassReader reader = new ClassReader(original);
        // our one frame is written by hand: computing frames would load classes
        ClassWriter writer = new ClassWriter(reader, 0);
        Patch patch = new Patch(writer);
        reader.accept(patch, 0);
        if (!patch.missing.isEmpty()) throw new IllegalArgumentException("FileChannelImpl has no " + patch.missing);
        return writer.toByteArray();
    }

    @Override
    public MethodVisitor visitMethod(int access, String name, String descriptor, String signature,
        String[] exceptions) {
        MethodVisitor method = super.visitMethod(access, name, descriptor, signature, exceptions);
        return missing.remove(name + descriptor) ? new Question(method, name, descriptor) : method;
    }

    private static final class Question extends MethodVisitor {
        private static final int STACK = 6;

        private final String name;
        private final String descriptor;

        Question(MethodVisitor method, String name, String descriptor) {
            super(Opcodes.ASM9, method);
            this.name = name;
            this.descriptor = descriptor;
        }

        @Override
        public void visitCode() {
            super.visitCode();
            boolean to = name.equals("transferTo");
            visitVarInsn(Opcodes.ALOAD, 0);
            visitVarInsn(to ? Opcodes.LLOAD : Opcodes.ALOAD, 1);
            visitVarInsn(Opcodes.LLOAD, to ? 3 : 2);
            visitVarInsn(to ? Opcodes.ALOAD : Opcodes.LLOAD, to ? 5 : 4);
            visitMethodInsn(Opcodes.INVOKESTATIC, HOOK, name, "(Ljava/nio/channels/FileChannel;"
                + descriptor.substring(1), false);
            Label left = new Label();
            visitInsn(Opcodes.DUP2);
            visitInsn(Opcodes.LCONST_0);
            visitInsn(Opcodes.LCMP);
            visitJumpInsn(Opcodes.IFLT, left);
            visitInsn(Opcodes.LRETURN);
            visitLabel(left);
            visitFrame(Opcodes.F_SAME1, 0, null, 1, new Object[] {Opcodes.LONG});
            visitInsn(Opcodes.POP2);
        }

        @Override
        public void visitMaxs(int stack, int locals) {
            super.visitMaxs(Math.max(stack, STACK), locals);
        }
    }
}
