package io.penstock.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.penstock.support.Content;
import io.penstock.support.EndsInTime;
import io.penstock.support.Mover;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** From a file into itself: what the JDK does, the library does. */
@EndsInTime
class SameFileTest {
    private static final int SIZE = 50_000;

    private record Outcome(long bytes, Class<?> thrown, long position, byte[] content) {}

    static Stream<Arguments> cases() {
        return Stream.of(
            arguments(0, 1000, SIZE), arguments(0, SIZE, SIZE), arguments(20_000, 10_000, 0),
            arguments(20_000, 20_000, 40_000), arguments(SIZE, 1, 0), arguments(7, 0, 3));
    }

    /** Ranges do not overlap: what comes of those that do is not specified. */
    @ParameterizedTest
    @MethodSource("cases")
    void sameChannel(long position, long count, long into) throws Exception {
        assertSame(run(Mover.STOCK, position, count, into, true), run(Mover.AUTO, position, count, into, true));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void otherChannel(long position, long count, long into) throws Exception {
        assertSame(run(Mover.STOCK, position, count, into, false), run(Mover.AUTO, position, count, into, false));
    }

    private static void assertSame(Outcome stock, Outcome ours) {
        assertThat(ours).usingRecursiveComparison().ignoringFields("content").isEqualTo(stock);
        Content.assertSame(stock.content(), ours.content());
    }

    private static Outcome run(Mover mover, long position, long count, long into, boolean same) throws Exception {
        Path path = Content.fresh();
        Files.write(path, Content.of(SIZE).bytes);
        try (FileChannel file = open(path); FileChannel other = open(path)) {
            FileChannel target = same ? file : other;
            target.position(into);
            long bytes = 0;
            Class<?> thrown = null;
            try {
                bytes = mover.transferTo(file, position, count, target);
            } catch (IOException | RuntimeException e) {
                thrown = e.getClass();
            }
            return new Outcome(bytes, thrown, target.position(), Files.readAllBytes(path));
        } finally {
            Files.delete(path);
        }
    }

    private static FileChannel open(Path path) throws IOException {
        return FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }
}
