package io.penstock.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.penstock.NativeChannels;
import io.penstock.support.EndsInTime;
import io.penstock.support.Lib;
import io.penstock.support.Mover;
import io.penstock.support.OnPurpose;
import io.penstock.support.TargetKind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
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

    @ParameterizedTest
    @MethodSource("cases")
    @OnPurpose("a file of `/sys` to a file or a pipe")
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

    /** Where stock on JDK 17 fails to map it, or trusts a size of 0. */
    @ParameterizedTest
    @EnumSource(TargetKind.class)
    @OnPurpose("a directory as the source")
    void directory(TargetKind kind) throws Exception {
        Lib.assumeNative("the JDK trusts the size");
        for (String path : List.of("/etc", "/proc", "/sys")) {
            try (FileChannel file = FileChannel.open(Path.of(path)); TargetKind.Sink sink = kind.open()) {
                assertThatThrownBy(() -> NativeChannels.transferTo(file, 0, 1000, sink.channel()))
                    .as(path).isInstanceOf(IOException.class).hasMessage("Is a directory");
            }
        }
    }

    static Stream<Arguments> behindTheSize() {
        return Stream.of("/proc/version", "/dev/zero", "/dev/urandom").map(Path::of).filter(Files::isReadable)
            .flatMap(path -> Stream.of(TargetKind.TCP, TargetKind.PIPE, TargetKind.FILE_EMPTY, TargetKind.FOREIGN)
                .flatMap(kind -> Mover.ours().filter(mover -> !kind.foreign() || !mover.explicit())
                    .map(mover -> arguments(path, kind, mover))));
    }

    /** A transfer out of it may have come so far, and a read at that position finds something. */
    @ParameterizedTest
    @MethodSource("behindTheSize")
    @OnPurpose("a position above 0 in a file that tells no size, or in a device such as `/dev/zero`")
    void positionBehindTheSize(Path path, TargetKind kind, Mover mover) throws Exception {
        Lib.assumeNative("the JDK trusts the size");
        try (FileChannel file = FileChannel.open(path); TargetKind.Sink sink = kind.open()) {
            assertThat(file.size()).isZero();
            assertThat(file.transferTo(3, 5, sink.channel())).as("stock").isZero();
            ByteBuffer read = ByteBuffer.allocate(5);
            assertThat(file.read(read, 3)).isEqualTo(5);
            try {
                assertThat(mover.transferTo(file, 3, 5, sink.channel())).isEqualTo(5);
                if (!path.endsWith("urandom")) sink.assertReceived(read.array());
            } catch (UnsupportedOperationException e) {
                assertThat(mover.explicit() && mover != Mover.READ_WRITE).as("refused: %s", e.getMessage()).isTrue();
            }
        }
    }

    static Stream<Arguments> withoutPositions() {
        return Stream.of("fifo", "/dev/ptmx")
            .flatMap(path -> Stream.of(TargetKind.TCP, TargetKind.PIPE, TargetKind.FILE_EMPTY, TargetKind.FOREIGN)
            .flatMap(kind -> Mover.all().filter(mover -> !kind.foreign() || !mover.explicit())
                .map(mover -> arguments(path, kind, mover))));
    }

    /** Named pipes and terminals: nothing is at a position above 0, and at the first one nothing can be read so. */
    @ParameterizedTest
    @MethodSource("withoutPositions")
    void withoutPositions(String name, TargetKind kind, Mover mover, @TempDir Path directory) throws Exception {
        Lib.assumeNative("a read through a buffer says that it cannot seek");
        Path path = directory.resolve(name); // or the name, which is absolute
        if (name.equals("fifo"))
            assumeTrue(new ProcessBuilder("mkfifo", path.toString()).start().waitFor() == 0, "no mkfifo here");
        assumeTrue(Files.isReadable(path), "no " + path + " here");
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
                TargetKind.Sink sink = kind.open()) {
            assertThat(file.size()).isZero();
            if (name.equals("fifo")) file.write(ByteBuffer.allocate(10));
            for (long position : new long[] {1, Long.MAX_VALUE - 1})
                assertThat(mover.transferTo(file, position, 1, sink.channel())).isZero();
            if (!mover.stock()) {
                assertThatThrownBy(() -> mover.transferTo(file, 0, 1, sink.channel()))
                    .isInstanceOfAny(IOException.class, UnsupportedOperationException.class)
                    // a terminal may refuse a system call before it looks at positions
                    .hasMessageContaining(mover.explicit() ? " " : "Illegal seek");
            }
            sink.assertReceived(new byte[0]);
        }
    }

    static Stream<Arguments> strategies() {
        Lib.assumeNative("strategies are refused");
        return FILES.stream()
            .flatMap(path -> Mover.ours().filter(Mover::explicit).map(mover -> arguments(path, mover)));
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
