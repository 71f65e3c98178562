package io.penstock.support;

import io.penstock.NativeChannels;
import io.penstock.PipeStatistics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The descriptors that this process has open. */
public final class Descriptors {
    private Descriptors() {}

    public static long open() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        }
    }

    /** The same without the library's idle pipes, which come and go. */
    public static long inUse() throws IOException {
        for (;;) {
            PipeStatistics before = NativeChannels.pipes();
            long open = open();
            if (NativeChannels.pipes().equals(before)) return open - 2L * before.idle();
        }
    }
}
