package io.penstock.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.penstock.NativeChannels;
import io.penstock.PipeStatistics;
import io.penstock.support.Command;
import io.penstock.support.Content;
import io.penstock.support.Ends;
import io.penstock.support.EndsInTime;
import io.penstock.support.Jvm;
import io.penstock.support.Lib;
import io.penstock.support.Machine;
import io.penstock.support.Proof;
import java.io.File;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A proxy's load: many connections at once, a tenth of whose readers stall, in bounded memory and with every byte
 * checked.
 */
@EndsInTime
class ManyRelaysTest {
    private static final int CONNECTIONS = Lib.proof() ? 1000 : 40;
    private static final long EACH = (Lib.proof() ? 16L : 1L) << 20;
    private static final int DESCRIPTORS_EACH = 6;
    private static final int DESCRIPTORS_LEFT = 500;

    /** For the JVM itself. */
    private static final int DESCRIPTORS_OF_JVM = 80;

    @BeforeEach
    void canRun() {
        Lib.assumeNative("the JDK's channels relay through buffers");
        long most = Machine.mostDescriptors();
        assumeTrue(most >= DESCRIPTORS_EACH * CONNECTIONS + DESCRIPTORS_LEFT, "only " + most
            + " descriptors may be open (ulimit -n)");
    }

    private static void assertNoPipeInUse() {
        PipeStatistics pipes = NativeChannels.pipes();
        assertThat(pipes.open()).as("pipes in use when all is over").isEqualTo(pipes.idle());
    }

    @ParameterizedTest
    @EnumSource(names = {"TCP_ACCEPTED", "UNIX"})
    void onSelectors(Ends.Kind kind) throws Exception {
        ManyRelays.onSelectors(2, CONNECTIONS * EACH / 8, kind); // warm
        ManyRelays.Result one = ManyRelays.onSelectors(1, CONNECTIONS * EACH / 4, kind);
        ManyRelays.Result many = ManyRelays.onSelectors(CONNECTIONS, EACH, kind);
        Proof.line("%,d relays on selectors, %s: %s; one relay: %s; ratio of CPU %.2f", CONNECTIONS, kind, many, one,
            many.relayCpu() / one.relayCpu());
        if (Lib.proof()) many.usage().assertFlat();
        assertNoPipeInUse();
    }

    @ParameterizedTest
    @EnumSource(names = {"TCP_ACCEPTED", "UNIX"})
    void inVirtualThreads(Ends.Kind kind) throws Exception {
        Lib.ThreadKind.VIRTUAL.assume();
        ManyRelays.Result one = ManyRelays.onVirtualThreads(1, CONNECTIONS * EACH / 4, kind);
        ManyRelays.Result many = ManyRelays.onVirtualThreads(CONNECTIONS, EACH, kind);
        Proof.line("%,d relays in virtual threads, %s: %s; one relay: %s", CONNECTIONS, kind, many, one);
        if (Lib.proof()) many.usage().assertFlat();
        assertNoPipeInUse();
    }

    /** Who gets 64 large pipes, then small ones. */
    @Test
    void asAnOrdinaryUser() throws Exception {
        for (String line : child(List.of())) Proof.line("%,d relays of an ordinary user, %s", CONNECTIONS, line);
    }

    /** Fewer than one pipe for each: the others copy, and three quarters of the descriptors stay for other uses. */
    @Test
    void withFewDescriptors() throws Exception {
        int most = (4 * CONNECTIONS + DESCRIPTORS_OF_JVM) * 4 / 3;
        List<String> lines = child(List.of("prlimit", "--nofile=" + most));
        for (String line : lines) Proof.line("%,d relays with %,d descriptors, %s", CONNECTIONS, most, line);
        if (Lib.proof()) assertThat(lines).last().asString().doesNotContain("refused=0");
    }

    /** In a JVM of another user, since the superuser's pipes are not counted. */
    private static List<String> child(List<String> limits) throws Exception {
        Command.assumeRoot("to become another user");
        Command.assume("setpriv", "prlimit");
        List<String> before = new ArrayList<>(limits);
        before.addAll(Command.asOrdinaryUser());
        File output = Content.fresh().toFile();
        Process process = Jvm.start(before, output, List.of("-Dpenstock.tests.proof=" + Lib.proof(), "-ea"),
            ManyRelays.class,
            "" + CONNECTIONS, "" + EACH, "UNIX");
        try {
            assertThat(process.waitFor(100, TimeUnit.SECONDS)).as("ended in time").isTrue();
            List<String> lines = Files.readAllLines(output.toPath());
            String all = String.join("\n", lines);
            assumeFalse(all.contains("Could not find or load main class"), "another user cannot read the class path");
            assertThat(process.exitValue()).as(all).isZero();
            return lines;
        } finally {
            process.destroyForcibly();
        }
    }
}
