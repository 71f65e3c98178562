package io.penstock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.reflect.InvocationTargetException;
import java.nio.ByteBuffer;
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
        assertThatThrownBy(() -> segment(other)).isInstanceOf(InvocationTargetException.class).hasCauseInstanceOf(IllegalStateException.class);
        assertThat(end(segment)).as("stale").isZero();
        segment = null;
        leaveOne(path);
        Lib.collectUntil(() -> Mapped.mapsOf(path) == 0);
    }

    /** A segment of a region that nobody closes. */
    private static void leaveOne(Path path) throws Exception {
        assertThat(end(segment(Mapped.region(path, MapMode.READ_ONLY, 0, SIZE)))).isEqualTo((byte) 7);
    }

    private static Object segment(MappedRegion region) throws ReflectiveOperationException {
        return MappedRegion.class.getMethod("segment").invoke(region);
    }

    /** The last byte. */
    private static byte end(Object segment) throws ReflectiveOperationException {
        Object last = Class.forName("java.lang.foreign.MemorySegment").getMethod("asSlice", long.class).invoke(segment, SIZE - 1);
        return ((ByteBuffer) call(last, "asByteBuffer")).get(0);
    }

    private static Object call(Object segment, String method) throws ReflectiveOperationException {
        return Class.forName("java.lang.foreign.MemorySegment").getMethod(method).invoke(segment);
    }
}
