package io.penstock.map;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.StaleAccess;
import io.penstock.support.EndsInTime;
import io.penstock.support.Jvm;
import io.penstock.support.Lib;
import io.penstock.support.OnFirstJdk;
import io.penstock.support.Proof;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Maps that are closed leave nothing behind, and need no collection of garbage to be asked for. */
@EndsInTime
@OnFirstJdk
class MapCyclesTest {
    private static final int CYCLES = Lib.proof() ? 1_000_000 : 3_000;

    /** The heap is bounded, so that what else grows is ours. */
    private static final List<String> HEAP =
        List.of("-Xms64m", "-Xmx64m", "-XX:+AlwaysPreTouch", "-XX:+DisableExplicitGC");

    @TempDir
    Path directory;

    static Stream<Arguments> cycles() {
        return Arrays.stream(MapCycles.Kind.values()).filter(kind -> kind != MapCycles.Kind.STOCK).flatMap(kind ->
            Arrays.stream(StaleAccess.values())
                .flatMap(stale -> Stream.of(1, 4).map(threads -> Arguments.of(kind, stale, threads))));
    }

    @ParameterizedTest
    @MethodSource("cycles")
    @Timeout(value = 300, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void leaveNothing(MapCycles.Kind kind, StaleAccess stale, int threads) throws Exception {
        Lib.assumeNative("maps that can be closed need it");
        List<String> said = run(kind, stale, threads, CYCLES);
        assertThat(grown(said, "descriptors")).isLessThanOrEqualTo(4);
        assertThat(grown(said, "maps")).as("while buffers are unmapped that were collected, in any order")
            .isLessThan(30_000);
        assertThat(grown(said, "rss")).as("kB").isLessThan(100_000);
        // Buffers that are not yet collected keep their addresses, and a region's own get has one.
        if (kind == MapCycles.Kind.COPY) assertThat(grown(said, "addresses")).as("kB").isLessThan(50_000);
        assertThat(grown(said, "left")).as("kB of addresses, when all was collected").isLessThan(MapCycles.NOISE_KB);
        assertThat(grown(said, "mapsLeft")).as("when all was collected").isLessThan(MapCycles.NOISE_MAPS);
    }

    /**
     * How much there was at most, for comparison. More at a time, and {@code map} fails unless it may ask for a
     * collection.
     */
    @ParameterizedTest
    @MethodSource("threads")
    void stock(int threads) throws Exception {
        assertThat(grown(run(MapCycles.Kind.STOCK, StaleAccess.FAULT, threads, Math.min(CYCLES, 20_000)), "maps"))
            .isNotNegative();
    }

    static Stream<Integer> threads() {
        return Stream.of(1, 4);
    }

    private List<String> run(MapCycles.Kind kind, StaleAccess stale, int threads, int cycles) throws Exception {
        Path file = Files.write(directory.resolve("file"), new byte[64 * 1024]);
        List<String> said = Jvm.run(List.of(), directory.resolve("output").toFile(), HEAP, MapCycles.class,
            file.toString(), kind.name(), stale.name(), Integer.toString(threads), Integer.toString(cycles));
        Proof.line("%,d map, touch, close, %s %s, %d threads: most growth of %s kB, %s kB of addresses, %s lines of "
            + "maps, %s descriptors; left %s kB of addresses",
            cycles, kind, stale, threads, grown(said, "rss"), grown(said, "addresses"), grown(said, "maps"),
                grown(said, "descriptors"), grown(said, "left"));
        return said;
    }

    private static long grown(List<String> said, String what) {
        return said.stream().filter(line -> line.startsWith(what + " "))
            .mapToLong(line -> Long.parseLong(line.substring(what.length() + 1)))
            .findFirst().orElseThrow(() -> new AssertionError(said.toString()));
    }
}
