package io.penstock.map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.penstock.StaleAccess;
import io.penstock.support.EndsInTime;
import io.penstock.support.Jvm;
import io.penstock.support.Lib;
import io.penstock.support.OnFirstJdk;
import io.penstock.support.Proof;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Readers of regions that are closed or whose file is truncated: they get what was promised, and the VM lives on. */
@EndsInTime
@OnFirstJdk
class MapStormTest {
    private static final int ROUNDS = Lib.proof() ? 100_000 : 500;

    @TempDir
    Path directory;

    @BeforeEach
    void possible() {
        Lib.assumeNative("maps that can be closed need it");
    }

    @ParameterizedTest
    @EnumSource(StaleAccess.class)
    @Timeout(value = 1800, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void closedUnderReaders(StaleAccess stale) throws Exception {
        List<String> said = run(MapStorm.class, stale.name(), Integer.toString(ROUNDS));
        assertThat(number(said, "wrong")).as("%s", said).isZero();
        assertThat(number(said, "right")).isPositive();
        assertThat(said).as("no reader died").hasSize(5);
        if (stale == StaleAccess.ZERO) assertThat(number(said, "faults")).as("nothing ever dies").isZero();
        Proof.line("%,d regions closed under eight readers of buffers and three of the region, %s: %s", ROUNDS, stale,
            String.join(", ", said));
    }

    @Test
    @Timeout(value = 300, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void truncatedUnderReaders() throws Exception {
        List<String> said = run(MapTruncation.class, Integer.toString(ROUNDS));
        assertThat(number(said, "wrong")).as("%s", said).isZero();
        assertThat(number(said, "right")).isPositive();
        assertThat(number(said, "refused")).isPositive();
        assertThat(said).as("no thread died").hasSize(4);
        Proof.line("%,d times truncated under seven users: %s", ROUNDS, String.join(", ", said));
    }

    @Test
    @Timeout(value = 300, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void atTheLimitOfMappings() throws Exception {
        long most = Long.parseLong(Files.readString(Path.of("/proc/sys/vm/max_map_count")).trim());
        assumeTrue(most <= 100_000, "vm.max_map_count is so high that mappings would take too much memory: " + most);
        // Nothing that the VM does by itself may need a mapping while there is none to be had.
        List<String> options = List.of("-Xint", "-XX:+UseSerialGC", "-Xms128m", "-Xmx128m", "-XX:+AlwaysPreTouch",
            "-XX:InitialCodeCacheSize=32m", "-XX:ReservedCodeCacheSize=32m", "-XX:-UsePerfData", "-XX:ErrorFile="
                + directory.resolve("crash"));
        Path output = directory.resolve("output");
        List<String> said;
        try {
            said = Jvm.run(List.of(), output.toFile(), options, MapLimit.class, file());
        } catch (AssertionError e) { // what the VM prints when it dies of that
            assumeFalse(Files.readString(output).contains("os::commit_memory"),
                "the VM itself needed a mapping when there was none to be had");
            throw e;
        }
        assertThat(said).contains("done");
        for (String line : said) Proof.line("closes at vm.max_map_count: %s", line);
    }

    private List<String> run(Class<?> main, String... arguments) throws Exception {
        String[] all = new String[arguments.length + 1];
        all[0] = file();
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return Jvm.run(List.of(), directory.resolve("output").toFile(), List.of(), main, all);
    }

    private String file() throws Exception {
        return Files.write(directory.resolve("file"), new byte[64 * 1024]).toString();
    }

    private static long number(List<String> said, String what) {
        return said.stream().filter(line -> line.startsWith(what + " "))
            .mapToLong(line -> Long.parseLong(line.substring(what.length() + 1)))
            .findFirst().orElseThrow(() -> new AssertionError(said.toString()));
    }
}
