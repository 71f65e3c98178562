package io.penstock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the documentation shows compiles and runs, and what it names is there. */
@EndsInTime
class DocsTest {
    @TempDir
    Path directory;

    /** One thing that may be wrong with a page. */
    @FunctionalInterface
    interface Check {
        List<String> mistakes(Doc doc) throws IOException;
    }

    static Stream<Arguments> checks() {
        return Stream.of(
            arguments("links", (Check) DocChecks::links, "[gone](gone.md)"),
            arguments("anchors", (Check) DocChecks::links, "# Here\n[there](#there)"),
            arguments("targets of make", (Check) DocChecks::commands, "`make coffee`"),
            arguments("variables of make", (Check) DocChecks::commands, "`make bench SUGAR=1`"),
            arguments("projects of Gradle", (Check) DocChecks::commands, "```\nscripts/gradle :penstok:jar\n```"),
            arguments("files", (Check) DocChecks::commands, "`rust/src/sys/gone.rs`"),
            arguments("agent strings", (Check) DocChecks::agentStrings, "`-javaagent:penstock-agent.jar=stats,speed=9`"),
            arguments("properties", (Check) DocChecks::properties, "`-Dpenstock.libary=x`"),
            arguments("events", (Check) DocChecks::properties, "`io.penstock.Transfers`"),
            arguments("members", (Check) DocChecks::members, "`NativeChannels.transferAll(file)`"),
            arguments("constants", (Check) DocChecks::members, "`Strategy.FASTEST`"),
            arguments("messages", (Check) DocChecks::messages, "| message | cause |\n|---|---|\n| `the disk is made of cheese` | |"));
    }

    /** Each check finds nothing in our pages, and something in a line that is wrong. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("checks")
    void saysWhatIs(String what, Check check, String wrong) throws IOException {
        assertThat(check.mistakes(Doc.of(Path.of("docs/wrong.md"), wrong))).as("mistakes found in: %s", wrong).hasSize(1);
        List<String> mistakes = new ArrayList<>();
        for (Doc doc : Doc.all()) mistakes.addAll(check.mistakes(doc));
        assertThat(mistakes).isEmpty();
    }

    @Test
    void fragmentsCompile() throws IOException {
        assumeCompiler();
        List<Doc> docs = new ArrayList<>(Doc.all());
        docs.addAll(Sources.examples());
        assertThat(Snippets.compile(docs, directory)).isEmpty();
        Proof.line("documentation: %d pages, %d links; %d pieces of Java compiled, %d messages found in the sources", Doc.all().size(),
            Doc.all().stream().mapToInt(doc -> DocChecks.targets(doc).size()).sum(), docs.stream().mapToInt(doc -> Snippets.of(doc).size()).sum(),
            Doc.all().stream().mapToInt(doc -> DocChecks.messagesOf(doc).size()).sum());
    }

    @Test
    void fragmentThatDoesNot() throws IOException {
        assumeCompiler();
        Doc wrong = Doc.of(Path.of("docs/wrong.md"), "```java\nNativeChannels.transferAll(file, socket);\n```");
        assertThat(Snippets.compile(List.of(wrong), directory)).hasSize(1).first().asString().startsWith("docs/wrong.md:2: ").contains("transferAll");
    }

    /** Each public method is called in an example of some Javadoc: those compile. What a record only keeps, and what Java knows of each class, need none. */
    @Test
    void everyMethodIsShown() throws Exception {
        String shown = Sources.examples().stream().flatMap(doc -> doc.blocks().stream()).map(Doc.Block::text).collect(Collectors.joining());
        Set<String> missing = new TreeSet<>();
        for (Class<?> type : Sources.publicTypes()) {
            for (Method method : type.getMethods()) {
                boolean ours = method.getDeclaringClass().getPackage() == type.getPackage() && !method.isSynthetic() && !Modifier.isAbstract(method.getModifiers());
                if (ours && !type.isEnum() && !Sources.isInherited(method) && !shown.contains("." + method.getName() + "(") && !shown.contains("::" + method.getName()))
                    missing.add(type.getSimpleName() + "." + method.getName());
            }
        }
        assertThat(missing).isEmpty();
    }

