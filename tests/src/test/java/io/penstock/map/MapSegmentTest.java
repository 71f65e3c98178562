package io.penstock.map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.penstock.MapOptions;
import io.penstock.MappedRegion;
import io.penstock.StaleAccess;
import io.penstock.support.EndsInTime;
import io.penstock.support.Lib;
import io.penstock.support.Mapped;
import io.penstock.support.Program;
import io.penstock.support.Relocated;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A region as a segment, which this test can only name on the JDKs that have it. */
@EndsInTime
class MapSegmentTest {
    private static final long SIZE = (3L << 30) + 5;

    @TempDir
    Path directory;

    @Test
    void segment() throws Exception {
        Lib.assumeNative("maps that can be closed need it");
        assumeTrue(Runtime.version().feature() >= 22, "segments need JDK 22 or later");
        Path path = Files.createFile(directory.resolve("file"));
        MapOptions options = MapOptions.DEFAULT.withStale(StaleAccess.ZERO);
        Object segment;
        try (MappedRegion region = Mapped.region(path, MapMode.READ_WRITE, 0, SIZE, options)) {
            region.put(SIZE - 1, (byte) 7);
            segment = segment(region);
            assertThat(call(segment, "byteSize")).isEqualTo(SIZE);
            assertThat(call(segment, "isReadOnly")).isEqualTo(false);
            assertThat(end(segment)).isEqualTo((byte) 7);
        }
        assertThat(Mapped.mapsOf(path)).isZero();
        assertThat(end(segment)).as("stale").isZero();
        MappedRegion other = Mapped.region(path, MapMode.READ_ONLY, 0, SIZE, options);
        assertThat(call(segment(other), "isReadOnly")).isEqualTo(true);
        other.close();
        assertThatThrownBy(other::segment).isInstanceOf(IllegalStateException.class);
        assertThat(end(segment)).as("stale").isZero();
        segment = null;
        leaveOne(path);
        Lib.collectUntil(() -> Mapped.mapsOf(path) == 0);
    }

    /** A segment of a region that is never closed. */
    private static void leaveOne(Path path) throws Exception {
        assertThat(end(segment(Mapped.region(path, MapMode.READ_ONLY, 0, SIZE)))).isEqualTo((byte) 7);
    }

    /** As by a caller who knows the class only when it runs. */
    private static Object segment(MappedRegion region) throws ReflectiveOperationException {
        return MappedRegion.class.getMethod("segment").invoke(region);
    }

    /** A copy of the library in another's JAR, which has lost what is there for one release of Java. */
    @Test
    void ofACopyForTheOldestRelease() throws Exception {
        Lib.assumeNative("maps that can be closed need it");
        assumeTrue(Runtime.version().feature() >= 22, "segments need JDK 22 or later");
        Path copy = Relocated.write(Path.of(Program.jars("penstock.jar")), directory.resolve("copy.jar"), "shaded",
            false);
        Path path = Files.write(directory.resolve("file"), new byte[] {7});
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {copy.toUri().toURL()}, ClassLoader.getPlatformClassLoader());
                FileChannel file = FileChannel.open(path)) {
            Class<?> channels = loader.loadClass("shaded.NativeChannels");
            Object region = channels.getMethod("map", FileChannel.class, MapMode.class, long.class, long.class)
                .invoke(null, file, MapMode.READ_ONLY, 0L, 1L);
            Object segment = region.getClass().getMethod("segment").invoke(region);
            assertThat(((ByteBuffer) call(segment, "asByteBuffer")).get(0)).isEqualTo((byte) 7);
            ((AutoCloseable) region).close();
        }
    }

    @Test
    void before() throws Exception {
        Lib.assumeNative("maps that can be closed need it");
        assumeTrue(Runtime.version().feature() < 22, "this JDK has segments");
        try (MappedRegion region =
                Mapped.region(Files.write(directory.resolve("file"), new byte[1]), MapMode.READ_ONLY, 0, 1)) {
            assertThatThrownBy(region::segment).isInstanceOf(UnsupportedOperationException.class)
                .hasMessage("segments need JDK 22 or later");
        }
    }

    /** The last byte. */
    private static byte end(Object segment) throws ReflectiveOperationException {
        Object last = Class.forName("java.lang.foreign.MemorySegment").getMethod("asSlice", long.class)
            .invoke(segment, SIZE - 1);
        return ((ByteBuffer) call(last, "asByteBuffer")).get(0);
    }

    private static Object call(Object segment, String method) throws ReflectiveOperationException {
        return Class.forName("java.lang.foreign.MemorySegment").getMethod(method).invoke(segment);
    }
}
