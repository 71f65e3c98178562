package io.penstock.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.penstock.NativeChannels;
import io.penstock.support.Command;
import io.penstock.support.EndsInTime;
import io.penstock.support.Jvm;
import io.penstock.support.Lib;
import io.penstock.support.LoaderProbe;
import io.penstock.support.Program;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The library is found and loaded, or the reason is told and everything works without it. */
@EndsInTime
public class LoaderTest {
    private static final String PATH = "penstock.library";
    private static final String RESOURCES = "/META-INF/native/";

    @TempDir
    Path directory;

    @Test
    void thisRun() {
        assertThat(NativeChannels.isAvailable()).isEqualTo(!Lib.refused());
        assertThat(NativeChannels.unavailabilityCause().isPresent()).isEqualTo(Lib.refused());
    }

    @Test
    void mappedFromWhereItBelongs() throws Exception {
        Lib.assumeNative("nothing is mapped");
        assertThat(NativeChannels.isAvailable()).isTrue();
        List<String> mapped = mappings();
        String path = System.getProperty(PATH);
        String end = path == null ? "libpenstock.so (deleted)" : Path.of(path).toRealPath().toString();
        assertThat(mapped).isNotEmpty().allMatch(line -> line.endsWith(end));
    }

    @Test
    void unpackedLeavesNothingBehind() throws Exception {
        assumePacked();
        List<String> said = LoaderProbe.run(Map.of("java.io.tmpdir", directory.toString()));
        assertThat(said).contains("available true", "cause none", "moved 4096", "explicit SENDFILE");
        try (Stream<Path> left = Files.list(directory)) {
            assertThat(left.map(path -> path.getFileName().toString()))
                .noneMatch(name -> name.matches("(lib)?penstock(?!-test).*"));
        }
    }

    /**
     * No other user may write where the library is loaded from, or have put there what we then load; whatever the
     * umask.
     */
    @Test
    void unpackedForUsAlone() throws Exception {
        assumePacked();
        Command.assume("strace");
        List<String> command =
            List.of("sh", "-c", "umask 0 && exec \"$@\"", "sh", "strace", "-ff", "-qq", "-e", "trace=%file", "-o",
            directory.resolve("trace").toString());
        Path said = directory.resolve("said");
        Process program = Jvm.start(command, said.toFile(),
            List.of("-Djava.io.tmpdir=" + directory, "-Dpenstock.tests.tmpdir=" + directory), LoaderProbe.class);
        int status = program.waitFor();
        List<String> calls = new ArrayList<>(); // each thread's in a file of its own, where none is in two pieces
        try (DirectoryStream<Path> traces = Files.newDirectoryStream(directory, "trace.*")) {
            for (Path trace : traces) calls.addAll(Files.readAllLines(trace));
        }
        assumeTrue(!calls.isEmpty(), "strace may not look at programs here");
        assertThat(status).as("%s", Files.readAllLines(said)).isZero();
        calls.removeIf(call -> !call.contains(directory + "/penstock") || call.contains("penstock-test"));
        assertThat(calls).filteredOn(call -> call.contains("mkdir")).hasSize(1)
            .allMatch(call -> call.endsWith(", 0700) = 0"));
        assertThat(calls).filteredOn(call -> call.contains("O_CREAT"))
            .first().asString().contains("libpenstock.so\", ", "|O_EXCL", ", 0600) = ");
        assertThat(calls).filteredOn(call -> call.contains("unlink") || call.contains("rmdir")).hasSize(2)
            .allMatch(call -> call.endsWith(" = 0"));
    }

