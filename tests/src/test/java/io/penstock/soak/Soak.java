package io.penstock.soak;

import io.penstock.NativeChannels;
import io.penstock.support.Descriptors;
import io.penstock.support.Jvm;
import io.penstock.support.Lib;
import io.penstock.support.Mapped;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Main class: a server, an upload and relays under a load that disturbs them in every way, for as long as one likes.
 */
@Command(name = "soak", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Runs a server, an upload and relays whose clients stall, leave and come again, while channels "
            + "are closed and threads interrupted. At the"
            + " end all bytes have to be accounted for and all resources given back; the last line, and the exit "
                + "status, say whether they are.")
public final class Soak implements Callable<Integer> {
    /**
     * Compared is with what there is after a tenth of the time: a JVM under load grows for minutes before it has
     * compiled what it runs.
     */
    private static final long WARM_PART = 10;
    private static final long LEAST_WARM_SECONDS = 3;
    private static final long PATIENCE_SECONDS = 60;
    private static final int SHOWN = 20;

    @Option(names = "--seconds", description = "how long, after a tenth of that to warm up (default: ${DEFAULT-VALUE})")
    private long seconds = 60;

    @Option(names = "--clients", description = "how many at once (default: ${DEFAULT-VALUE})")
    private int clients = 24;

    @Option(names = "--every", description = "seconds between two lines (default: ${DEFAULT-VALUE})")
    private long every = 5;

    @Option(names = "--seed", description = "makes clients and disturbances the same again, but not their times")
    private long seed = System.nanoTime();

    private final List<String> wrong = new ArrayList<>();
    private volatile boolean ended;
    private long next;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Soak()).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        Residue before;
        Residue after;
        String summary;
        try (SoakServer server = new SoakServer(seed)) {
            long warm = Math.max(seconds / WARM_PART, LEAST_WARM_SECONDS);
            load(server, warm);
            before = Residue.now();
            System.out.printf("seed %d; after %d seconds: %s%n", seed, warm, before);
            load(server, seconds);
            after = Residue.now();
            System.out.printf("at the end: %s%n", after);
            wrong.addAll(server.ledger().wrong);
            summary = server.ledger().toString();
        }
        wrong.addAll(after.growthSince(before));
        wrong.stream().limit(SHOWN).forEach(line -> System.out.println("wrong: " + line));
        if (wrong.size() > SHOWN) System.out.printf("and %,d more%n", wrong.size() - SHOWN);
        System.out.printf("verdict: %s, %s%n", wrong.isEmpty() ? "right" : "WRONG", summary);
        return wrong.isEmpty() ? 0 : 1;
    }

    /** Clients for so long, and until all that they began is over. */
    private void load(SoakServer server, long seconds) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("" + clients, "" + (seed + next), "" + next));
        for (int port : server.ports()) arguments.add("" + port);
        next += 1L << 40;
        ended = false;
        Process process = new ProcessBuilder(Jvm.command(List.of(), List.of("-Xmx256m"), SoakClients.class,
            arguments.toArray(String[]::new)))
            .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try {
            Thread reader = Lib.ThreadKind.PLATFORM.unstarted(() -> read(process, server.ledger()));
            reader.start();
            long begin = System.nanoTime();
            for (long left; (left = seconds - TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin)) > 0; ) {
                reader.join(TimeUnit.SECONDS.toMillis(Math.min(left, every)));
                if (!reader.isAlive()) break;
                report(server, TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin));
            }
            process.getOutputStream().close();
            reader.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
            if (!ended) wrong.add("the clients "
                + (process.isAlive() ? "hang" : "died with status " + process.exitValue()));
            for (long wait = 0; !server.live().isEmpty() && wait < PATIENCE_SECONDS * 10; wait++) Thread.sleep(100);
            server.live().forEach(task -> wrong.add("hangs: " + task));
            Thread.sleep(500); // threads end, and the JVM gives back their stacks
            server.ledger().close();
        } finally {
            process.destroyForcibly();
        }
    }

    private void read(Process process, SoakLedger ledger) {
        try (BufferedReader lines = process.inputReader()) {
            for (String line; (line = lines.readLine()) != null; ) {
                if (line.equals("end")) ended = true;
                else if (line.startsWith("wrong: ")) ledger.wrong.add("a client: " + line.substring(7));
                else ledger.visited(SoakClients.Visit.parse(line));
            }
        } catch (IOException e) {
            ledger.wrong.add("reading what the clients say: " + e);
        }
    }

    private void report(SoakServer server, long second) throws IOException {
        System.out.printf("%,6d s: %d under way, %d descriptors, %s, %d mappings, %d MiB resident; %s%n", second,
            server.live().size(),
            Descriptors.open(), NativeChannels.pipes(), Mapped.maps().size(), Residue.residentNow() >> 20,
                server.ledger());
        if (!server.ledger().wrong.isEmpty()) System.out.println("wrong: " + server.ledger().wrong.peek());
    }
}
