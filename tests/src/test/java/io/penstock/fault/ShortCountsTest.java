package io.penstock.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.storm.Storm;
import io.penstock.support.Jvm;
import io.penstock.support.Lib;
import io.penstock.support.Proof;
import io.penstock.support.Shim;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * System calls that do less than they are asked for, as they may at any time: nothing is lost, and nothing done twice.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ShortCountsTest {
    private static final int ROUNDS = Lib.proof() ? 200 : 5;

    @TempDir
    Path directory;

    @Test
    void everythingComesToItsEnd() throws Exception {
        Lib.assumeNative("the JDK's system calls are not ours");
        Path log = directory.resolve("log");
        List<String> before =
            List.of("env", Shim.preload("short.c", directory), "PENSTOCK_SHORT_LOG=" + log, "PENSTOCK_SHORT_SEED="
            + Storm.anySeed());
        Jvm.run(before, directory.resolve("said").toFile(), List.of("-ea", "-Xmx128m"), ScarcityWorker.class, ""
            + ROUNDS, ScarcityWorker.Scarce.NOTHING.name());
        List<String> never = new ArrayList<>();
        for (String line : Files.readAllLines(log)) {
            String[] words = line.split(" "); // the call, how often it was for fewer bytes, how often it was made
            if (words[1].equals("0")) never.add(line);
        }
        assertThat(never).as("calls that were never short").isEmpty();
        Proof.line("short counts, %d rounds of %d works: %s", ROUNDS, FaultKind.values().length,
            String.join(", ", Files.readAllLines(log)));
    }
}
