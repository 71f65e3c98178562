package io.penstock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Files whose size says nothing about their content: 0 in {@code /proc}, a whole page in {@code /sys}. */
@EndsInTime
class ProcTest {
    private static final List<Path> FILES = Stream.of(
            "/proc/version", "/proc/crypto", "/proc/kallsyms", "/sys/kernel/mm/transparent_hugepage/enabled")
        .map(Path::of).filter(Files::isReadable).toList();

    static Stream<Arguments> cases() {
        return FILES.stream().flatMap(path -> Arrays.stream(TargetKind.values())
            .filter(kind -> kind != TargetKind.FOREIGN_MISER || !path.endsWith("kallsyms")) // megabytes by 7 bytes
            .filter(kind -> kind != TargetKind.TCP_NON_BLOCKING) // takes the range in several calls: TransferContract
            .map(kind -> arguments(path, kind)));
    }

    /** On purpose not compared with stock, which finds nothing in {@code /proc} on JDK 17 and in {@code /sys} on any. */
    @ParameterizedTest
    @MethodSource("cases")
    void wholeContent(Path path, TargetKind kind) throws Exception {
        Lib.assumeNative("the JDK trusts the size");
        byte[] content = Files.readAllBytes(path);
        assertThat(content).isNotEmpty();
        for (boolean wholeFile : new boolean[] {true, false}) {
            try (FileChannel file = FileChannel.open(path); TargetKind.Sink sink = kind.open()) {
                long moved = wholeFile
                    ? NativeChannels.transferTo(file, sink.channel())
                    : NativeChannels.transferTo(file, 0, Long.MAX_VALUE, sink.channel());
                assertThat(moved).isEqualTo(content.length);
                sink.assertReceived(content);
            }
        }
    }

    static Stream<Arguments> strategies() {
        Lib.assumeNative("strategies are refused");
        return FILES.stream().flatMap(path -> Mover.ours().filter(Mover::explicit).map(mover -> arguments(path, mover)));
    }

    /** Not every system call reads such files, but none may pretend that they are empty or shorter. */
    @ParameterizedTest
    @MethodSource("strategies")
    void allOrRefused(Path path, Mover mover) throws Exception {
        byte[] content = Files.readAllBytes(path);
        try (FileChannel file = FileChannel.open(path); TargetKind.Sink sink = TargetKind.TCP.open()) {
            try {
                assertThat(mover.transferTo(file, 0, Long.MAX_VALUE, sink.channel())).isEqualTo(content.length);
                sink.assertReceived(content);
            } catch (UnsupportedOperationException e) {
                assertThat(mover).as("refused").isNotEqualTo(Mover.READ_WRITE);
                sink.assertReceived(new byte[0]);
            }
        }
    }
}
