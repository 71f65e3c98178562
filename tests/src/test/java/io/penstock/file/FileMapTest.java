package io.penstock.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.penstock.support.Content;
import io.penstock.support.FileMaker;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import org.junit.jupiter.api.Test;

/** {@code map}, into a buffer and, from JDK 22 on, into a segment. */
class FileMapTest extends FileContract {
    @Test
    void bufferIsTheRegion() throws Exception {
        FileChannel file = open(READ, WRITE);
        file.position(5);
        for (MapMode mode : new MapMode[] {MapMode.READ_ONLY, MapMode.READ_WRITE, MapMode.PRIVATE}) {
            MappedByteBuffer buffer = file.map(mode, 4099, 100);
            assertThat(buffer.isDirect()).isTrue();
            assertThat(buffer.order()).isEqualTo(ByteOrder.BIG_ENDIAN);
            assertThat(buffer.isReadOnly()).isEqualTo(mode == MapMode.READ_ONLY);
            assertThat(buffer.position()).isZero();
            assertThat(buffer.limit()).isEqualTo(100);
            assertThat(buffer.capacity()).isEqualTo(100);
            Content.assertSame(content.range(4099, 100), Content.copyOf(buffer));
        }
        assertThat(file.position()).isEqualTo(5);
    }

    @Test
    void readOnlyRefusesChanges() throws Exception {
        MappedByteBuffer buffer = open(READ).map(MapMode.READ_ONLY, 0, 10);
        assertThrows(ReadOnlyBufferException.class, () -> buffer.put((byte) 1));
    }

    @Test
    void readWriteChangesTheFile() throws Exception {
        MappedByteBuffer buffer = open(READ, WRITE).map(MapMode.READ_WRITE, 10, 10);
        buffer.put(0, (byte) ~content.bytes[10]);
        buffer.force();
        assertThat(now()[10]).isEqualTo((byte) ~content.bytes[10]);
    }

    @Test
    void privateChangesAreNotTheFiles() throws Exception {
        MappedByteBuffer buffer = open(READ, WRITE).map(MapMode.PRIVATE, 0, 10);
        buffer.put(0, (byte) ~content.bytes[0]);
        assertThat(buffer.get(0)).isEqualTo((byte) ~content.bytes[0]);
        Content.assertSame(content.bytes, now());
    }

    @Test
    void staysAfterTheChannelIsClosed() throws Exception {
        FileChannel file = open(READ);
        MappedByteBuffer buffer = file.map(MapMode.READ_ONLY, 0, SIZE);
        file.close();
        Content.assertSame(content.bytes, Content.copyOf(buffer));
    }

    @Test
    void regionPastTheEnd() throws Exception {
        open(READ, WRITE).map(MapMode.READ_WRITE, SIZE, 50);
        assertThat(now()).as("is made longer").hasSize(SIZE + 50);
        assertThat(catchThrowable(() -> open(READ).map(MapMode.READ_ONLY, SIZE, 100))).as("cannot be")
            .isInstanceOf(IOException.class);
    }

    @Test
    void emptyRegion() throws Exception {
        assertThat(open(READ).map(MapMode.READ_ONLY, 7, 0).capacity()).isZero();
    }

    @Test
    void modesNeedTheChannels() throws Exception {
        for (MapMode mode : new MapMode[] {MapMode.READ_ONLY, MapMode.READ_WRITE, MapMode.PRIVATE})
            assertThrows(NonReadableChannelException.class, () -> open(WRITE).map(mode, 0, 1));
        assertThrows(NonWritableChannelException.class, () -> open(READ).map(MapMode.READ_WRITE, 0, 1));
        assertThrows(NonWritableChannelException.class, () -> open(READ).map(MapMode.PRIVATE, 0, 1));
    }

    @Test
    void badRegions() throws Exception {
        FileChannel file = open(READ, WRITE);
        long[][] regions = {{-1, 1}, {0, -1}, {0, 1L + Integer.MAX_VALUE}, {Long.MAX_VALUE, 1}};
        for (long[] region : regions)
            assertThrows(IllegalArgumentException.class, () -> file.map(MapMode.READ_ONLY, region[0], region[1]));
        assertThat(file.size()).isEqualTo(SIZE);
    }

