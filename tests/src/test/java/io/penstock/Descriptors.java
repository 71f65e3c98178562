package io.penstock;

import io.penstock.Stalled.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The descriptors that this process has open. */
final class Descriptors {
    /** Idle pipes that the library keeps for {@link Strategy#SPLICE}. */
    private static final int POOLED = 16;

    private Descriptors() {}

    static long open() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        }
    }

    /** The same with all of the library's idle pipes there, which come and go. */
    static long openWithFullPool() throws Exception {
        List<Stalled> stalled = new ArrayList<>();
        try {
            for (int i = 0; i < POOLED; i++)
                stalled.add(Stalled.start(Lib.ThreadKind.PLATFORM, Mover.SPLICE, Ends.Kind.UNIX, Progress.SOME, Content.of(Content.MIB)));
            List<Drain> drains = stalled.stream().map(one -> new Drain(one.ends.source)).toList();
            for (Stalled one : stalled) one.call.value();
            for (Stalled one : stalled) one.ends.finish();
            for (Drain drain : drains) drain.await();
        } finally {
            for (Stalled one : stalled) one.close();
        }
        return open();
    }
}
