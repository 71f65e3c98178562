package io.penstock.map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.InterruptedTransferException;
import io.penstock.MapOptions;
import io.penstock.MappedRegion;
import io.penstock.NativeChannels;
import io.penstock.support.Content;
import io.penstock.support.EndsInTime;
import io.penstock.support.Lib;
import io.penstock.support.Mapped;
import io.penstock.support.TargetKind;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The public forms of a map: of a channel or a path, all of it or a range. */
@EndsInTime
class MapFormsTest {
    private static final int SIZE = 3 * Content.PAGE + 123;
    private static final List<MapMode> MODES = List.of(MapMode.READ_ONLY, MapMode.READ_WRITE, MapMode.PRIVATE);

    @TempDir
    Path directory;

    private final byte[] bytes = Content.random(7, SIZE);
    private Path path;

    @BeforeEach
    void file() throws IOException {
        Lib.assumeNative("maps that can be closed need it");
        path = Files.write(directory.resolve("file"), bytes);
    }

    @Test
    void wholeChannel() throws Exception {
        for (MapMode mode : MODES) {
            try (FileChannel file = Mapped.open(path)) {
                MappedRegion region = NativeChannels.map(file, mode);
                assertThat(Mapped.get(region)).isEqualTo(bytes);
                region.close();
                assertThat(file.isOpen()).as("stays the caller's").isTrue();
            }
        }
    }

    @Test
    void wholePath() throws Exception {
        for (MapMode mode : MODES) {
            try (MappedRegion region = NativeChannels.map(path, mode)) {
                assertThat(Mapped.get(region)).isEqualTo(bytes);
            }
        }
        try (MappedRegion empty = NativeChannels.map(Content.fresh(), MapMode.READ_ONLY)) {
            assertThat(empty.size()).isZero();
        }
    }

    @Test
    void rangeOfPath() throws Exception {
        try (MappedRegion region = NativeChannels.map(path, MapMode.READ_WRITE, 5, 10, MapOptions.DEFAULT)) {
            assertThat(Mapped.get(region)).isEqualTo(Arrays.copyOfRange(bytes, 5, 15));
            region.put(0, (byte) ~bytes[5]);
        }
        assertThat(Files.readAllBytes(path)[5]).isEqualTo((byte) ~bytes[5]);
    }

    /** As a channel that may write does, and no other. */
    @Test
    void beyondTheEnd() throws Exception {
        assertThatThrownBy(() -> NativeChannels.map(path, MapMode.READ_ONLY, 0, SIZE + 1, MapOptions.DEFAULT))
            .isInstanceOf(IOException.class);
        assertThat(path).hasSize(SIZE);
        for (MapMode mode : List.of(MapMode.READ_WRITE, MapMode.PRIVATE)) {
            Path file = Content.fresh();
            try (MappedRegion region = NativeChannels.map(file, mode, 0, 10, MapOptions.DEFAULT)) {
                assertThat(Mapped.get(region)).isEqualTo(new byte[10]);
                assertThat(file).hasSize(10);
            }
        }
    }

