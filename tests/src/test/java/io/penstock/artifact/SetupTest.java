package io.penstock.artifact;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.support.Command;
import io.penstock.support.EndsInTime;
import io.penstock.support.Machine;
import io.penstock.support.OnFirstJdk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the build asks of a machine, on one that has next to nothing: its PATH has a shell and the like, an apt-get that
 * only writes down what it is to do, and a Rust.
 */
@EndsInTime
@OnFirstJdk
class SetupTest {
    private static final List<String> BASICS =
        List.of("bash", "sh", "env", "dirname", "readlink", "grep", "sed", "sort", "head", "tail", "uname", "cat",
        "make");
    private static final Set<String> TO_BUILD = Set.of("gradle", "gcc", "libc6-dev");
    private static final Pattern COMMAND =
        Pattern.compile("(?:please run: sudo apt-get|-qq) install --no-install-recommends (.*)");

    /** Those that are looked for where a test cannot hide them. */
    private static final Set<String> AS_IT_IS = Set.of("openjdk-17-jdk-headless", "musl");

    @TempDir
    Path directory;

    private Path programs;
    private Path recorded;

    private record Said(int status, String text) {}

    @BeforeEach
    void bareMachine() throws IOException {
        programs = Files.createDirectory(directory.resolve("bin"));
        recorded = directory.resolve("apt-get.log");
        for (String name : BASICS) program(programs, name, "exec " + onPath(name) + " \"$@\"");
        program(programs, "apt-get", "echo \"$@\" >> " + recorded);
        rust(directory.resolve(".cargo/bin"), "1.95.0");
    }

    private static Path onPath(String name) {
        return Arrays.stream(System.getenv("PATH").split(":")).map(place -> Path.of(place, name))
            .filter(Files::isExecutable).findFirst().orElseThrow();
    }

    private static void program(Path place, String name, String does) throws IOException {
        Files.createDirectories(place);
        Files.writeString(place.resolve(name), "#!/bin/sh\n" + does + "\n").toFile().setExecutable(true, false);
    }

    private static void rust(Path place, String version) throws IOException {
        String does = "[ \"$1\" = --version ] && echo '%s %s (0000000 2026-01-01)' || { echo \"%s: $@\" && exit 101; }";
        for (String name : List.of("cargo", "rustc"))
            program(place, name, does.formatted(name, version, place));
    }

    private Said run(List<String> before, String... command) throws Exception {
        List<String> all = Stream.concat(before.stream(), Arrays.stream(command)).toList();
        ProcessBuilder builder = new ProcessBuilder(all).redirectErrorStream(true);
        Map<String, String> environment = builder.environment();
        environment.keySet().removeAll(List.of("JAVA_HOME", "CARGO_HOME", "RUSTUP_HOME", "RUSTUP_TOOLCHAIN"));
        environment.putAll(Map.of("PATH", programs.toString(), "HOME", directory.toString()));
        Process process = builder.start();
        process.getOutputStream().close();
        String text = new String(process.getInputStream().readAllBytes());
        return new Said(process.waitFor(), text);
    }

    private Said run(String... command) throws Exception {
        return run(List.of(), command);
    }

    /** What is asked for, by an apt-get that is called or by a line to be typed. */
    private static Set<String> packages(Stream<String> lines) {
        Set<String> packages = lines.map(COMMAND::matcher).filter(matcher -> matcher.matches())
            .flatMap(matcher -> Stream.of(matcher.group(1).split(" ")))
            .collect(Collectors.toCollection(TreeSet::new));
        packages.removeAll(AS_IT_IS);
        return packages;
    }

    private static Set<String> toBuildAnd(String... others) {
        return Stream.concat(TO_BUILD.stream(), Stream.of(others)).collect(Collectors.toSet());
    }

