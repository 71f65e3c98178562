package io.penstock.docs;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Tells what came of each promise, out of what the runs of {@code tests/run} have left in a folder:
 * {@code PromiseTable build/tests [--proof]}. Ends with status 1 if one is broken, or a test of it was not run.
 */
final class PromiseTable {
    private static final Pattern STRESSED = Pattern.compile("(passed|failed|skipped): (\\w+Stress)\\b.*");
    private static final Pattern CAUGHT = Pattern.compile("caught: (\\S+) by .*");

    /** How often a test ended how, in all runs. */
    private static final class Count {
        private int passed;
        private int failed;
        private int skipped;

        private void add(Count other) {
            passed += other.passed;
            failed += other.failed;
            skipped += other.skipped;
        }
    }

    private final Map<String, Count> counts = new HashMap<>();
    private final Set<String> caught = new HashSet<>();
    private int runs;

    public static void main(String[] arguments) throws Exception {
        PromiseTable table = new PromiseTable();
        Path folder = Path.of(arguments[0]);
        boolean proof = List.of(arguments).contains("--proof");
        try (DirectoryStream<Path> reports = Files.newDirectoryStream(folder, "JDK*")) {
            for (Path report : reports) if (Files.isDirectory(report)) table.read(report);
        }
        try (DirectoryStream<Path> logs = Files.newDirectoryStream(folder, "stress-*.log")) {
            for (Path log : logs) table.readStressed(log);
        }
        if (proof) table.readCaught(folder.resolve("mutants.log"));
        boolean isGood = true;
        for (Promise promise : Promise.all()) isGood &= table.print(promise, proof);
        System.exit(isGood ? 0 : 1);
    }

    private void read(Path report) throws Exception {
        runs++;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(report, "*.xml")) {
            for (Path file : files) {
                NodeList cases = DocumentBuilderFactory.newDefaultInstance().newDocumentBuilder().parse(file.toFile())
                    .getElementsByTagName("testcase");
                for (int i = 0; i < cases.getLength(); i++) count((Element) cases.item(i));
            }
        }
    }

    private void count(Element test) {
        String type = test.getAttribute("classname").replaceAll("\\$.*", "").replaceAll(".*\\.", "");
        String method = test.getAttribute("name").replaceAll("[(\\[].*", "");
        for (String name : List.of(type, type + "#" + method)) {
            Count count = counts.computeIfAbsent(name, any -> new Count());
            if (has(test, "failure") || has(test, "error")) count.failed++;
            else if (has(test, "skipped")) count.skipped++;
            else count.passed++;
        }
    }

    private static boolean has(Element test, String name) {
        return test.getElementsByTagName(name).getLength() > 0;
    }

    /** What {@code tests/stress} says last. */
    private void readStressed(Path log) throws IOException {
        for (String line : Files.readAllLines(log)) {
            var match = STRESSED.matcher(line);
            if (!match.matches()) continue;
            Count count = counts.computeIfAbsent(match.group(2), any -> new Count());
            switch (match.group(1)) {
                case "passed" -> count.passed++;
                case "failed" -> count.failed++;
                default -> count.skipped++;
            }
        }
    }

    private void readCaught(Path log) throws IOException {
        for (String line : Files.readAllLines(log)) {
            var match = CAUGHT.matcher(line);
            if (match.matches()) caught.add(match.group(1));
        }
    }

    /** Returns whether it was tried, as far as that is possible here, and held. */
    private boolean print(Promise promise, boolean proof) {
        Count all = new Count();
        List<String> untried = new ArrayList<>();
        boolean isRun = true;
        for (String test : promise.tests()) {
            Count count = counts.getOrDefault(test, new Count());
            if (count.passed + count.failed == 0) untried.add(test);
            isRun &= count.passed + count.failed + count.skipped > 0;
            all.add(count);
        }
        long noticed = promise.mutants().stream().filter(caught::contains).count();
        boolean isBroken = all.failed > 0 || proof && noticed < promise.mutants().size();
        System.out.printf("%-7s| %s%n", isBroken ? "BROKEN" : untried.isEmpty() ? "held" : "UNTRIED", promise.text());
        line("%,d tests passed, %,d failed, %,d skipped in %d runs", all.passed, all.failed, all.skipped, runs);
        if (!untried.isEmpty()) line("skipped everywhere: %s", String.join(", ", untried));
        if (proof && !promise.mutants().isEmpty())
            line("%d of %d deliberate bugs noticed", noticed, promise.mutants().size());
        if (proof) line("%s", promise.proof());
        return isRun && !isBroken;
    }

    private static void line(String format, Object... arguments) {
        System.out.printf("       |   " + format + "%n", arguments);
    }
}