    /** A directory that cannot be removed, as where NFS keeps a file that is in use. */
    @Test
    void unpackedWhereNothingCanBeRemoved() throws Exception {
        assumePacked();
        Command.assume("strace");
        Path trace = directory.resolve("trace");
        Path said = directory.resolve("said");
        Process program = Jvm.start(removingNothing(trace), said.toFile(),
            List.of("-Djava.io.tmpdir=" + directory, "-Dpenstock.tests.tmpdir=" + directory), LoaderProbe.class);
        int status = program.waitFor();
        assumeTrue(Files.exists(trace) && Files.readString(trace).contains("(INJECTED)"),
            "strace may not meddle with programs here");
        assertThat(status).as("%s", Files.readAllLines(said)).isZero();
        assertThat(Files.readAllLines(said))
            .contains("available true", "cause none", "moved 4096", "explicit SENDFILE");
    }

    /** What starts a program in which no directory can be removed. */
    static List<String> removingNothing(Path trace) {
        return List.of("strace", "-f", "-qq", "-e", "trace=?rmdir", "-e", "inject=?rmdir:error=EBUSY", "-o",
            trace.toString());
    }

    /** One unlucky thread must not cost all others the library. */
    @Test
    void firstUsedByAnInterruptedThread() throws Exception {
        assumePacked();
        assertThat(LoaderProbe.run(Map.of(LoaderProbe.INTERRUPTED, "true")))
            .contains("available true", "cause none", "interrupted true");
    }

    @Test
    void propertiesAreNotLeftBehind() throws Exception {
        Lib.assumeNative("nothing is loaded");
        String path = System.getProperty(PATH);
        if (path == null) assumePacked();
        assertThat(LoaderProbe.run(path == null ? Map.of() : Map.of(PATH, path)))
            .contains("available true").filteredOn(line -> line.startsWith("property "))
            .isEqualTo(path == null ? List.of() : List.of("property " + PATH));
    }

    /** A named library is that or none: naming one must not load another. */
    @Test
    void wrongPath() throws Exception {
        String wrong = directory.resolve("nothing-here.so").toString();
        assertRefused(LoaderProbe.run(Map.of(PATH, wrong)), wrong);
    }

    @Test
    void notALibrary() throws Exception {
        Path text = Files.writeString(directory.resolve("text.so"), "not a library");
        assertRefused(LoaderProbe.run(Map.of(PATH, text.toString())), text.toString());
    }

    @Test
    void emptyPath() throws Exception {
        assertRefused(LoaderProbe.run(Map.of(PATH, "")), "");
    }

    @Test
    void noPlaceToUnpack() throws Exception {
        assumePacked();
        Path file = Files.createFile(directory.resolve("file"));
        for (Path bad : List.of(directory.resolve("missing"), file)) {
            List<String> said = LoaderProbe.run(Map.of("java.io.tmpdir", bad.toString(), "penstock.tests.tmpdir",
                directory.toString()));
            assertRefused(said, bad.toString());
        }
    }

    @Test
    void loadedByTheApplication() throws Exception {
        Path file = unpacked(directory.resolve("any-name.so"));
        List<String> said = LoaderProbe.run(Map.of(LoaderProbe.LOADED, file.toString(), "penstock.tmpdir",
            directory.resolve("unused").toString()));
        assertThat(said).contains("available true", "explicit SENDFILE");
    }

    /** A tool has left out a class that native code names. The JVM unloads the library, and nothing calls it. */
    @Test
    void classesThatWereLeftOut() throws Exception {
        assumePacked();
        String jar = Program.jars("penstock.jar");
        Path less = directory.resolve("less.jar");
        try (JarFile in = new JarFile(jar); JarOutputStream out = new JarOutputStream(Files.newOutputStream(less))) {
            for (JarEntry entry : Collections.list(in.entries())) {
                if (entry.getName().endsWith("/jdk/Members.class")) continue;
                out.putNextEntry(new JarEntry(entry.getName()));
                in.getInputStream(entry).transferTo(out);
            }
        }
        String classPath = System.getProperty("java.class.path").replace(jar, less.toString());
        assertThatThrownBy(() -> LoaderProbe.run(List.of(), List.of("-cp", classPath), LoaderProbe.class))
            .hasMessageContaining("NoClassDefFoundError").hasMessageNotContaining("SIG");
    }

