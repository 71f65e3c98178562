package io.penstock.lab;

import io.penstock.NativeChannels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The lab's command line. */
@Command(
        name = "lab",
        mixinStandardHelpOptions = true,
        version = "Penstock lab",
        sortOptions = false,
        usageHelpAutoWidth = true,
        headerHeading = "%nThe ways of a file to a socket, measured side by side.%n%n",
        descriptionHeading = "%n",
        description = "Sends a file along every path over the same link, checks that it arrives, and writes what "
                + "each path costs to report.html and report.md. Both ends are processes of their own. As root, the "
                + "link is a pair of virtual network devices in namespaces of their own; otherwise it is the "
                + "loopback device.",
        optionListHeading = "%nOptions:%n",
        footerHeading = "%nRows:%n",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:every path delivered the file", "1:a path did not", "2:the lab could not run"})
final class Lab implements Callable<Integer> {
    private static final int UNDELIVERED = 1;

    /** Which link to use. */
    enum LinkChoice { auto, loopback, veth }

    @Option(names = "--file", paramLabel = "FILE",
            description = "What to send. Default: lib/modules of the JDK that runs the lab.")
    private Path file;

    @Option(names = "--output", paramLabel = "DIR", defaultValue = "build/lab",
            description = "Where to write the reports. Default: ${DEFAULT-VALUE}.")
    private Path output;

    @Option(names = "--rounds", paramLabel = "N", defaultValue = "0",
            description = "Timed rounds. Default: as many as the size of the file allows.")
    private int rounds;

    @Option(names = "--link", paramLabel = "LINK", defaultValue = "auto",
            description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}, veth where it can be built.")
    private LinkChoice linkChoice;

    @Spec
    private CommandSpec spec;

    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        var commandLine = new CommandLine(new Lab());
        commandLine.getCommandSpec().usageMessage().footer(Arrays.stream(Row.values())
                .map(row ->
                    "%-4s %s%n     %s%n     %s".formatted(row.id, row.title, row.lines.get(0), row.lines.get(1)))
                .map(text -> text.replace("%", "%%")) // picocli formats it once more
                .toArray(String[]::new));
        commandLine.setExecutionExceptionHandler((e, failed, parsed) -> {
            failed.getErr().println("The lab could not run: " + (e instanceof IOException ? e.getMessage() : e));
            return CommandLine.ExitCode.USAGE;
        });
        return commandLine;
    }

    @Override
    public Integer call() throws IOException {
        requirePenstock();
        Path source = source();
        if (rounds < 0)
            throw usage("--rounds must not be negative");
        Files.createDirectories(output);
        Path scratch = output.resolve("scratch-" + ProcessHandle.current().pid());
        scratch.toFile().deleteOnExit();

        Plan plan = Plan.of(source, Files.size(source), rounds);
        Report report;
        try (Link link = link(); var experiment = new Experiment(plan, link, scratch)) {
            report = Report.of(plan, link, experiment.run());
        }
        System.out.println(Printable.of(report.text()));
        for (Path written : report.write(output)) {
            System.out.println("Written: " + written);
        }
        return report.isSound() ? CommandLine.ExitCode.OK : UNDELIVERED;
    }

    private static void requirePenstock() throws IOException {
        if (!NativeChannels.isAvailable()) {
            String why = NativeChannels.unavailabilityCause().map(Throwable::toString).orElse("unknown cause");
            throw new IOException("Penstock's native library is not available, and most rows are its (" + why + ")");
        }
    }

    private Path source() throws IOException {
        boolean chosen = file != null;
        Path source = chosen ? file : Path.of(System.getProperty("java.home"), "lib", "modules");
        if (!Files.exists(source))
            throw usage(chosen
                    ? "there is no file " + file
                    : "this JDK has no lib/modules: choose a file with "
                    + "--file=FILE");
        if (!Files.isRegularFile(source))
            throw usage(source + " is not a regular file");
        if (!Files.isReadable(source))
            throw usage(source + " cannot be read");
        return source.toRealPath();
    }

    /** Returns a veth pair if it is wanted and possible; the reason why not goes into the link's description. */
    private Link link() throws IOException {
        if (linkChoice == LinkChoice.loopback)
            return new LoopbackLink("chosen");
        try {
            return new VethLink();
        } catch (IOException e) {
            if (linkChoice == LinkChoice.veth)
                throw e;
            return new LoopbackLink("a veth pair, which takes root, could not be built: " + e.getMessage());
        }
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
