package io.penstock.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/**
 * Measures what the agent does for a broker of Kafka and for Tomcat, each against itself without the agent, in the same
 * run.
 */
@CommandLine.Command(name = "engines", mixinStandardHelpOptions = true,
    description = "Measures Kafka and Tomcat with and without the agent.")
public final class Engines implements Callable<Integer> {
    private static final String HEAD = """
        | what | stock | agent | agent to stock, of each pair | CPU stock | CPU agent | agent to stock, of each pair |
        |---|---:|---:|---:|---:|---:|---:|""";

    @Option(names = "--rounds", description = "pairs of windows (default: ${DEFAULT-VALUE})")
    private int rounds = 9;

    @Option(names = "--seconds", description = "length of a window with Tomcat (default: ${DEFAULT-VALUE})")
    private int seconds = 4;

    @Option(names = "--records",
        description = "records of 10 kB on average that Kafka keeps (default: ${DEFAULT-VALUE})")
    private int records = 100_000;

    @Option(names = "--output", description = "the page (default: build/bench/engines-jdkN.md)")
    private Path output = Path.of("build/bench/engines-jdk%d.md".formatted(Runtime.version().feature()));

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Engines()).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        Path folder = Files.createTempDirectory(Sample.folder(), "penstock-engines");
        List<EnginePair> pairs = new ArrayList<>();
        try {
            try (TomcatLoad tomcat = new TomcatLoad(folder.resolve("tomcat"))) {
                for (int size : new int[] {64 << 10, 1 << 20, 16 << 20})
                    pairs.add(tomcat.measure(size, rounds, Duration.ofSeconds(seconds)));
            }
            try (KafkaLoad stock = new KafkaLoad(folder.resolve("stock"), false, 20_000, records);
                    KafkaLoad agent = new KafkaLoad(folder.resolve("agent"), true, 20_000, records)) {
                pairs.add(EnginePair.measure("Kafka, fetches of records of 10 kB", "MB/s", rounds,
                    withAgent -> (withAgent ? agent : stock).fetch()));
            }
        } finally {
            delete(folder);
        }
        Files.createDirectories(output.toAbsolutePath().getParent());
        Files.write(output, Stream.concat(HEAD.lines(), pairs.stream().map(EnginePair::row)).toList());
        Files.readAllLines(output).forEach(System.out::println);
        return CommandLine.ExitCode.OK;
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) Files.delete(path);
        }
    }
}
