package io.penstock.support;

import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.penstock.NativeChannels;
import io.penstock.NativeOpenOption;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The ways to a file channel, all of which keep the clauses of {@link FileChannel}: the JDK's own and the library's.
 */
public enum FileMaker {
    STOCK,
    OPENED,
    WRAPPED,
    CONCURRENT(NativeOpenOption.CONCURRENT),
    UNINTERRUPTIBLE(NativeOpenOption.UNINTERRUPTIBLE),
    UNINTERRUPTIBLE_CONCURRENT(NativeOpenOption.UNINTERRUPTIBLE, NativeOpenOption.CONCURRENT),
    FOREIGN;

    private final Set<NativeOpenOption> extra;

    FileMaker(NativeOpenOption... extra) {
        this.extra = Set.of(extra);
    }

    public FileChannel open(Path path, Set<OpenOption> options, FileAttribute<?>... attributes) throws IOException {
        return switch (this) {
            case STOCK -> FileChannel.open(path, options, attributes);
            case WRAPPED -> NativeChannels.wrap(FileChannel.open(path, options, attributes));
            case FOREIGN -> NativeChannels.wrap(new ForeignFile(FileChannel.open(path, options, attributes)));
            default -> {
                Set<OpenOption> all = new HashSet<>(options);
                all.addAll(extra);
                yield NativeChannels.open(path, all, attributes);
            }
        };
    }

    public FileChannel open(Path path, OpenOption... options) throws IOException {
        return open(path, Set.of(options));
    }

    public void assume() {
        assumeFalse(Lib.refused() && ignoresInterrupts(),
            "native library refused in this run: UNINTERRUPTIBLE is refused too");
    }

    /** The library's channels before one of the JDK's; those themselves where the agent is under them. */
    public static Stream<FileMaker> ours() {
        if (Lib.agent()) return Stream.of(STOCK);
        return Arrays.stream(values()).filter(maker -> maker != STOCK && maker != FOREIGN);
    }

    /** All of those in the long run; in the short one those that differ most. */
    public static Stream<FileMaker> someOfOurs() {
        return ours().filter(maker -> Lib.proof() || maker != WRAPPED && maker != UNINTERRUPTIBLE_CONCURRENT);
    }

    public boolean ignoresInterrupts() {
        return extra.contains(NativeOpenOption.UNINTERRUPTIBLE);
    }

    public boolean hidesStock() {
        return extra.contains(NativeOpenOption.CONCURRENT);
    }
}