    @Test
    void nullMode() throws Exception {
        assertThrows(NullPointerException.class, () -> open(READ).map(null, 0, 1));
    }

    @Test
    void closedChannel() throws Exception {
        assertThrows(ClosedChannelException.class, () -> closed(READ).map(MapMode.READ_ONLY, 0, 1));
    }

    /** What a file on persistent memory can do; others refuse, and nothing is mapped. */
    @Test
    void syncModes() throws Exception {
        assumeTrue(ModuleLayer.boot().findModule("jdk.nio.mapmode").isPresent(),
            "this JDK has no module jdk.nio.mapmode");
        Class<?> modes = Class.forName("jdk.nio.mapmode.ExtendedMapMode");
        FileChannel file = open(READ, WRITE);
        for (String name : new String[] {"READ_ONLY_SYNC", "READ_WRITE_SYNC"}) {
            MapMode mode = (MapMode) modes.getField(name).get(null);
            Throwable thrown = catchThrowable(() -> Content.assertSame(content.range(0, 10),
                Content.copyOf(file.map(mode, 0, 10))));
            if (thrown != null) assertThat(thrown)
                .isInstanceOfAny(IOException.class, UnsupportedOperationException.class);
        }
        assertThat(file.isOpen()).isTrue();
    }

    /** By reflection: JDK 17, for which the tests are compiled, has no arenas. */
    @Test
    void segmentIsTheRegionUntilTheArenaCloses() throws Exception {
        assumeTrue(JDK >= 22, "arenas need JDK 22 or later, this is " + JDK);
        assumeTrue(maker != FileMaker.FOREIGN,
            "a channel of another make has no segments: FileChannel's own method refuses");
        Class<?> arenas = Class.forName("java.lang.foreign.Arena");
        Class<?> segments = Class.forName("java.lang.foreign.MemorySegment");
        Method map = FileChannel.class.getMethod("map", MapMode.class, long.class, long.class, arenas);
        Method asByteBuffer = segments.getMethod("asByteBuffer");
        FileChannel file = open(READ);
        AutoCloseable arena = (AutoCloseable) arenas.getMethod("ofConfined").invoke(null);
        Object segment = map.invoke(file, MapMode.READ_ONLY, 4099L, 100L, arena);
        ByteBuffer buffer = (ByteBuffer) asByteBuffer.invoke(segment);
        assertThat(buffer.isReadOnly()).isTrue();
        Content.assertSame(content.range(4099, 100), Content.copyOf(buffer));
        assertThat(refusal(map, file, MapMode.READ_ONLY, -1L, 1L, arena))
            .isExactlyInstanceOf(IllegalArgumentException.class);
        assertThat(refusal(map, file, MapMode.READ_WRITE, 0L, 1L, arena))
            .isExactlyInstanceOf(NonWritableChannelException.class);
        assertThat(refusal(map, file, MapMode.READ_ONLY, 0L, 1L, null)).isExactlyInstanceOf(NullPointerException.class);
        arena.close();
        assertThrows(IllegalStateException.class, () -> buffer.get(0));
        assertThat(refusal(map, file, MapMode.READ_ONLY, 0L, 1L, arena))
            .isExactlyInstanceOf(IllegalStateException.class);
        file.close();
        Object global = arenas.getMethod("global").invoke(null);
        assertThat(refusal(map, file, MapMode.READ_ONLY, 0L, 1L, global))
            .isExactlyInstanceOf(ClosedChannelException.class);
    }

    private static Throwable refusal(Method map, Object... arguments) {
        Throwable thrown = catchThrowable(() -> map.invoke(arguments[0], arguments[1], arguments[2], arguments[3],
            arguments[4]));
        assertThat(thrown).isInstanceOf(InvocationTargetException.class);
        return thrown.getCause();
    }
}
