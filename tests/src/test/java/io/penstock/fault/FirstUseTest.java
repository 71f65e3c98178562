package io.penstock.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.penstock.load.LoaderTest;
import io.penstock.support.Command;
import io.penstock.support.EndsInTime;
import io.penstock.support.Lib;
import io.penstock.support.LoaderProbe;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A first use where memory, stack or descriptors are lacking breaks nothing: the JDK serves it, or it throws, and a
 * later one finds the library.
 */
@EndsInTime
class FirstUseTest {
    private static final String LEFT = "-Dpenstock.tests.left=";

    @BeforeEach
    void canRun() {
        LoaderTest.assumePacked();
        Lib.assumeNative("there is nothing to come later");
    }

    private static List<String> run(List<String> before, List<String> options, FirstUse.Lack lack, FirstUse.Way way)
            throws Exception {
        List<String> said = LoaderProbe.run(before, options, FirstUse.class, lack.name(), way.name());
        assertThat(said).contains(
            "available", "sent by SENDFILE", "received by SPLICE", "mapped true", "relayed 100", "copied 4096", "done");
        return said;
    }

    @ParameterizedTest
    @EnumSource(names = {"ASK", "SEND"})
    void withoutDirectMemory(FirstUse.Way way) throws Exception {
        assertThat(run(List.of(), List.of("-XX:MaxDirectMemorySize=1m"), FirstUse.Lack.DIRECT_MEMORY, way))
            .contains("first null");
    }

    static Stream<Arguments> restsOfTheHeap() {
        return ways(List.of(0, 16_000), Lib.proof() ? IntStream.rangeClosed(1, 30).map(n -> 3_000 * n)
            .boxed().toList() : List.of());
    }

    /** But for so many bytes. */
    @ParameterizedTest
    @MethodSource("restsOfTheHeap")
    void withoutHeap(FirstUse.Way way, int left) throws Exception {
        run(List.of(), List.of("-Xmx18m", "-XX:+UseSerialGC", LEFT + left), FirstUse.Lack.HEAP, way);
    }

    @ParameterizedTest
    @EnumSource(names = {"ASK", "SEND"})
    void withoutDescriptors(FirstUse.Way way) throws Exception {
        Command.assume("prlimit");
        assertThat(run(List.of("prlimit", "--nofile=64"), List.of(), FirstUse.Lack.DESCRIPTORS, way))
            .contains("first null");
    }

    /** Each in a JVM of its own; {@link #atEachEndOfTheStack} has those between them. */
    static Stream<Arguments> depths() {
        return ways(List.of(0, 116, 300), Lib.proof() ? IntStream.rangeClosed(1, 60).map(n -> 8 * n)
            .boxed().toList() : List.of());
    }

    private static Stream<Arguments> ways(List<Integer> some, List<Integer> more) {
        List<Integer> numbers = Stream.concat(some.stream(), more.stream()).distinct().toList();
        return Stream.of(FirstUse.Way.values()).flatMap(way -> numbers.stream().map(number -> arguments(way, number)));
    }

    /** In a recursion, at so many calls before its end. */
    @ParameterizedTest
    @MethodSource("depths")
    void withoutStack(FirstUse.Way way, int left) throws Exception {
        List<String> said = run(List.of(), List.of("-Xint", LEFT + left), FirstUse.Lack.STACK, way);
        assertThat(said).anyMatch(line ->
            line.matches("first (null|java.lang.StackOverflowError|java.lang.UnsupportedOperationException.*)"));
    }

    /**
     * At every depth in turn, so that none is left out at which a class could break, be it first used when the library
     * is there.
     */
    @ParameterizedTest
    @EnumSource
    void atEachEndOfTheStack(FirstUse.Way way) throws Exception {
        List<String> said = run(List.of(), List.of("-Xint", LEFT + 1000), FirstUse.Lack.EVERY_STACK, way);
        assertThat(said).noneMatch(line -> line.startsWith("broken"));
    }
}
