package io.penstock.bench;

import io.netty.channel.epoll.Epoll;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Runs the benchmarks on this JDK, in rounds, so that what is compared is measured at different times of a restless machine;
 * each round has forks of its own and leaves JMH's results in a file for {@link Report}.
 */
@CommandLine.Command(name = "bench", mixinStandardHelpOptions = true, 
        description = "Measures Penstock against stock NIO and the plain system calls.")
public final class Benchmarks implements Callable<Integer> {
    static final List<Class<?>> ALL = List.of(FileToSocket.class, Receive.class, RelayStreams.class, Gathering.class, Copies.class, PositionalReads.class,
            MapTouchClose.class, MappedReads.class);

    @Option(names = "--quick", description = "one short round with less data")
    private boolean quick;

    @Option(names = "--check", description = "everything once, with little data and in this JVM: do the benchmarks run?")
    private boolean check;

    @Option(names = "--rounds", description = "how often everything is measured (default: 3; 1 with --quick)")
    private int rounds;

    @Option(names = "--output", description = "folder for results (default: ${DEFAULT-VALUE})")
    private Path output = Path.of("build/bench");

    @Parameters(description = "names, such as Receive (default: all)")
    private List<String> names = new ArrayList<>();

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Benchmarks()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException {
        if (!Files.isExecutable(Program.program())) throw new IOException("not built: " + Program.program());
        if (rounds == 0) rounds = quick || check ? 1 : 3;
        Files.createDirectories(output);
        if (check) System.setProperty("jmh.ignoreLock", "true"); // others may measure meanwhile: our times do not matter
        String jdk = "jdk" + Runtime.version().feature();
        List<String> failures = new ArrayList<>();
        try (SharedFiles files = new SharedFiles(); Volumes volumes = new Volumes()) {
            volumes.gaps().forEach(gap -> System.out.println("skipped: " + gap));
            if (!Epoll.isAvailable()) System.out.println("skipped: Netty: " + Epoll.unavailabilityCause());
            for (int round = 1; round <= rounds; round++) {
                for (Class<?> type : chosen()) {
                    Path file = output.resolve("%s-%s-%d.json".formatted(jdk, type.getSimpleName(), round));
                    Files.deleteIfExists(file);
                    try {
                        new Runner(options(type, files, volumes).result(file.toString()).build()).run();
                    } catch (RunnerException e) {
                        Files.deleteIfExists(file); // has nothing in it
                        failures.add(type.getSimpleName() + ": " + e.getMessage());
                    }
                }
            }
        }
        failures.forEach(failure -> System.out.println("FAILED: " + failure));
        return failures.isEmpty() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    private List<Class<?>> chosen() {
        List<Class<?>> chosen = ALL.stream().filter(type -> names.isEmpty() || names.contains(type.getSimpleName())).toList();
        if (chosen.isEmpty()) throw new IllegalArgumentException("no such benchmark: " + names);
        return chosen;
    }

    private ChainedOptionsBuilder options(Class<?> type, SharedFiles files, Volumes volumes) {
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include(Pattern.quote(type.getName() + "."))
                .param("impl", ways(type))
                .param("kind", Stream.concat(Stream.of("sparse", "plain"), volumes.kinds().stream()).toArray(String[]::new))
                .jvmArgsAppend(Stream.concat(Stream.of(files.property()), Arrays.stream(volumes.properties())).toArray(String[]::new))
                .addProfiler(Costs.class)
                .shouldFailOnError(true)
                .resultFormat(ResultFormatType.JSON);
        if (quick) {
            options.warmupIterations(1).warmupTime(TimeValue.milliseconds(300)).measurementIterations(2).measurementTime(TimeValue.milliseconds(700))
                    .param("bytes", Integer.toString(256 << 20));
        }
        if (check) {
            options.forks(0).warmupIterations(0).measurementIterations(1).measurementTime(TimeValue.milliseconds(1))
                    .param("bytes", Integer.toString(1 << 20));
        }
        return options;
    }

    /** What a benchmark compares, as far as it is to be had here. */
    static String[] ways(Class<?> type) {
        try {
            return Arrays.stream(type.getField("impl").getAnnotation(Param.class).value())
                    .filter(way -> exists(way, Runtime.version().feature()) && (!way.equals("netty") || Epoll.isAvailable()))
                    .toArray(String[]::new);
        } catch (NoSuchFieldException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether a JDK has it at all. */
    static boolean exists(String way, int jdk) {
        return !way.equals("arena") || jdk >= 22;
    }
}
