package io.penstock.map;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.MapOptions;
import io.penstock.MappedRegion;
import io.penstock.NativeChannels;
import io.penstock.support.Call;
import io.penstock.support.Command;
import io.penstock.support.Content;
import io.penstock.support.EndsInTime;
import io.penstock.support.Lib;
import io.penstock.support.Mapped;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A map that makes its file longer takes nothing away from what others add to it meanwhile. */
@EndsInTime
public class MapGrowthTest {
    private static final int ROUNDS = Lib.proof() ? 400 : 40;
    private static final int RECORDS = 200;
    private static final int RECORD = 1000;
    private static final byte[] BYTES = Content.random(11, RECORDS * RECORD);

    @TempDir
    Path directory;

    private Path path;

    @BeforeEach
    void file() {
        Lib.assumeNative("maps that can be closed need it");
        path = directory.resolve("file");
    }

    /** How two threads add to a file, every other record each. */
    enum Way {
        MAPS, EXTENDS, MAPS_OF_TWO_CHANNELS, EXTENDS_OF_TWO_CHANNELS;

        long add(FileChannel file, int from) throws IOException {
            boolean maps = this == MAPS || this == MAPS_OF_TWO_CHANNELS;
            return maps ? map(file, from) : extend(file, from);
        }

        private static long map(FileChannel file, int from) throws IOException {
            for (int i = from; i < RECORDS; i += 2) {
                try (MappedRegion region = NativeChannels.map(file, MapMode.READ_WRITE, (long) i * RECORD, RECORD)) {
                    assertThat(file.size()).isGreaterThanOrEqualTo((long) (i + 1) * RECORD);
                    region.write(0, record(i));
                }
            }
            return RECORDS;
        }

        private static long extend(FileChannel file, int from) throws IOException {
            try (MappedRegion region =
                    NativeChannels.map(file, MapMode.READ_WRITE, 0, 0, MapOptions.DEFAULT.withReserved(BYTES.length))) {
                for (int i = from; i < RECORDS; i += 2) {
                    region.extend((long) (i + 1) * RECORD);
                    assertThat(file.size()).isGreaterThanOrEqualTo(region.size());
                    region.write((long) i * RECORD, record(i));
                }
            }
            return RECORDS;
        }
    }

    private static ByteBuffer record(int i) {
        return ByteBuffer.wrap(BYTES, i * RECORD, RECORD);
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void twoAdd(Way way) throws Exception {
        boolean one = way == Way.MAPS || way == Way.EXTENDS;
        for (int i = 0; i < ROUNDS; i++) {
            Files.deleteIfExists(path);
            try (FileChannel file = Mapped.create(path); FileChannel other = one ? file : Mapped.create(path)) {
                Call call = Call.start(() -> way.add(other, 1));
                way.add(file, 0);
                call.value();
            }
            Content.assertSame(BYTES, Files.readAllBytes(path));
        }
    }

    /**
     * A map of ours and one of the JDK wait for the same lock, and one of their threads is interrupted, which closes
     * the channel: the close waits for both, who must not wait for it, whoever comes first.
     */
    @Test
    void interruptedBesideStock() throws Exception {
        Method lockOf = Class.forName("io.penstock.internal.jdk.FileHandles")
            .getDeclaredMethod("positionLock", FileChannel.class);
        lockOf.setAccessible(true);
        for (int round = 0; round < 8; round++) {
            try (FileChannel file =
                    FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ,
                        StandardOpenOption.WRITE)) {
                int size = (round + 1) * RECORD;
                List<Callable<Long>> maps = new ArrayList<>(List.of(
                    () -> mapAndClose(file, size), () -> (long) file.map(MapMode.READ_WRITE, 0, size).capacity()));
                if (round % 2 > 0) Collections.reverse(maps);
                List<Call> calls = new ArrayList<>();
                Call closer;
                synchronized (lockOf.invoke(null, file)) {
                    for (Callable<Long> map : maps) {
                        calls.add(Call.start(map));
                        calls.get(calls.size() - 1).awaitBlocked();
                    }
                    Call interrupted = calls.get(round / 2 % 2);
                    // where the channel is interruptible already, that closes it and waits
                    closer = Call.start(() -> interrupt(interrupted));
                    closer.awaitBlocked();
                }
                closer.value();
                for (Call call : calls) {
                    Throwable thrown = call.thrownIfAny();
                    if (thrown != null) assertThat(thrown).isInstanceOf(ClosedChannelException.class);
                }
            }
        }
    }

    private static long mapAndClose(FileChannel file, long size) throws IOException {
        NativeChannels.map(file, MapMode.READ_WRITE, 0, size).close();
        return size;
    }

    private static long interrupt(Call call) {
        call.interrupt();
        return 0;
    }

    /** What is written at the channel's position, while the other makes the file a little longer than it is. */
    @Test
    void oneWrites() throws Exception {
        for (int i = 0; i < ROUNDS; i++) {
            Files.deleteIfExists(path);
            try (FileChannel file = Mapped.create(path)) {
                Call call = Call.start(() -> {
                    for (int j = 0; j < RECORDS; j++) file.write(record(j));
                    return 0L;
                });
                while (!call.isDone()) NativeChannels.map(file, MapMode.READ_WRITE, 0, file.position() + 1).close();
                call.value();
            }
            byte[] found = Files.readAllBytes(path);
            assertThat(found.length).isBetween(BYTES.length, BYTES.length + 1);
            Content.assertSame(BYTES, Arrays.copyOf(found, BYTES.length));
        }
    }

    /** A file gets no blocks that were not asked for, but for the one that it ends with. */
    @Test
    void holesStayHoles() throws Exception {
        try (FileChannel file = Mapped.create(path);
                MappedRegion region =
                    NativeChannels.map(file, MapMode.READ_WRITE, 0, 1 << 20,
                    MapOptions.DEFAULT.withReserved(1 << 30))) {
            region.extend(1 << 30);
        }
        assertThat(Files.size(path)).isEqualTo(1 << 30);
        long blocks = Long.parseLong(Command.run("stat", "--format=%b", path).get(0)); // of 512 bytes
        assertThat(blocks * 512).isBetween(0L, 2L * Content.PAGE);
    }
}