    private static Set<String> needs(String command) {
        return switch (command) {
            case "jar", "check", "soak", "engines", "report" -> TO_BUILD;
            case "dist" -> toBuildAnd("python3-pip");
            case "demo" -> toBuildAnd("strace", "ethtool", "iproute2");
            case "bench" -> toBuildAnd("xfsprogs", "btrfs-progs");
            case "mutants" -> toBuildAnd("git");
            case "site" -> Set.of("gradle", "python3-pip");
            case "test" -> toBuildAnd("git", "python3-pip", "unzip", "python3", "maven", "curl", "apache2-utils",
                "strace", "tcpdump", "iproute2", "nftables", "xfsprogs", "btrfs-progs", "e2fsprogs", "bindfs");
            default -> throw new IllegalArgumentException(command);
        };
    }

    /** Each command installs what it needs and nothing else; before it does, it says for what. */
    @ParameterizedTest
    @ValueSource(strings =
        {"jar", "dist", "demo", "test", "soak", "mutants", "bench", "engines", "report", "check", "site"})
    void whatACommandInstalls(String command) throws Exception {
        Command.assumeRoot("others are told what to install");
        Said said = run("scripts/setup", command);
        assertThat(packages(Files.lines(recorded))).as(said.text).isEqualTo(needs(command));
        assertThat(said.text).startsWith("make " + command + " needs these packages, which are installed now:\n")
            .contains("\n  gradle ");
        for (String one : needs(command))
            assertThat(said.text).containsPattern("\n  ([\\w.-]+ )*" + Pattern.quote(one) + "( [\\w.-]+)* +\\w+");
    }

    @Test
    void proofNeedsMoreThanTest() throws Exception {
        assertThat(run("scripts/setup", "--list", "proof").text).startsWith(run("scripts/setup", "--list", "test").text)
            .contains("qemu-user");
        assertThat(recorded).doesNotExist();
    }

    /** A JDK that is to be fetched takes something to fetch it by. */
    @Test
    void anotherJdk() throws Exception {
        assertThat(run("scripts/setup", "--list", "demo", "17").text).doesNotContain("python3-pip");
        assertThat(run("scripts/setup", "--list", "demo", "21").text).contains("python3-pip unzip");
    }

    /** Without root, it says what is missing and does nothing. */
    @Test
    void ordinaryUser() throws Exception {
        List<String> before = Machine.isRoot()
            ? Stream.concat(Stream.of(onPath("setpriv").toString()), Command.asOrdinaryUser().stream().skip(1)).toList()
            : List.of();
        if (Machine.isRoot()) directory.toFile().setExecutable(true, false);
        Said said = run(before, "scripts/setup", "jar");
        assertThat(said.text).contains("make jar needs these packages:\n  gradle ");
        assertThat(packages(said.text.lines())).isEqualTo(TO_BUILD);
        assertThat(said.status).isEqualTo(1);
        assertThat(recorded).doesNotExist();
    }

    @Test
    void everyCommandIsKnown() throws Exception {
        Set<String> commands = Files.readAllLines(Path.of("Makefile")).stream()
            .filter(line -> line.matches("[a-z]+:.* setup-[a-z]+.*")).map(line -> line.replaceAll(":.*", ""))
            .collect(Collectors.toSet());
        assertThat(commands.remove("setup")).isTrue(); // stands for all of them
        assertThat(commands).contains("jar", "dist", "demo", "test", "site");
        for (String command : commands) {
            assertThat(Files.readString(Path.of("Makefile"))).contains(command + ": setup-" + command);
            assertThat(run("scripts/setup", "--list", command).status).as(command).isZero();
        }
        assertThat(run("scripts/setup", "everything"))
            .isEqualTo(new Said(2, "scripts/setup knows no command everything\n"));
    }

    /** A distribution's cargo that is first in PATH, and too old, is passed by for rustup's. */
    @Test
    void rustupsComesFirst() throws Exception {
        rust(programs, "1.65.0");
        assertThat(run("scripts/cargo", "build").text).isEqualTo(directory.resolve(".cargo/bin") + ": build\n");
    }

    /** Where there is no other, whatever would use it says so, and does nothing else. */
    @ParameterizedTest
    @ValueSource(strings =
        {"scripts/cargo", "scripts/licenses", "scripts/natives", "tests/sanitized", "tests/miri", "tests/musl",
        "tests/aarch64"})
    void tooOld(String script) throws Exception {
        rust(programs, "1.65.0");
        Files.delete(directory.resolve(".cargo/bin/cargo"));
        assertThat(run(script, "--check")).isEqualTo(new Said(1, "too old: " + programs.resolve("cargo")
            + " is 1.65.0, the build needs Rust 1.88 or newer: by `rustup update`, or see https://rustup.rs\n"));
    }

