package io.penstock.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.penstock.support.Content;
import io.penstock.support.EndsInTime;
import io.penstock.support.Lib;
import io.penstock.support.LoaderProbe;
import io.penstock.support.Program;
import io.penstock.support.Proof;
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
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the documentation shows compiles and runs, and what it, drawings and comments name is there. */
@EndsInTime
class DocsTest {
    private static final Map<String, Check> CHECKS = Map.of("links", DocChecks::links, "commands", DocChecks::commands,
        "agent strings", DocChecks::agentStrings, "properties", DocChecks::properties, "names", DocsTest::names,
        "messages", DocChecks::messages);
    private static List<Code> sources;
    private static Names names;

    @TempDir
    Path directory;

    @BeforeAll
    static void read() throws IOException {
        sources = Code.all();
        names = new Names(sources);
    }

    /** One thing that may be wrong with a page. */
    @FunctionalInterface
    interface Check {
        List<String> mistakes(Doc doc) throws IOException;
    }

    static Stream<String> checks() {
        return CHECKS.keySet().stream().sorted();
    }

    static Stream<Arguments> mistakes() {
        return Stream.of(
            arguments("links", "[gone](gone.md)"),
            arguments("links", "# Here\n[there](#there)"),
            arguments("commands", "`make coffee`"),
            arguments("commands", "`make bench SUGAR=1`"),
            arguments("commands", "```\nscripts/gradle :penstok:jar\n```"),
            arguments("commands", "`rust/src/sys/gone.rs`"),
            arguments("agent strings", "`-javaagent:penstock-agent.jar=stats,speed=9`"),
            arguments("properties", "`-Dpenstock.libary=x`"),
            arguments("properties", "`io.penstock.Transfers`"),
            arguments("properties", "`io.penstock.internal.gate.Gate`"),
            arguments("names", "`Reader` is the JDK's, `Wroter` nobody's"),
            arguments("names", "`NativeChannels.transferAll(file)`"),
            arguments("names", "`long sent = NativeChannels.transferAll(file)`"),
            arguments("names", "`Strategy.FASTEST`"),
            arguments("names", "`Region::map` and [`Region::smash`]"),
            arguments("names", "transfer::run, transfer::run_away"),
            arguments("names", "After transferEverything() all is over."),
            arguments("names", "KernelSend does what KernelTransfer did."),
            arguments("names", "`region.rs`, `regions.rs`"),
            arguments("names", "| before | now |\n|---|---|\n| `goneForGood()` | `notThereYet()` |"),
            arguments("messages", "| message | cause |\n|---|---|\n| `the disk is made of cheese` | |"));
    }

    private static List<String> names(Doc doc) {
        return DocChecks.names(doc, names);
    }

