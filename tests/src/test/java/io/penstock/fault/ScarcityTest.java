package io.penstock.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.penstock.support.Command;
import io.penstock.support.EndsInTime;
import io.penstock.support.Jvm;
import io.penstock.support.Lib;
import io.penstock.support.Proof;
import io.penstock.support.Shim;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Where there are no descriptors, pipes, threads or memory, or the network loses packets, work takes another way, or
 * longer, and comes to the same end.
 */
@EndsInTime
class ScarcityTest {
    private static final String ROUNDS = Lib.proof() ? "10" : "1";

    /** A dead network namespace is gone with its last process. */
    private static final String IN_A_BAD_NETWORK = """
        ip link set lo up && nft add table t && nft add chain t c '{ type filter hook input priority 0; }' &&
        nft add rule t c tcp dport != 0 numgen random mod 100 '<' 3 counter drop || exit 3
        "$@" || exit
        nft list chain t c""";

    private static final Set<FaultKind> OVER_TCP =
        EnumSet.of(FaultKind.SEND, FaultKind.SEND_SPLICE, FaultKind.GATHER, FaultKind.RECEIVE, FaultKind.RELAY,
        FaultKind.RELAY_RESUMED);

    /** One carrier, and no threads that come or go by themselves. */
    private static final List<String> FEW_THREADS =
        List.of("-XX:+UseSerialGC", "-XX:-UseDynamicNumberOfCompilerThreads",
        "-Djdk.virtualThreadScheduler.parallelism=1", "-Djdk.virtualThreadScheduler.maxPoolSize=1");

    @TempDir
    Path directory;

    @BeforeEach
    void possible() {
        Lib.assumeNative("the JDK needs no pipes");
    }

    /**
     * But for what cannot be done without: a pipe of one's own for an explicit {@code SPLICE}, the files of a copy of
     * paths.
     */
    @Test
    void withoutDescriptors() throws Exception {
        Command.assume("prlimit");
        Set<FaultKind> kinds = EnumSet.complementOf(EnumSet.of(FaultKind.SEND_SPLICE, FaultKind.COPY_OF_PATHS));
        List<String> said = run(List.of("prlimit", "--nofile=256"), ScarcityWorker.Scarce.DESCRIPTORS, kinds);
        assertThat(said).anyMatch(line -> line.startsWith("RECEIVE: ") && line.contains("READ_WRITE")
            && line.contains("no pipe for splice(2)") && line.contains("EMFILE"));
        Proof.line("without descriptors: %s", said.get(said.size() - 1));
    }

    /** For a buffer where bytes have to be copied: that is an exception and no more. */
    @ParameterizedTest
    @EnumSource(names = {"SEND_READ_WRITE", "GATHER_SMALL", "RECEIVE_APPENDING", "RELAY", "RELAY_RESUMED"})
    void withoutMemory(FaultKind kind) throws Exception {
        List<String> said = run(List.of("env", Shim.preload("memory.c", directory)), ScarcityWorker.Scarce.MEMORY,
            EnumSet.of(kind));
        assertThat(said.get(0)).startsWith(kind + ": ").contains("Cannot allocate memory");
        Proof.line("without memory: %s", said.get(0));
    }

    /** Beyond {@code pipe-user-pages-soft}. */
    @Test
    void withSmallPipes() throws Exception {
        Command.assumeRoot("to become another user");
        Command.assume("setpriv", "prlimit");
        List<String> before = new ArrayList<>(List.of("prlimit", "--nofile=8192"));
        before.addAll(Command.asOrdinaryUser());
        List<String> said = run(before, ScarcityWorker.Scarce.PIPES, EnumSet.allOf(FaultKind.class));
        Proof.line("with small pipes: %s", said.get(said.size() - 1));
    }

    /** What needs a thread of the library's own does without, and throws no error. */
    @ParameterizedTest
    @EnumSource
    void withoutThreads(NoThreads.Work work) throws Exception {
        Command.assumeRoot("to become another user");
        Command.assume("setpriv", "prlimit");
        if (work == NoThreads.Work.SEND_VIRTUAL) Lib.ThreadKind.VIRTUAL.assume();
        List<String> before = new ArrayList<>(List.of("prlimit", "--nproc=150"));
        before.addAll(Command.asOrdinaryUser());
        List<String> said = said(before, FEW_THREADS, NoThreads.class, work.name());
        assertThat(said).anyMatch(line -> line.startsWith("no more threads"));
    }

    /** In a network namespace of its own, where a few packets in a hundred get lost. */
    @Test
    void inABadNetwork() throws Exception {
        Command.assumeRoot("to make a network namespace");
        Command.assume("unshare", "ip", "nft");
        List<String> said = run(List.of("unshare", "--net", "sh", "-c", IN_A_BAD_NETWORK, "sh"),
            ScarcityWorker.Scarce.NOTHING, OVER_TCP);
        String counter = said.stream().filter(line -> line.contains("counter packets")).findFirst().orElseThrow()
            .strip();
        assertThat(counter).doesNotContain("packets 0 ");
        Proof.line("in a bad network: %s", counter);
    }

    /** Through a program that holds each packet for a while of its own. */
    @Test
    void overALinkThatReorders() throws Exception {
        Command.assumeRoot("to make a network namespace");
        Command.assume("unshare", "ip", "python3");
        assumeTrue(Files.exists(Path.of("/dev/net/tun")), "this kernel has no TUN");
        List<String> before = List.of("unshare", "--net", "python3", "tests/python/link.py");
        List<String> said = run(before, ScarcityWorker.Scarce.NOTHING, OVER_TCP, "-Dpenstock.tests.peer=10.77.0.2");
        String link = said.stream().filter(line -> line.startsWith("link: ")).findFirst().orElseThrow();
        assertThat(link).doesNotContain(" 0 of them");
        Proof.line("over a link that reorders: %s", link.substring(6));
    }

    private List<String> run(List<String> before, ScarcityWorker.Scarce scarce, Set<FaultKind> kinds, String... options)
            throws Exception {
        List<String> arguments = new ArrayList<>(List.of(ROUNDS, scarce.name()));
        kinds.forEach(kind -> arguments.add(kind.name()));
        return said(before, List.of(options), ScarcityWorker.class, arguments.toArray(String[]::new));
    }

    private List<String> said(List<String> before, List<String> options, Class<?> main, String... arguments)
            throws Exception {
        Path output = directory.resolve("said");
        Process process = Jvm.start(before, output.toFile(),
            Stream.concat(Stream.of("-ea", "-Xmx128m"), options.stream()).toList(), main, arguments);
        try {
            int status = process.waitFor();
            List<String> said = Files.readAllLines(output);
            String all = String.join("\n", said);
            assumeFalse(all.contains("Could not find or load main class"), "another user cannot read the class path");
            assertThat(status).as(all).isZero();
            return said;
        } finally {
            process.destroyForcibly();
        }
    }
}