    @Test
    void missing() throws Exception {
        for (String name : List.of("cargo", "rustc")) {
            rust(directory.resolve(".cargo/bin"), "1.88.0");
            Files.delete(directory.resolve(".cargo/bin").resolve(name));
            assertThat(run("scripts/cargo", "build"))
                .isEqualTo(new Said(1, "missing: " + name + "; see https://rustup.rs (Rust 1.88 or newer)\n"));
        }
    }

    /** rustup's own, without a toolchain. */
    @Test
    void doesNotRun() throws Exception {
        program(directory.resolve(".cargo/bin"), "cargo", "echo 'error: no default toolchain' && exit 1");
        assertThat(run("scripts/cargo", "build")).isEqualTo(new Said(1, directory.resolve(".cargo/bin/cargo")
            + " does not run; see https://rustup.rs (Rust 1.88 or newer): error: no default toolchain\n"));
    }

    /** The documentation has what is said, and the number that counts. */
    @Test
    void documented() throws Exception {
        String scripts = Files.readString(Path.of("scripts/cargo")) + Files.readString(Path.of("scripts/setup"));
        List<String> messages = Files.readAllLines(Path.of("docs/troubleshooting.md")).stream()
            .dropWhile(line -> !line.startsWith("| the build says |")).skip(2)
            .map(line -> line.split("`")[1]).toList();
        assertThat(messages).isNotEmpty();
        for (String message : messages)
            for (String fixed : message.replace("missing: cargo", "missing: …").split("…"))
                assertThat(scripts).as(message).contains(fixed);
        String least = Files.readString(Path.of("rust/Cargo.toml"))
            .replaceAll("(?s).*\nrust-version = \"([^\"]+)\".*", "$1");
        assertThat(Files.readString(Path.of("README.md"))).contains("Rust " + least + " or newer");
    }

    /** Nightly compilers have longer numbers. */
    @Test
    void newEnough() throws Exception {
        for (String version : List.of("1.88.0", "1.100.0", "2.0.0", "1.97.0-nightly")) {
            rust(directory.resolve(".cargo/bin"), version);
            assertThat(run("scripts/cargo", "build").status).as(version).isEqualTo(101);
        }
    }

    /** Nothing that builds calls cargo without having looked at it. */
    @Test
    void nobodyCallsAnother() throws Exception {
        Pattern call = Pattern.compile("(?<![\\w/.-])(cargo(-zigbuild)? "
            + "(build|test|tree|zigbuild|clippy|fmt|miri|deny|\\+)|'cargo'|\\brustc -)");
        List<Path> files;
        try (Stream<Path> all = Stream.of("scripts", "tests", "java", "bench", "gradle", ".")
                .flatMap(SetupTest::files)) {
            files = all.toList();
        }
        assertThat(files).contains(Path.of("Makefile"), Path.of("tests/mutants/run"), Path.of("java/build.gradle"),
            Path.of("scripts/natives"));
        for (Path file : files) {
            String text = Files.readAllLines(file).stream().filter(line -> !line.matches("\\s*(#|//|\\* ).*"))
                .collect(Collectors.joining("\n"));
            boolean checks = file.endsWith("scripts/cargo") || text.contains("\n. scripts/cargo\n");
            if (!checks) assertThat(call.matcher(text.replaceAll("\\(cargo install[^)]*\\)", "")).find())
                .as(file.toString()).isFalse();
            if (!file.endsWith("scripts/cargo")) assertThat(text).as(file.toString()).doesNotContain(".cargo/bin");
        }
    }

    private static Stream<Path> files(String folder) {
        try (Stream<Path> files = Files.walk(Path.of(folder), folder.equals("tests") ? 2 : 1)) {
            return files.filter(file -> Files.isRegularFile(file)).map(Path::normalize)
                .filter(file -> Files.isExecutable(file) || file.endsWith("Makefile") || file.toString()
                    .endsWith(".gradle")).toList().stream();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
