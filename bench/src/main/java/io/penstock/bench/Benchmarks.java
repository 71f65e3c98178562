package io.penstock.bench;

import io.netty.channel.epoll.Epoll;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.profile.GCProfiler;
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
 * Runs the benchmarks on this JDK, in rounds, so that what is compared is measured at different times of a restless
 * machine; each round has forks of its own and leaves JMH's results in a file for {@link Report}.
 */
@CommandLine.Command(name = "bench", mixinStandardHelpOptions = true,
        description = "Measures Penstock against stock NIO and the plain system calls.")
public final class Benchmarks implements Callable<Integer> {
    static final List<Class<?>> ALL = List.of(FileToSocket.class, SendCalls.class, WholeFiles.class,
        ManyConnections.class, Latency.class, SlowReaders.class, ColdCache.class, ColdNeighbours.class, FirstCall.class,
        GatherRanges.class, SocketToFile.class, RelayStreams.class, CopyFile.class, PositionalReads.class,
        MapTouchClose.class, MappedReads.class);

    @Option(names = "--quick",
        description = "one short round with less data and fewer sizes, in less than five minutes")
    private boolean quick;

    @Option(names = "--check",
        description = "everything once, with little data and in this JVM, to see whether the benchmarks run")
    private boolean check;

    @Option(names = "--rounds", description = "how often everything is measured (default: 3; 1 with --quick)")
    private int rounds;

    @Option(names = "--output", description = "folder for results (default: ${DEFAULT-VALUE})")
    private Path output = Path.of("build/bench");

    @Parameters(description = "names, such as SocketToFile (default: all)")
    private List<String> names = new ArrayList<>();

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Benchmarks()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException {
        if (!Files.isExecutable(Program.program())) throw new IOException("not built: " + Program.program());
        if (rounds == 0) rounds = quick || check ? 1 : 3;
        Files.createDirectories(output);
        if (check) {
            Batch.shorten();
            System.setProperty("jmh.ignoreLock", "true"); // others may measure meanwhile: our times do not matter
        }
        String jdk = "jdk" + Runtime.version().feature();
        List<String> failures = new ArrayList<>();
        try (SharedFiles files = new SharedFiles(); Volumes volumes = new Volumes()) {
            volumes.gaps().forEach(gap -> System.out.println("skipped: " + gap));
            for (Class<?> type : chosen())
                if (gap(type) != null) System.out.println("skipped: " + type.getSimpleName() + ": " + gap(type));
            if (!check && SystemCalls.gap() != null)
                System.out.println("skipped: the count of system calls: " + SystemCalls.gap());
            if (!Epoll.isAvailable()) System.out.println("skipped: Netty: " + Epoll.unavailabilityCause());
            for (int round = 1; round <= rounds; round++) {
                for (Class<?> type : chosen()) {
                    if (gap(type) != null) continue;
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
        List<Class<?>> chosen = ALL.stream().filter(type -> names.isEmpty() || names.contains(type.getSimpleName()))
            .toList();
        if (chosen.isEmpty()) throw new IllegalArgumentException("no such benchmark: " + names);
        return chosen;
    }

    /** Why a benchmark cannot be run here, or null if it can. */
    private static String gap(Class<?> type) throws IOException {
        if (!exists(type, Runtime.version().feature())) return "virtual threads need JDK " + Virtual.JDK;
        return type == ColdCache.class || type == ColdNeighbours.class ? PageCache.gap() : null;
    }

    private ChainedOptionsBuilder options(Class<?> type, SharedFiles files, Volumes volumes) {
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include(Pattern.quote(type.getName() + "."))
                .param("impl", ways(type))
                .param("kind",
                    Stream.concat(Stream.of("sparse", "plain"), volumes.kinds().stream()).toArray(String[]::new))
                .jvmArgsAppend(Stream.concat(Stream.of(files.property()), Arrays.stream(volumes.properties()))
                    .toArray(String[]::new))
                .addProfiler(Costs.class)
                .addProfiler(GCProfiler.class)
                .shouldFailOnError(true)
                .resultFormat(ResultFormatType.JSON);
        if (quick && type == FirstCall.class) {
            options.forks(3); // each JVM makes one call
        } else if (quick) {
            options.forks(1).warmupIterations(2).warmupTime(TimeValue.milliseconds(100)).measurementIterations(2)
                .measurementTime(TimeValue.milliseconds(250));
        }
        if (check) {
            options.forks(0).warmupIterations(0).measurementIterations(1).measurementTime(TimeValue.milliseconds(1));
        }
        for (Field field : type.getFields()) {
            Fewer fewer = field.getAnnotation(Fewer.class);
            String[] values = fewer == null ? new String[0] : check ? fewer.check() : quick ? fewer.quick()
                : new String[0];
            if (values.length > 0) options.param(field.getName(), values);
        }
        return options;
    }

    /** Returns what a benchmark compares, as far as it is available here. */
    static String[] ways(Class<?> type) {
        try {
            return Arrays.stream(type.getField("impl").getAnnotation(Param.class).value())
                    .filter(way -> exists(way, Runtime.version().feature())
                        && (!way.equals("netty") || Epoll.isAvailable()))
                    .toArray(String[]::new);
        } catch (NoSuchFieldException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether a JDK has what the benchmark is about. */
    static boolean exists(Class<?> type, int jdk) {
        return type != SlowReaders.class || jdk >= Virtual.JDK;
    }

    /** Whether a JDK has that way at all. */
    static boolean exists(String way, int jdk) {
        return !way.equals("arena") || jdk >= 22;
    }
}
