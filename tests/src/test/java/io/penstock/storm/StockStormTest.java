package io.penstock.storm;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.support.Content;
import io.penstock.support.Jvm;
import io.penstock.support.Lib;
import io.penstock.support.Proof;
import java.io.File;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the same storm does to the JDK's own transfers: told for comparison, not judged. */
@Timeout(value = 6, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StockStormTest {
    private static final int PATIENCE_MINUTES = 4;

    @ParameterizedTest
    @EnumSource(Lib.ThreadKind.class)
    void ranInAJvmOfItsOwn(Lib.ThreadKind thread) throws Exception {
        thread.assume();
        Lib.assumeProof("a comparison that takes a minute");
        File output = Content.fresh().toFile();
        Process process = Jvm.start(output, List.of(), StockStorm.class, thread.name());
        boolean ended;
        try {
            ended = process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES);
        } finally {
            process.destroyForcibly();
        }
        List<String> told = Files.readAllLines(output.toPath());
        List<String> parts = told.stream().filter(line -> line.startsWith("stock storm, ")).toList();
        assertThat(parts).as("what the JVM told: %s", told).isNotEmpty();
        Proof.line("%s%s", parts.get(parts.size() - 1), ended ? "" : "; the JVM hung and was ended");
        told.stream().filter(line -> line.matches("(hang|wrong): .*")).forEach(System.out::println);
        if (ended) assertThat(process.exitValue()).as("exit value after %s", told).isZero();
    }
}
