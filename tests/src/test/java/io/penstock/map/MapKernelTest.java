package io.penstock.map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.penstock.Advice;
import io.penstock.MapOptions;
import io.penstock.MappedRegion;
import io.penstock.NativeChannels;
import io.penstock.Populate;
import io.penstock.support.Command;
import io.penstock.support.Content;
import io.penstock.support.EndsInTime;
import io.penstock.support.Jvm;
import io.penstock.support.Lib;
import io.penstock.support.Mapped;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the kernel is asked for it does, or says why not. */
@EndsInTime
class MapKernelTest {
    private static final int PAGE = Content.PAGE;
    private static final int SIZE = 256 * PAGE;

    @TempDir
    Path directory;

    private Path path;
    private byte[] bytes;

    @BeforeEach
    void file() throws IOException {
        Lib.assumeNative("maps that can be closed need it");
        path = directory.resolve("file");
        bytes = Content.random(7, SIZE);
        Files.write(path, bytes);
    }

    @ParameterizedTest
    @EnumSource(Advice.class)
    void advice(Advice advice) throws Exception {
        try (MappedRegion region = Mapped.region(path, MapMode.READ_WRITE, 5, SIZE - 5)) {
            region.put(0, (byte) ~bytes[5]);
            region.advise(advice, 0, region.size());
            region.advise(advice, PAGE + 1, 1);
            region.advise(advice, 7, 0);
            assertThat(region.get(0)).as("a write is not lost").isEqualTo((byte) ~bytes[5]);
        }
        bytes[5] = (byte) ~bytes[5];
        assertThat(Files.readAllBytes(path)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @EnumSource(Populate.class)
    void populate(Populate populate) throws Exception {
        for (MapMode mode : List.of(MapMode.READ_WRITE, MapMode.PRIVATE)) {
            try (MappedRegion region = Mapped.region(path, mode, 0, SIZE, MapOptions.DEFAULT.withPopulate(populate))) {
                long resident = smaps(path, "Rss");
                assertThat(resident).isEqualTo(populate == Populate.NONE ? 0 : SIZE >> 10);
                assertThat(smaps(path, "Anonymous"))
                    .isEqualTo(mode == MapMode.PRIVATE && populate == Populate.WRITE ? SIZE >> 10 : 0);
                region.load(0, SIZE);
                assertThat(smaps(path, "Rss")).isEqualTo(SIZE >> 10);
                region.advise(Advice.NORMAL, 0, SIZE);
            }
        }
        assertThat(Files.readAllBytes(path)).isEqualTo(bytes);
    }

    @Test
    void howMuchIsLoaded() throws Exception {
        Path sparse = directory.resolve("sparse");
        try (FileChannel file = FileChannel.open(sparse, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.allocate(PAGE), 4000L * PAGE - PAGE);
        }
        try (MappedRegion region = Mapped.region(sparse, MapMode.READ_ONLY, 0, 4000 * PAGE)) {
            assertThat(region.loaded(3999 * PAGE, 1)).isEqualTo(1);
            assertThat(region.loaded(0, 3000 * PAGE)).isEqualTo(0);
            assertThat(region.isLoaded()).isFalse();
            region.load(0, 25 * PAGE - 1);
            assertThat(region.loaded(0, 25 * PAGE)).isEqualTo(1);
            assertThat(region.loaded(0, 4000 * PAGE)).isBetween(26 / 4000.0, 0.99); // more is read ahead
            region.load(0, 4000 * PAGE);
            assertThat(region.isLoaded()).isTrue();
            assertThat(region.loaded(3, 0)).isEqualTo(1);
        }
    }

    @Test
    void locks() throws Exception {
        long before = Mapped.status("VmLck");
        try (MappedRegion region = Mapped.region(path, MapMode.READ_ONLY, 0, 4 * PAGE, MapOptions.DEFAULT.withLock())) {
            assertThat(Mapped.status("VmLck") - before).isEqualTo(4 * PAGE >> 10);
            region.unlock(PAGE, PAGE);
            assertThat(Mapped.status("VmLck") - before).isEqualTo(3 * PAGE >> 10);
            region.unlock(0, 4 * PAGE);
            region.lock(2 * PAGE, 1);
            assertThat(Mapped.status("VmLck") - before).isEqualTo(PAGE >> 10);
        }
        assertThat(Mapped.status("VmLck")).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void truncatedFiles(boolean direct) throws Exception {
        ByteBuffer buffer = direct ? ByteBuffer.allocateDirect(SIZE) : ByteBuffer.allocate(SIZE);
        try (FileChannel file = Mapped.open(path);
                MappedRegion region = NativeChannels.map(file, MapMode.READ_WRITE, 0, SIZE)) {
            region.get(SIZE - 1);
            file.truncate(10 * PAGE + 5);
            assertThatThrownBy(() -> region.read(0, buffer)).isInstanceOf(IOException.class)
                .hasMessageContaining("EFAULT").hasMessageContaining("shorter");
            assertThat(buffer.position()).isEqualTo(11 * PAGE);
            byte[] expected = Arrays.copyOf(Arrays.copyOf(bytes, 10 * PAGE + 5), 11 * PAGE);
            assertThat(buffer.flip()).isEqualTo(ByteBuffer.wrap(expected));
            buffer.clear();
            assertThatThrownBy(() -> region.write(0, buffer)).isInstanceOf(IOException.class)
                .hasMessageContaining("EFAULT");
            assertThat(buffer.position()).isEqualTo(11 * PAGE);
            assertThatThrownBy(() -> region.read(11 * PAGE, buffer)).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> region.load(0, SIZE)).isInstanceOf(IOException.class)
                .hasMessageContaining("shorter");
            try (FileChannel sink =
                    FileChannel.open(directory.resolve("sink"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                assertThat(region.transferTo(0, SIZE, sink)).isEqualTo(10 * PAGE + 5);
            }
        }
        assertThat(Files.size(path)).isEqualTo(10 * PAGE + 5);
    }

    @Test
    void hundredGib() throws Exception {
        long size = 100L << 30;
        Path sparse = directory.resolve("sparse");
        try (FileChannel file =
                FileChannel.open(sparse, StandardOpenOption.CREATE, StandardOpenOption.READ,
                    StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.wrap(new byte[] {1}), 0);
            file.write(ByteBuffer.wrap(new byte[] {2}), size - 1);
            for (MapMode mode : List.of(MapMode.READ_ONLY, MapMode.READ_WRITE, MapMode.PRIVATE)) {
                try (MappedRegion region = NativeChannels.map(file, mode, 0, size)) {
                    assertThat(region.get(0)).isEqualTo((byte) 1);
                    assertThat(region.get(size - 1)).isEqualTo((byte) 2);
                    assertThat(region.getLong(size - 8)).isEqualTo(2);
                    assertThat(region.getLong((1L << 30) - 3)).isZero();
                    assertThat(region.buffer(size - Integer.MAX_VALUE, Integer.MAX_VALUE).get(Integer.MAX_VALUE - 1))
                        .isEqualTo((byte) 2);
                    byte[] across = new byte[20];
                    region.get((50L << 30) - 10, across, 0, 20);
                    assertThat(across).containsOnly(0);
                    ByteBuffer last = ByteBuffer.allocate(3);
                    region.read(size - 3, last);
                    assertThat(last.array()).containsExactly(0, 0, 2);
                }
            }
        }
    }

    @Test
    void fullDisk() throws Exception {
        assertThat(mounted("tmpfs", "size=1m", "full"))
            .contains("map IOException", "write IOException", "written 1", "blocks ok", "extend IOException");
    }

    @Test
    void hugePages() throws Exception {
        List<String> said = mounted("tmpfs", "huge=advise", "huge");
        assertThat(said).contains("with huge true", "without huge false", "reserved huge true");
    }

    @Test
    void hugetlbfs() throws Exception {
        Command.assumeRoot("to mount hugetlbfs");
        HugePages pages = HugePages.take(8);
        try {
            assertThat(mounted("hugetlbfs", "size=16m", "hugetlbfs"))
                .contains("closed FAULT", "closed ZERO", "extended 4194304");
        } finally {
            pages.close();
        }
    }

    /** Runs {@link MapProbe} with a private file system. */
    private List<String> mounted(String type, String options, String what) throws Exception {
        Path mount = Files.createDirectory(directory.resolve("mount"));
        Path output = directory.resolve("output");
        int possible = new ProcessBuilder("unshare", "-m", "mount", "-t", type, "-o", options, "none", mount.toString())
            .redirectErrorStream(true).redirectOutput(output.toFile()).start().waitFor();
        assumeTrue(possible == 0, "nothing can be mounted here: it takes root");
        List<String> before = List.of("unshare", "-m", "sh", "-c",
            "mount -t %s -o %s none \"$1\" && shift && exec \"$@\"".formatted(type, options), "sh", mount.toString());
        return Jvm.run(before, output.toFile(), List.of(), MapProbe.class, what, mount.toString());
    }

    /** What {@code /proc/self/smaps} says of the mapping of a file, in kB. */
    static long smaps(Path path, String name) throws IOException {
        List<String> lines = Files.readAllLines(Path.of("/proc/self/smaps"));
        int at = 0;
        while (!lines.get(at).contains(path.toString())) at++;
        while (!lines.get(at).startsWith(name + ":")) at++;
        return Long.parseLong(lines.get(at).replaceAll("\\D", ""));
    }
}