    /** Its name has the version, and it is taken before the one in the JAR. */
    @Test
    void onTheLibraryPath() throws Exception {
        Map<String, String> properties =
            Map.of("java.library.path", directory.toString(), "penstock.tmpdir", directory.resolve("unused")
            .toString());
        unpacked(directory.resolve("libpenstock.so"));
        assertRefused(LoaderProbe.run(properties), "unused");
        unpacked(directory.resolve("libpenstock-%s.so".formatted(Lib.release())));
        assertThat(LoaderProbe.run(properties)).contains("available true", "explicit SENDFILE");
    }

    @Test
    void unpackedWhereItIsTold() throws Exception {
        assumePacked();
        Map<String, String> properties =
            Map.of("java.io.tmpdir", directory.resolve("unused").toString(), "penstock.tmpdir", directory.toString(),
            "penstock.tests.tmpdir", directory.toString());
        assertThat(LoaderProbe.run(properties)).contains("available true", "explicit SENDFILE");
    }

    /** Another release's, or what has nothing to do with us, under the same name. */
    @Test
    void anotherComesFirstOnTheClassPath() throws Exception {
        assumePacked();
        Path other = directory.resolve(RESOURCES.substring(1) + "linux-" + machine() + "/libpenstock.so");
        Files.createDirectories(other.getParent());
        Files.writeString(other, "not a library");
        List<String> options = List.of("-cp", directory + File.pathSeparator + System.getProperty("java.class.path"));
        Program program = Program.run(options, LoaderProbe.class);
        assertThat(program.out()).contains("available true", "explicit SENDFILE");
    }

    /** The mark that separates the name of a JAR from that of its entry. */
    @Test
    void inADirectoryWithAnExclamationMark() throws Exception {
        assumePacked();
        Path odd = Files.createDirectory(directory.resolve("odd!"));
        String jar = Program.jars("penstock.jar");
        Path copy = Files.copy(Path.of(jar), odd.resolve("penstock.jar"));
        List<String> options = List.of("-cp", System.getProperty("java.class.path").replace(jar, copy.toString()));
        Program program = Program.run(options, LoaderProbe.class);
        assertThat(program.out()).as("%s", program.err()).contains("available true", "explicit SENDFILE");
    }

    /** A JVM that forbids all native code says which flag allows it. */
    @Test
    void nativeAccessDenied() throws Exception {
        assumeTrue(Runtime.version().feature() >= 24, "JDKs before 24 allow native access to everybody");
        Program program = Program.run(List.of("--illegal-native-access=deny", "-cp",
            System.getProperty("java.class.path")), LoaderProbe.class);
        assertRefused(program.out(), "--enable-native-access=ALL-UNNAMED");
    }

    public static void assumePacked() {
        assumeTrue(packed() != null, "the class path holds no packed library for this machine");
    }

    private static URL packed() {
        return LoaderTest.class.getResource(RESOURCES + "linux-" + machine() + "/libpenstock.so");
    }

    /** The library of the class path, as that file. */
    static Path unpacked(Path file) throws IOException {
        assumePacked();
        try (InputStream library = packed().openStream()) {
            Files.copy(library, file);
        }
        return file;
    }

    private static String machine() {
        String machine = System.getProperty("os.arch");
        return machine.equals("amd64") ? "x86_64" : machine;
    }

    /** The reason names what it is about, and what to set. */
    static void assertRefused(List<String> said, String mentioned) {
        assertThat(said).contains("available false", "moved 4096")
            .anyMatch(line -> line.startsWith("cause ") && !line.equals("cause none") && line.contains(mentioned)
                && (line.contains("-Dpenstock.library") || line.contains("--enable-native-access")))
            .anyMatch(line -> line.startsWith("explicit refused: "));
    }

    private static List<String> mappings() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/maps")).stream().filter(line -> line.contains("libpenstock"))
            .toList();
    }
}