    @Test
    void agentOptionsAreComplete() throws IOException {
        Set<String> documented = Files.readAllLines(Path.of("docs/agent.md")).stream().filter(line -> line.matches("\\| `[a-z]+(=\\w+)?` \\|.*"))
            .map(line -> line.replaceAll("\\| `([a-z]+).*", "$1")).collect(Collectors.toSet());
        assertThat(documented).isEqualTo(DocChecks.agentOptions());
    }

    /** The forge runs what people type. */
    @Test
    void continuousIntegration() throws IOException {
        Path path = Path.of(".github/workflows/ci.yml");
        List<String> runs = Files.readAllLines(path).stream().map(String::strip).filter(line -> line.startsWith("- run: ")).map(line -> line.substring(7)).toList();
        assertThat(runs).contains("make check", "make jar", "make test");
        assertThat(DocChecks.commands(new Doc(path, "", List.of(new Doc.Block("", 1, String.join("\n", runs)))))).isEmpty();
    }

    /** The README's first program, as its reader would run it. */
    @Test
    void serve() throws Exception {
        assumeCompiler();
        List<String> programs = Doc.all().stream().flatMap(doc -> doc.blocks().stream()).map(Doc.Block::text).filter(text -> Snippets.program(text) != null).toList();
        assertThat(programs).as("programs, all of which are run here").hasSize(1);
        Path source = Files.writeString(directory.resolve("Serve.java"), programs.get(0));
        Content content = Content.of(3 * Content.MIB + 1);
        File errors = Content.fresh().toFile();
        List<String> command = new ArrayList<>(List.of(ProcessHandle.current().info().command().orElseThrow()));
        if (Lib.refused()) command.add("-Dpenstock.library=" + System.getProperty("penstock.library"));
        command.addAll(List.of("-cp", Program.jars("penstock.jar"), source.toString(), content.file.toString()));
        Process process = new ProcessBuilder(command).redirectError(errors).start();
        try {
            BufferedReader out = new BufferedReader(new InputStreamReader(process.getInputStream()));
            assertThat(out.readLine()).as(Files.readString(errors.toPath())).startsWith("native: " + !Lib.refused());
            String advice = out.readLine();
            assertThat(advice).matches(".* nc localhost \\d+ .*");
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(advice.replaceAll(".*localhost (\\d+) .*", "$1")))) {
                Content.assertSame(content.bytes, socket.getInputStream().readAllBytes());
            }
            int half = content.bytes.length / 2;
            assertThat(out.readLine()).startsWith(half + " bytes, then TransferResult[bytes=" + (content.bytes.length - half) + ", path=");
            assertThat(process.waitFor()).isZero();
        } finally {
            process.destroyForcibly();
        }
    }

    /** What the JVM says, and does, from JDK 24 on where nobody has allowed native access. */
    @Test
    void nativeAccess() throws Exception {
        assumeTrue(Runtime.version().feature() >= 24, "no JDK before 24 asks for leave");
        Lib.assumeNative("nothing is loaded");
        String classPath = System.getProperty("java.class.path");
        Program warned = Program.run(List.of("-cp", classPath), LoaderProbe.class);
        assertThat(warned.out()).contains("available true");
        assertThat(String.join("\n", warned.err())).contains("WARNING: A restricted method in java.lang.System has been called");
        Program denied = Program.run(List.of("--illegal-native-access=deny", "-cp", classPath), LoaderProbe.class);
        assertThat(denied.out()).contains("available false", "moved 4096");
    }

    private static void assumeCompiler() {
        assumeTrue(Snippets.canCompile(), "this JDK has no compiler");
    }
}
