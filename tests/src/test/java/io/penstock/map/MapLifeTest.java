package io.penstock.map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.Advice;
import io.penstock.MapOptions;
import io.penstock.MappedRegion;
import io.penstock.NativeChannels;
import io.penstock.StaleAccess;
import io.penstock.support.Content;
import io.penstock.support.EndsInTime;
import io.penstock.support.Lib;
import io.penstock.support.Mapped;
import io.penstock.support.Proof;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Regions are released at once, by close or by the collector, and grow where they are. */
@EndsInTime
class MapLifeTest {
    private static final int SIZE = 4 * Content.PAGE;

    @TempDir
    Path directory;

    private Path path;

    @BeforeEach
    void file() throws IOException {
        Lib.assumeNative("maps that can be closed need it");
        path = directory.resolve("file");
        Files.write(path, Content.random(7, SIZE));
    }

    @ParameterizedTest
    @EnumSource(StaleAccess.class)
    void closedIsClosed(StaleAccess stale) throws Exception {
        MappedRegion region = Mapped.region(path, MapMode.READ_WRITE, 0, SIZE, MapOptions.DEFAULT.withStale(stale));
        region.get(0);
        assertThat(region.isOpen()).isTrue();
        assertThat(Mapped.mapsOf(path)).isEqualTo(1);
        region.close();
        region.close();
        assertThat(region.isOpen()).isFalse();
        assertThat(Mapped.mapsOf(path)).isZero();
        for (Runnable use : List.<Runnable>of(() -> region.get(0), () -> region.put(0, (byte) 0),
            () -> region.getLong(8), () -> region.buffer(0, 1),
                () -> region.get(0, new byte[1], 0, 1)))
            assertThatThrownBy(use::run).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> region.read(0, ByteBuffer.allocate(1))).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> region.write(0, ByteBuffer.allocate(1))).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> region.force()).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> region.extend(SIZE)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> region.advise(Advice.RANDOM, 0, 1)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> region.transferTo(0, 1, null)).isInstanceOf(IllegalStateException.class);
    }

    /** Also what would do nothing: calls for none of its bytes. */
    @Test
    void closedIsClosedToEmptyRanges() throws Exception {
        for (int size : new int[] {0, SIZE}) {
            MappedRegion region = Mapped.region(path, MapMode.READ_WRITE, 0, size);
            List<ThrowingCallable> calls =
                List.of(() -> region.force(0, 0), () -> region.load(size, 0), () -> region.loaded(size, 0),
                () -> region.lock(0, 0),
                () -> region.unlock(size, 0), () -> region.advise(Advice.RANDOM, 0, 0),
                    () -> region.read(size, ByteBuffer.allocate(0)),
                () -> region.write(0, ByteBuffer.allocate(0)), () -> region.read(0, ByteBuffer.allocateDirect(0)),
                    () -> region.force(), () -> region.isLoaded(),
                () -> region.buffer(0, 0), () -> region.get(0, new byte[0], 0, 0),
                    () -> region.put(size, new byte[0], 0, 0));
            for (ThrowingCallable call : calls) assertThatCode(call).doesNotThrowAnyException();
            region.close();
            for (ThrowingCallable call : calls) assertThatThrownBy(call).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void withoutABufferTheAddressesAreFree() throws Exception {
        MappedRegion region = Mapped.region(path, MapMode.READ_ONLY, 0, SIZE);
        region.read(0, ByteBuffer.allocate(SIZE));
        String line = Mapped.maps().stream().filter(map -> map.contains(path.toString())).findFirst().orElseThrow();
        region.close();
        String start = line.substring(0, line.indexOf('-'));
        assertThat(Mapped.maps()).noneMatch(map -> map.startsWith(start) && map.contains("penstock-closed"));
    }

    /** System calls; {@link MapStormTest} has what the VM does. */
    @Test
    void staleFaults() throws Exception {
        MappedByteBuffer buffer;
        try (MappedRegion region = Mapped.region(path, MapMode.READ_WRITE, 0, SIZE)) {
            buffer = region.buffer(0, SIZE);
            buffer.get(0);
        }
        try (FileChannel other = Mapped.open(directory.resolve("file"))) {
            assertThatThrownBy(() -> other.write(buffer.duplicate())).isInstanceOf(IOException.class);
        }
        buffer.force();
        assertThat(Files.readAllBytes(path)).isEqualTo(Content.random(7, SIZE));
    }

    @Test
    void staleZeros() throws Exception {
        MappedByteBuffer buffer;
        MappedByteBuffer readOnly;
        try (MappedRegion region =
                Mapped.region(path, MapMode.READ_WRITE, 0, SIZE, MapOptions.DEFAULT.withStale(StaleAccess.ZERO));
                MappedRegion second =
                    Mapped.region(path, MapMode.READ_ONLY, 10, 100, MapOptions.DEFAULT.withStale(StaleAccess.ZERO))) {
            buffer = region.buffer(0, SIZE);
            readOnly = second.buffer(0, 100);
        }
        byte[] bytes = new byte[SIZE];
        buffer.get(0, bytes);
        assertThat(bytes).containsOnly(0);
        for (int i = 0; i < SIZE; i++) assertThat(buffer.get(i)).isZero();
        for (int i = 0; i < 100; i++) assertThat(readOnly.get(i)).isZero();
        buffer.put(0, (byte) 9);
        buffer.force();
        assertThat(Files.readAllBytes(path)).isEqualTo(Content.random(7, SIZE));
    }

    /** The space of a deleted file comes back with the close, whatever buffers there are. */
    @Test
    void theFileIsLetGo() throws Exception {
        Path deleted = directory.resolve("deleted");
        Files.write(deleted, new byte[SIZE]);
        MappedRegion region = Mapped.region(deleted, MapMode.READ_WRITE, 0, SIZE);
        MappedByteBuffer buffer = region.buffer(0, SIZE);
        Files.delete(deleted);
        assertThat(Mapped.mapsOf(deleted)).isEqualTo(1);
        region.close();
        assertThat(Mapped.mapsOf(deleted)).isZero();
        assertThat(buffer.capacity()).isEqualTo(SIZE);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void unreachableIsReleased(boolean touched) throws Exception {
        leave(touched);
        Lib.collectUntil(() -> Mapped.mapsOf(path) == 0);
    }

    private void leave(boolean touched) throws IOException {
        MappedRegion region = Mapped.region(path, MapMode.READ_ONLY, 0, SIZE);
        if (touched) region.get(0);
    }

    @Test
    void buffersOutliveTheirRegion() throws Exception {
        MappedByteBuffer buffer = Mapped.region(path, MapMode.READ_ONLY, 0, SIZE).buffer(0, SIZE);
        ByteBuffer part = buffer.slice(1, 100);
        buffer = null;
        for (int i = 0; i < 5; i++) {
            System.gc();
            Thread.sleep(10);
            assertThat(part).isEqualTo(ByteBuffer.wrap(Content.random(7, SIZE), 1, 100));
        }
        part = null;
        Lib.collectUntil(() -> Mapped.mapsOf(path) == 0);
    }

    /**
     * 20,000 closed regions whose buffers are alive are a few lines of the kernel's list, and none when they are
     * collected.
     */
    @Test
    void closedNeighboursMerge() throws Exception {
        for (StaleAccess stale : StaleAccess.values()) {
            long before = Mapped.maps().size();
            List<ByteBuffer> buffers = new ArrayList<>();
            try (FileChannel file = Mapped.open(path)) {
                for (int i = 0; i < 20_000; i++) {
                    try (MappedRegion region =
                            NativeChannels.map(file, MapMode.READ_ONLY, 0, SIZE, MapOptions.DEFAULT.withStale(stale))) {
                        buffers.add(region.buffer(0, SIZE));
                    }
                }
            }
            long more = Mapped.maps().size() - before;
            assertThat(more).isLessThan(1000);
            Proof.line("20,000 closed regions with buffers, %s: %d more mappings", stale, more);
            buffers.clear();
        }
        Lib.collectUntil(() -> Mapped.maps().stream()
            .noneMatch(line -> line.contains("rw-s") && line.contains("penstock-closed")));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void grows(boolean blocks) throws Exception {
        Files.write(path, new byte[0]);
        MapOptions options = MapOptions.DEFAULT.withReserved(1L << 32).withStale(StaleAccess.ZERO);
        if (blocks) options = options.withBlocks();
        FileChannel file = Mapped.open(path);
        MappedRegion log = NativeChannels.map(file, MapMode.READ_WRITE, 0, 0, options);
        try {
            MappedByteBuffer early = null;
            for (int i = 0; i < 5000; i++) {
                log.extend(log.size() + 100);
                log.putInt(log.size() - 100, i);
                if (i == 10) early = log.buffer(0, 1000);
            }
            assertThat(Files.size(path)).isEqualTo(500_000);
            assertThat(Mapped.mapsOf(path)).as("one mapping").isEqualTo(1);
            for (int i = 0; i < 5000; i++) assertThat(log.getInt(i * 100L)).isEqualTo(i);
            for (int i = 0; i < 10; i++) assertThat(early.getInt(i * 100)).isEqualTo(i);
            log.extend((2L << 30) + 5);
            log.putLong((1L << 30) - 3, 0x0102030405060708L);
            assertThat(log.getLong((1L << 30) - 3)).isEqualTo(0x0102030405060708L);
            log.put((2L << 30) + 4, (byte) 77);
            assertThat(file.read(ByteBuffer.allocate(2), (2L << 30) + 4)).isEqualTo(1);
            assertThat(log.getInt(499_900)).isEqualTo(4999);
            assertThatThrownBy(() -> log.extend((1L << 32) + 1)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("reserved");
            assertThatThrownBy(() -> log.extend(1)).isInstanceOf(IllegalArgumentException.class);
            file.close();
            assertThatThrownBy(() -> log.extend(3L << 30)).isInstanceOf(ClosedChannelException.class);
            log.close();
            assertThat(Mapped.mapsOf(path)).isZero();
            assertThat(early.getInt(100)).isZero();
        } finally {
            log.close();
            file.close();
        }
    }

    @Test
    void growsFromTheMiddleOfAPage() throws Exception {
        byte[] bytes = Content.random(7, SIZE);
        try (FileChannel file = Mapped.open(path);
                MappedRegion region =
                    NativeChannels.map(file, MapMode.READ_ONLY, 5000, 10, MapOptions.DEFAULT.withReserved(1 << 20))) {
            for (int size : new int[] {10, 11, 3191, 3192, 3193, 8000, SIZE - 5000, SIZE, 1 << 20}) {
                region.extend(size);
                assertThat(region.size()).isEqualTo(size);
                int inFile = Math.min(size, SIZE - 5000);
                byte[] expected = java.util.Arrays.copyOf(java.util.Arrays.copyOfRange(bytes, 5000, 5000 + inFile),
                    size);
                assertThat(Mapped.get(region)).isEqualTo(expected);
            }
        }
        assertThat(Files.size(path)).as("a channel that may write makes the file longer").isEqualTo(5000 + (1 << 20));
    }
}
