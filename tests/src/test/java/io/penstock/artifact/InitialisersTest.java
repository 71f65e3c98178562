package io.penstock.artifact;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.load.LoaderTest;
import io.penstock.support.EndsInTime;
import io.penstock.support.LoaderProbe;
import io.penstock.support.Program;
import io.penstock.support.Proof;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * What a class's initialiser throws, the class is left with for ever; so ours only make small objects, and know what
 * they call: see docs/protocol.md.
 */
@EndsInTime
class InitialisersTest {
    private static final Pattern OURS = Pattern.compile(
        "(META-INF/(penstock|versions/\\d+)/)?(io/penstock/|sun/nio/ch/Penstock).*\\.class(data)?");

    /**
     * Beside constructors of the JDK's collections and of our own classes, none of which does more than keep what it is
     * given.
     */
    private static final Set<String> HARMLESS = Set.of(
        "java/lang/Runtime.version", "java/lang/Runtime$Version.feature", "java/nio/ByteBuffer.allocate",
            "java/util/Set.of", "java/util/List.of",
        "java/util/concurrent/TimeUnit.toNanos", "java/util/concurrent/ConcurrentHashMap.newKeySet");

    /** Each with the reason why it can be borne. */
    private static final Set<String> KNOWN = Set.of(
        // of a region
        "java/lang/invoke/MethodHandles.lookup", "java/lang/invoke/MethodHandles$Lookup.findVarHandle",
        // finds out whether a module is there, and throws nothing but what is caught
        "io/penstock/internal/event/Events.isPresent",
        // answer what was found before
        "io/penstock/internal/jdk/Members$Found.handles", "io/penstock/internal/end/SelectableEnd$Kind.handles");

    @Test
    void makeSmallObjects() throws Exception {
        Set<String> calls = new TreeSet<>();
        int classes = 0;
        for (String jar : List.of(Program.jars("penstock.jar"), Program.AGENT.toString(),
            Program.jars("penstock-netty.jar"))) {
            for (Map.Entry<String, byte[]> found : classes(jar).entrySet()) {
                for (String call : callsOfInitialiser(found.getValue()).orElse(List.of()))
                    calls.add(found.getKey() + ": " + call);
                classes++;
            }
        }
        assertThat(calls).isEmpty();
        Proof.line("initialisers of classes: %d classes looked at, none does more than make small objects", classes);
    }

    /** Where there is room, so that none meets the end of a stack later; but for constants of what is found later. */
    @Test
    void runBeforeTheLibraryIsLoaded() throws Exception {
        LoaderTest.assumePacked();
        Set<String> ours = new TreeSet<>();
        classes(Program.jars("penstock.jar")).forEach((name, bytes) -> {
            if (name.startsWith("io/") && callsOfInitialiser(bytes).isPresent()) ours.add(name.replace(".class", ""));
        });
        assertThat(ours.removeIf(name -> name.endsWith("$Known"))).isTrue();
        List<String> said = LoaderProbe.run(List.of(), List.of("-Xlog:class+init=info"), LoaderProbe.class);
        assertThat(initialised(said.subList(0, indexOf(said, "available ")))).containsAll(ours);
    }

    private static int indexOf(List<String> lines, String start) {
        return IntStream.range(0, lines.size()).filter(i -> lines.get(i).startsWith(start)).findFirst().orElseThrow();
    }

    private static Set<String> initialised(List<String> lines) {
        Pattern name = Pattern.compile("Initializing '([^']+)'");
        return lines.stream().map(name::matcher).filter(Matcher::find).map(found -> found.group(1))
            .collect(Collectors.toSet());
    }

    /** By their names. */
    private static Map<String, byte[]> classes(String jar) throws IOException {
        Map<String, byte[]> classes = new TreeMap<>();
        try (JarFile file = new JarFile(Path.of(jar).toFile())) {
            for (JarEntry entry : Collections.list(file.entries())) {
                if (!OURS.matcher(entry.getName()).matches()) continue;
                try (InputStream in = file.getInputStream(entry)) {
                    classes.put(entry.getName(), in.readAllBytes());
                }
            }
        }
        return classes;
    }

    /** Those that are not known to be harmless; empty if there is no initialiser. */
    private static Optional<List<String>> callsOfInitialiser(byte[] bytes) {
        List<String> calls = new ArrayList<>();
        boolean[] has = {false};
        new ClassReader(bytes).accept(new ClassVisitor(Opcodes.ASM9) {
            @Override
            public MethodVisitor visitMethod(int access, String name, String descriptor, String signature,
                    String[] exceptions) {
                if (!name.equals("<clinit>")) return null;
                has[0] = true;
                return new MethodVisitor(Opcodes.ASM9) {
                    @Override
                    public void visitMethodInsn(int opcode, String owner, String method, String type,
                            boolean isInterface) {
                        if (!isHarmless(owner, method)) calls.add(owner + "." + method);
                    }

                    @Override
                    public void visitInvokeDynamicInsn(String method, String type, Handle bootstrap,
                            Object... arguments) {
                        calls.add("a lambda");
                    }
                };
            }
        }, ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
        return has[0] ? Optional.of(calls) : Optional.empty();
    }

    private static boolean isHarmless(String owner, String method) {
        String call = owner + "." + method;
        if (HARMLESS.contains(call) || KNOWN.contains(call)) return true;
        boolean makes = method.equals("<init>")
            && (owner.startsWith("java/util/") || owner.startsWith("java/lang/") || owner.startsWith("io/penstock/")
            || owner.equals("java/io/FileDescriptor"));
        return makes || method.equals("values") || method.equals("$values") || method.equals("ordinal")
            || call.equals("io/penstock/TransferOptions.of")
            || method.equals("desiredAssertionStatus");
    }
}