    /** The region keeps the file: also after it was renamed. */
    @Test
    void grows() throws Exception {
        MapOptions growing = MapOptions.DEFAULT.withReserved(1 << 20);
        try (MappedRegion region = NativeChannels.map(path, MapMode.READ_WRITE, 0, SIZE, growing)) {
            Path moved = Files.move(path, directory.resolve("moved"));
            region.extend(SIZE + 10);
            region.put(SIZE + 9, (byte) 1);
            assertThat(moved).hasSize(SIZE + 10);
            assertThat(path).doesNotExist();
            assertThatThrownBy(() -> region.extend((1 << 20) + 1)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void doesNotGrowReadOnly() throws Exception {
        MapOptions growing = MapOptions.DEFAULT.withReserved(1 << 20);
        try (MappedRegion region = NativeChannels.map(path, MapMode.READ_ONLY, 0, SIZE, growing)) {
            assertThatThrownBy(() -> region.extend(SIZE + 10)).isInstanceOf(IOException.class);
            assertThat(region.size()).isEqualTo(SIZE);
            Files.write(path, new byte[10], StandardOpenOption.APPEND); // by another, after which there is what to map
            region.extend(SIZE + 10);
            assertThat(region.get(SIZE + 9)).isZero();
        }
    }

    @Test
    void transfers() throws Exception {
        try (MappedRegion region = NativeChannels.map(path, MapMode.READ_ONLY, 5, SIZE - 5, MapOptions.DEFAULT);
                TargetKind.Sink sink = TargetKind.TCP.open()) {
            assertThat(region.transferTo(3, 100, sink.channel())).isEqualTo(100);
            sink.assertReceived(Arrays.copyOfRange(bytes, 8, 108));
        }
    }

    /** An interrupt closes the file, as it closes every channel; the region stays. */
    @Test
    void interruptedTransfer() throws Exception {
        try (MappedRegion region = NativeChannels.map(path, MapMode.READ_ONLY);
                TargetKind.Sink sink = TargetKind.TCP.open(); TargetKind.Sink other = TargetKind.TCP.open()) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> region.transferTo(0, SIZE, sink.channel()))
                .isInstanceOf(InterruptedTransferException.class);
            assertThat(Thread.interrupted()).isTrue();
            assertThat(Mapped.get(region)).isEqualTo(bytes);
            assertThatThrownBy(() -> region.transferTo(0, SIZE, other.channel()))
                .isInstanceOf(ClosedChannelException.class);
        }
    }

    @Test
    void closeReleasesTheDescriptor() throws Exception {
        MapOptions growing = MapOptions.DEFAULT.withReserved(1 << 20);
        MappedRegion region = NativeChannels.map(path, MapMode.READ_WRITE, 0, SIZE, growing);
        assertThat(descriptorsOf(path)).isEqualTo(1);
        region.close();
        region.close();
        assertThat(descriptorsOf(path)).isZero();
        assertThat(Mapped.mapsOf(path)).isZero();
        assertThatThrownBy(() -> region.extend(SIZE + 1)).isInstanceOf(IllegalStateException.class);
    }

    /** One that nobody closes, when it is collected. */
    @Test
    void droppedReleasesTheDescriptor() throws Exception {
        assertThat(NativeChannels.map(path, MapMode.READ_ONLY).get(0)).isEqualTo(bytes[0]);
        Lib.collectUntil(() -> descriptorsOf(path) == 0);
    }

    /** What is refused keeps no descriptor. */
    @Test
    void refused() throws Exception {
        Path missing = directory.resolve("missing");
        MapOptions blocks = MapOptions.DEFAULT.withBlocks();
        for (MapMode mode : MODES) {
            assertThatThrownBy(() -> NativeChannels.map(missing, mode)).isInstanceOf(NoSuchFileException.class);
            assertThatThrownBy(() -> NativeChannels.map(missing, mode, 0, 10, MapOptions.DEFAULT))
                .isInstanceOf(NoSuchFileException.class);
            assertThatThrownBy(() -> NativeChannels.map(path, mode, -1, 10, MapOptions.DEFAULT))
                .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> NativeChannels.map(path, mode, 0, -1, MapOptions.DEFAULT))
                .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> NativeChannels.map(path, MapMode.READ_ONLY, 0, 10, blocks))
            .isInstanceOf(NonWritableChannelException.class);
        assertThatThrownBy(() -> NativeChannels.map(path, null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> NativeChannels.map(path, MapMode.READ_ONLY, 0, 10, null))
            .isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> NativeChannels.map((Path) null, MapMode.READ_ONLY))
            .isInstanceOf(NullPointerException.class);
        try (FileChannel writable = FileChannel.open(path, StandardOpenOption.WRITE)) {
            assertThatThrownBy(() -> NativeChannels.map(writable, MapMode.READ_ONLY))
                .isInstanceOf(NonReadableChannelException.class);
        }
        assertThat(missing).doesNotExist();
        assertThat(descriptorsOf(path)).isZero();
    }

    @Test
    void ofAnotherFileSystem() throws Exception {
        Path zip = directory.resolve("files.zip");
        try (FileSystem files = FileSystems.newFileSystem(zip, Map.of("create", "true"))) {
            Path inside = Files.write(files.getPath("inside"), bytes);
            assertThatThrownBy(() -> NativeChannels.map(inside, MapMode.READ_ONLY))
                .isInstanceOf(UnsupportedOperationException.class);
        }
    }

    private static long descriptorsOf(Path file) throws IOException {
        try (var all = Files.list(Path.of("/proc/self/fd"))) {
            return all.filter(link -> leadsTo(link, file)).count();
        }
    }

    /** A descriptor may be closed meanwhile, that of the listing itself for one. */
    private static boolean leadsTo(Path link, Path file) {
        try {
            return Files.readSymbolicLink(link).equals(file.toRealPath());
        } catch (IOException e) {
            return false;
        }
    }
}
