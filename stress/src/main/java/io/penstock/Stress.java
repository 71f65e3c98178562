package io.penstock;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.openjdk.jcstress.JCStress;
import org.openjdk.jcstress.Options;
import org.openjdk.jcstress.infra.Status;
import org.openjdk.jcstress.infra.collectors.DiskReadCollector;
import org.openjdk.jcstress.infra.collectors.InProcessCollector;
import org.openjdk.jcstress.infra.collectors.TestResult;
import org.openjdk.jcstress.infra.grading.ReportUtils;
import org.openjdk.jcstress.infra.runners.TestList;

/**
 * Runs all the tests, or those named, and prints the result of each at the end:
 * {@code Stress [--proof] [GateStress...]}. jcstress prints the outcomes of what fails. Its results are left in the
 * working directory. Ends with status 1 if one fails, 2 if there is none of that name, and 77 if none can be run.
 */
public final class Stress {
    private static final String JVM = "-ea --enable-native-access=ALL-UNNAMED";

    /**
     * Where both threads start at one time for each try, they meet a hundred times as often as where they do so for
     * each 256th. That takes time where others want the processors too, hence there are few tries before jcstress looks
     * whether its time is over.
     */
    private static final List<String> BOTH = List.of("-r", "results", "-strideSize", "1", "-strideCount", "400");

    /** One JVM, in which what is compiled changes as it does. */
    private static final List<String> SHORT = List.of("-sc", "false", "-iters", "1", "-time", "500", "-jvmArgs", JVM);

    /** Each of the two threads interpreted, by C1 and by C2, and C2 as it would otherwise do by chance only. */
    private static final List<String> LONG =
        List.of("-fsm", "1", "-iters", "1", "-time", "300", "-jvmArgsPrepend", JVM);

    private Stress() {}

    public static void main(String[] arguments) throws Exception {
        List<String> names = new ArrayList<>(List.of(arguments));
        boolean proof = names.remove("--proof");
        Set<String> tests = named(names);
        if (Runtime.getRuntime().availableProcessors() < 2) {
            for (String test : tests) System.out.println("skipped: " + simple(test));
            System.out.println("two threads that run at one time take two processors");
            System.exit(77);
        }
        List<String> line = new ArrayList<>(BOTH);
        line.addAll(proof ? LONG : SHORT);
        line.addAll(List.of("-t",
            tests.stream().map(test -> test.replace(".", "\\.") + "$").collect(Collectors.joining("|"))));
        Options options = new Options(line.toArray(String[]::new));
        if (!options.parse()) throw new IllegalArgumentException("jcstress does not understand " + line);
        try {
            new JCStress(options).run();
        } catch (AssertionError e) { // its way to end with failures
            System.out.println(e.getMessage());
        }
        Collection<TestResult> results = results(options.getResultFile());
        boolean isGood = true;
        for (String test : tests)
            isGood &= print(test, results.stream().filter(result -> result.getName().equals(test)).toList());
        System.exit(isGood ? 0 : 1);
    }

    private static Set<String> named(List<String> names) {
        Set<String> all = new TreeSet<>(TestList.tests());
        if (names.isEmpty()) return all;
        Set<String> named = new TreeSet<>();
        for (String name : names) {
            if (!all.stream().filter(test -> test.endsWith("." + name)).findFirst().map(named::add).orElse(false)) {
                System.out.println("no test " + name + " among " + all);
                System.exit(2);
            }
        }
        return named;
    }

    private static String simple(String test) {
        return test.substring(test.lastIndexOf('.') + 1);
    }

    private static Collection<TestResult> results(String file) throws IOException, ClassNotFoundException {
        InProcessCollector collector = new InProcessCollector();
        DiskReadCollector read = new DiskReadCollector(file, collector);
        read.dump();
        read.close();
        return collector.getTestResults();
    }

    /** A run that did not count, and threads that never met, are failures too. */
    private static boolean print(String test, List<TestResult> results) {
        String why = null;
        long samples = 0;
        if (results.isEmpty()) why = "it was not run";
        for (TestResult result : results)
            if (result.status() != Status.NORMAL) why = result.status() + " with " + result.getConfig().jvmArgs;
        for (TestResult all : ReportUtils.mergedByName(results)) {
            samples = all.getTotalCount();
            if (why == null && !all.grading().isPassed) why = String.join(", ", all.grading().failureMessages);
            if (why == null && all.getStateKeys().size() < 2) why = "nothing was seen but " + all.getStateKeys();
        }
        System.out.printf("%s: %s: %,d times%s%n", why == null ? "passed" : "failed", simple(test), samples,
            why == null ? "" : ": " + why);
        return why == null;
    }
}