    /** The pages, the drawings, and the comments of all sources. */
    private static List<Doc> texts() throws IOException {
        List<Doc> texts = new ArrayList<>(Doc.all());
        texts.addAll(Doc.drawings());
        for (Code code : sources) texts.add(code.comments());
        return texts;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("checks")
    void saysWhatIs(String check) throws IOException {
        List<String> mistakes = new ArrayList<>();
        for (Doc doc : texts()) mistakes.addAll(CHECKS.get(check).mistakes(doc));
        assertThat(mistakes).isEmpty();
    }

    /** One each. */
    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("mistakes")
    void findsWhatIsNot(String check, String wrong) throws IOException {
        assertThat(CHECKS.get(check).mistakes(Doc.of(Path.of("docs/wrong.md"), wrong))).hasSize(1);
    }

    @Test
    void commentsAreRead() {
        Code java = Code.of(Path.of("Gate.java"), """
            /**
             * Opened by {@link #neverOpened(int) someone}, {@linkplain Gate a gate}, as {@code Gateway}.
             * <pre>{@code Skipped.all();}</pre>
             */
            class Gate { String url = "http://GateKeeper"; } // see GateHouse""");
        assertThat(names(java.comments())).containsExactly(
            "Gate.java: there is no Gate.neverOpened", "Gate.java: there is no Gateway",
                "Gate.java: there is no GateHouse");
        Code rust = Code.of(Path.of("gate.rs"), """
            //! Of `gateway`.
            /// [`Gateway::open`]
            fn open<'a>(gate: &'a str) -> char { '"' } // by `never_opened`""");
        assertThat(names(rust.comments())).containsExactly(
            "gate.rs: there is no gateway", "gate.rs: there is no Gateway.open", "gate.rs: there is no never_opened");
    }

    @Test
    void drawingsAreRead() {
        Doc drawing = Doc.drawing(Path.of("gate.svg"), """
            <style>.gateWay { fill: none; }</style><title>A GateKeeper</title>
            <text class="note" x="1"><tspan class="code">Gateway</tspan> opens</text>""");
        assertThat(names(drawing)).containsExactly("gate.svg: there is no Gateway", "gate.svg: there is no GateKeeper");
    }

    @Test
    void ordinaryWordsAreNoNames() {
        Doc prose = Doc.of(Path.of("docs/prose.md"), """
            Relays and Pipes hold 64 KiB, e.g. at 3.5 GiB/s
            (see [here](https://example.org/GateKeeper.html#gateKeeper)).
            The JDK's I/O, well-known and not/or/nor: `make gate`, `gate`, `--gate-keeper`,
            `-XX:+GateKeeper`, `x.y=z`.Then what?""");
        assertThat(names(prose)).isEmpty();
    }

    @Test
    void fragmentsCompile() throws IOException {
        assumeCompiler();
        List<Doc> docs = new ArrayList<>(Doc.all());
        docs.addAll(Sources.examples());
        assertThat(Snippets.compile(docs, directory)).isEmpty();
        long links = Doc.all().stream().mapToInt(doc -> DocChecks.targets(doc).size()).sum();
        long mentions = texts().stream().flatMap(Mention::of).count();
        int pieces = docs.stream().mapToInt(doc -> Snippets.of(doc).size()).sum();
        int messages = Doc.all().stream().mapToInt(doc -> DocChecks.messagesOf(doc).size()).sum();
        Proof.line("documentation: %d pages, %d links, %d names in them and in comments", Doc.all().size(), links,
            mentions);
        Proof.line("documentation: %d pieces of Java compiled, %d messages found in the sources", pieces, messages);
    }

    @Test
    void fragmentThatDoesNot() throws IOException {
        assumeCompiler();
        Doc wrong = Doc.of(Path.of("docs/wrong.md"), "```java\nNativeChannels.transferAll(file, socket);\n```");
        assertThat(Snippets.compile(List.of(wrong), directory)).hasSize(1).first().asString()
            .startsWith("docs/wrong.md:2: ").contains("transferAll");
    }

    /**
     * Each public method is called in an example of some Javadoc: those compile. What a class only keeps, and what Java
     * knows of each class, need none.
     */
    @Test
    void everyMethodIsShown() throws Exception {
        String shown = Sources.examples().stream().flatMap(doc -> doc.blocks().stream()).map(Doc.Block::text)
            .collect(Collectors.joining());
        Set<String> missing = new TreeSet<>();
        for (Class<?> type : Sources.publicTypes()) {
            for (Method method : type.getMethods()) {
                boolean ours = method.getDeclaringClass().getPackage() == type.getPackage() && !method.isSynthetic()
                    && !Modifier.isAbstract(method.getModifiers());
                if (ours && !type.isEnum() && !Sources.isInherited(method)
                    && !shown.contains("." + method.getName() + "(") && !shown.contains("::" + method.getName()))
                    missing.add(type.getSimpleName() + "." + method.getName());
            }
        }
        assertThat(missing).isEmpty();
    }

    @Test
    void agentOptionsAreComplete() throws IOException {
        Set<String> documented = Files.readAllLines(Path.of("docs/agent.md")).stream()
            .filter(line -> line.matches("\\| `[a-z]+(=\\w+)?` \\|.*"))
            .map(line -> line.replaceAll("\\| `([a-z]+).*", "$1")).collect(Collectors.toSet());
        assertThat(documented).isEqualTo(DocChecks.agentOptions());
    }

    /** The forge runs what people type. */
    @Test
    void continuousIntegration() throws IOException {
        Path path = Path.of(".github/workflows/ci.yml");
        List<String> runs = Files.readAllLines(path).stream().map(String::strip)
            .filter(line -> line.startsWith("- run: ")).map(line -> line.substring(7)).toList();
        assertThat(runs).contains("make check", "make jar", "make test");
        assertThat(DocChecks.commands(new Doc(path, "", List.of(new Doc.Block("", 1, String.join("\n", runs))))))
            .isEmpty();
    }

    /** The program of docs/start.md, as its reader runs it. */
    @Test
    void serve() throws Exception {
        assumeCompiler();
        List<String> programs = Doc.all().stream().flatMap(doc -> doc.blocks().stream()).map(Doc.Block::text)
            .filter(text -> Snippets.program(text) != null).toList();
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
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(),
                    Integer.parseInt(advice.replaceAll(".*localhost (\\d+) .*", "$1")))) {
                Content.assertSame(content.bytes, socket.getInputStream().readAllBytes());
            }
            int half = content.bytes.length / 2;
            assertThat(out.readLine())
                .startsWith(half + " bytes, then Transferred[bytesTransferred=" + (content.bytes.length - half)
                + ", path=");
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
        assertThat(String.join("\n", warned.err()))
            .contains("WARNING: A restricted method in java.lang.System has been called");
        Program denied = Program.run(List.of("--illegal-native-access=deny", "-cp", classPath), LoaderProbe.class);
        assertThat(denied.out()).contains("available false", "moved 4096");
    }

    private static void assumeCompiler() {
        assumeTrue(Snippets.canCompile(), "this JDK has no compiler");
    }
}
