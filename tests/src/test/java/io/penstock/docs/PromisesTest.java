package io.penstock.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.support.OnFirstJdk;
import io.penstock.support.Proof;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;

/**
 * The tests that {@code docs/promises.md}, {@code SECURITY.md} and the mutants name exist, and each promise has a
 * mutant that breaks it, each mutant a promise.
 */
@OnFirstJdk
class PromisesTest {
    private static final Path MUTANTS = Path.of("tests/mutants");
    private static final Path STRESS = Path.of("stress/src");
    private static final Pattern TEST = Pattern.compile("([A-Z]\\w+Test)(?:#(\\w+))?");

    /** The tests of jcstress, which are not on our class path. */
    private static Set<String> stressTests() throws IOException {
        Set<String> names = new TreeSet<>();
        try (Stream<Path> files = Files.walk(STRESS)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList())
                if (Files.readString(file).contains("@JCStressTest"))
                    names.add(file.getFileName().toString().replace(".java", ""));
        }
        return names;
    }

    private static void assertExists(String test) throws IOException {
        if (stressTests().contains(test)) return;
        MatchResult name = TEST.matcher(test).results().findFirst()
            .orElseThrow(() -> new AssertionError("no test's name: " + test));
        assertThat(name.group()).isEqualTo(test);
        Class<?> type = ReflectionSupport.findAllClassesInPackage("io.penstock", any -> true,
            found -> found.endsWith("." + name.group(1))).stream()
            .findFirst().orElseThrow(() -> new IllegalStateException("no test " + test));
        if (name.group(2) == null) return;
        assertThat(ReflectionSupport.findMethods(type, method -> method.getName().equals(name.group(2)),
            HierarchyTraversalMode.BOTTOM_UP))
            .as(test).isNotEmpty();
    }

    @Test
    void eachPromiseHasTestsAndMutants() throws Exception {
        List<Promise> promises = Promise.all();
        assertThat(promises).isNotEmpty()
            .noneMatch(promise -> promise.tests().isEmpty() || promise.mutants().isEmpty());
        for (Promise promise : promises) for (String test : promise.tests()) assertExists(test);
        Proof.line("promises: %d, all with tests and mutants: docs/promises.md", promises.size());
    }

    @Test
    void whatHoldsSecurityExists() throws Exception {
        List<String> tests = Promise.QUOTED.matcher(Files.readString(Path.of("SECURITY.md"))).results()
            .map(quoted -> quoted.group(1))
            .filter(name -> TEST.matcher(name).matches()).toList();
        assertThat(tests).isNotEmpty();
        for (String test : tests) assertExists(test);
    }

    @Test
    void eachMutantBreaksOne() throws Exception {
        Set<String> named = Promise.all().stream().flatMap(promise -> promise.mutants().stream())
            .collect(Collectors.toCollection(TreeSet::new));
        Set<String> patches = new TreeSet<>();
        Set<String> catching = new TreeSet<>();
        try (Stream<Path> files = Files.list(MUTANTS)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".patch")).toList()) {
                patches.add(file.getFileName().toString().replace(".patch", ""));
                List<String> caughtBy = Files.readAllLines(file).stream().filter(line -> line.startsWith("Caught by: "))
                    .map(line -> line.substring(11)).toList();
                assertThat(caughtBy).as("%s", file).hasSize(1);
                catching.addAll(caughtBy);
                // Rust's are run by name, see tests/mutants/run
                if (!caughtBy.get(0).contains("::")) assertExists(caughtBy.get(0));
            }
        }
        assertThat(named).isEqualTo(patches);
        assertThat(stressTests()).as("each has failed once").isNotEmpty().isSubsetOf(catching);
    }
}
