package io.penstock.map;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.MapOptions;
import io.penstock.NativeChannels;
import io.penstock.support.Call;
import io.penstock.support.EndsInTime;
import io.penstock.support.Lib;
import io.penstock.support.Mapped;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Threads that are interrupted at any moment of a map: they have a region, or nothing is mapped. */
@EndsInTime
public class MapInterruptTest {
    private static final int ROUNDS = Lib.proof() ? 5000 : 500;
    private static final int SIZE = 8 << 20;

    @TempDir
    Path directory;

    @BeforeEach
    void possible() {
        Lib.assumeNative("maps that can be closed need it");
    }

    @Test
    void nothingStaysMapped() throws Exception {
        Path path = directory.resolve("file");
        Random random = new Random(5);
        int interrupted = 0;
        // on a busy machine the first ones may all come too early or too late
        for (int i = 0; i < ROUNDS || interrupted == 0; i++) {
            Files.deleteIfExists(path);
            try (FileChannel file = Mapped.create(path)) {
                CountDownLatch begun = new CountDownLatch(1);
                Call call = Call.start(() -> {
                    begun.countDown();
                    // Blocks take time, in which the interrupt is seen before the map and thrown after it.
                    NativeChannels.map(file, MapMode.READ_WRITE, 0, SIZE, MapOptions.DEFAULT.withBlocks()).close();
                    return 0L;
                });
                begun.await();
                LockSupport.parkNanos(random.nextInt(200_000));
                call.interrupt();
                Throwable thrown = call.thrownIfAny();
                if (thrown == null) continue;
                assertThat(thrown).isExactlyInstanceOf(ClosedByInterruptException.class);
                interrupted++;
            }
        }
        assertThat(Mapped.mapsOf(path)).isZero();
    }
}
