package io.penstock.map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.penstock.Advice;
import io.penstock.MapOptions;
import io.penstock.MappedRegion;
import io.penstock.NativeChannels;
import io.penstock.NativeOpenOption;
import io.penstock.TransferOptions;
import io.penstock.TransferResult;
import io.penstock.support.Content;
import io.penstock.support.EndsInTime;
import io.penstock.support.Lib;
import io.penstock.support.Mapped;
import io.penstock.support.TargetKind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A region shows and changes what the JDK's map shows and changes, and refuses what that refuses. */
@EndsInTime
public class MapTest {
    private static final int SIZE = 3 * Content.PAGE + 123;

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

    static Stream<Arguments> ranges() {
        int page = Content.PAGE;
        return Stream.of(List.of(0, 0), List.of(0, 1), List.of(0, SIZE), List.of(1, 1), List.of(5, page),
            List.of(page, page),
            List.of(page - 1, 2), List.of(page + 7, SIZE - page - 7), List.of(SIZE, 0), List.of(SIZE - 1, 1))
                .map(range -> Arguments.of(range.toArray()));
    }

    @ParameterizedTest
    @MethodSource("ranges")
    void showsTheFile(int position, int size) throws Exception {
        byte[] expected = Arrays.copyOfRange(bytes, position, position + size);
        for (MapMode mode : List.of(MapMode.READ_ONLY, MapMode.READ_WRITE, MapMode.PRIVATE)) {
            try (MappedRegion region = Mapped.region(path, mode, position, size)) {
                assertThat(region.size()).isEqualTo(size);
                assertThat(Mapped.get(region)).isEqualTo(expected);
                byte[] bulk = new byte[size];
                region.read(0, ByteBuffer.wrap(bulk));
                assertThat(bulk).isEqualTo(expected);
                MappedByteBuffer buffer = region.buffer(0, size);
                assertThat(buffer).isEqualTo(ByteBuffer.wrap(expected));
                assertThat(buffer.isReadOnly()).isEqualTo(mode == MapMode.READ_ONLY);
                for (int i = 0; i < size; i++) assertThat(region.get(i)).isEqualTo(expected[i]);
            }
        }
        assertThat(Files.readAllBytes(path)).isEqualTo(bytes);
    }

    @Test
    void writesReachTheFile() throws Exception {
        try (MappedRegion region = Mapped.region(path, MapMode.READ_WRITE, 5, SIZE - 5)) {
            region.put(0, (byte) 1);
            region.buffer(1, 1).put((byte) 2).flip();
            region.write(2, ByteBuffer.wrap(new byte[] {3, 4}));
            region.put(4, new byte[] {0, 5, 6, 0}, 1, 2);
            region.force();
            region.force(Content.PAGE - 6, 2);
            region.buffer(0, 8).force();
        }
        byte[] expected = bytes.clone();
        for (int i = 0; i < 6; i++) expected[5 + i] = (byte) (i + 1);
        assertThat(Files.readAllBytes(path)).isEqualTo(expected);
    }

    @Test
    void privateWritesDoNot() throws Exception {
        try (MappedRegion region = Mapped.region(path, MapMode.PRIVATE, 0, SIZE);
                FileChannel sink = FileChannel.open(directory.resolve("sink"),
                StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            region.write(0, ByteBuffer.wrap(new byte[SIZE]));
            assertThat(Mapped.get(region)).containsOnly(0);
            region.force();
            assertThatThrownBy(() -> region.advise(Advice.DONT_NEED, 0, SIZE))
                .isInstanceOf(UnsupportedOperationException.class);
            assertThatThrownBy(() -> region.transferTo(0, SIZE, sink))
                .isInstanceOf(UnsupportedOperationException.class);
            assertThat(Mapped.get(region)).containsOnly(0);
        }
        assertThat(Files.readAllBytes(path)).isEqualTo(bytes);
    }

    @Test
    void readOnly() throws Exception {
        try (MappedRegion region = Mapped.region(path, MapMode.READ_ONLY, 0, SIZE)) {
            assertThatThrownBy(() -> region.put(0, (byte) 1)).isInstanceOf(ReadOnlyBufferException.class);
            assertThatThrownBy(() -> region.putLong(0, 1)).isInstanceOf(ReadOnlyBufferException.class);
            assertThatThrownBy(() -> region.put(0, new byte[1], 0, 1)).isInstanceOf(ReadOnlyBufferException.class);
            assertThatThrownBy(() -> region.write(0, ByteBuffer.allocate(1)))
                .isInstanceOf(ReadOnlyBufferException.class);
            assertThatThrownBy(() -> region.read(0, ByteBuffer.allocate(1).asReadOnlyBuffer()))
                .isInstanceOf(IllegalArgumentException.class);
            assertThat(Mapped.get(region)).isEqualTo(bytes);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"LITTLE_ENDIAN", "BIG_ENDIAN"})
    void numbers(String name) throws Exception {
        ByteOrder order = name.equals("BIG_ENDIAN") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        MapOptions options = MapOptions.DEFAULT.withOrder(order);
        ByteBuffer expected = ByteBuffer.wrap(bytes.clone()).order(order);
        try (MappedRegion region = Mapped.region(path, MapMode.READ_WRITE, 0, SIZE, options)) {
            for (int i = 0; i < 200; i++) {
                assertThat(region.getShort(i)).isEqualTo(expected.getShort(i));
                assertThat(region.getInt(i)).isEqualTo(expected.getInt(i));
                assertThat(region.getLong(i)).isEqualTo(expected.getLong(i));
                assertThat(Float.floatToIntBits(region.getFloat(i)))
                    .isEqualTo(Float.floatToIntBits(expected.getFloat(i)));
                assertThat(Double.doubleToLongBits(region.getDouble(i)))
                    .isEqualTo(Double.doubleToLongBits(expected.getDouble(i)));
            }
            region.putShort(1, (short) 0x1234);
            region.putInt(3, 0x12345678);
            region.putLong(7, 0x123456789abcdef0L);
            region.putFloat(15, 1.5f);
            region.putDouble(19, -2.25);
        }
        expected.putShort(1, (short) 0x1234).putInt(3, 0x12345678).putLong(7, 0x123456789abcdef0L).putFloat(15, 1.5f)
            .putDouble(19, -2.25);
        assertThat(Files.readAllBytes(path)).isEqualTo(expected.array());
    }

    @Test
    void bounds() throws Exception {
        try (MappedRegion region = Mapped.region(path, MapMode.READ_WRITE, 0, SIZE)) {
            assertThat(region.getLong(SIZE - 8)).isEqualTo(ByteBuffer.wrap(bytes).getLong(SIZE - 8));
            for (long bad : new long[] {-1, SIZE, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 33, -1L << 32, 1L << 62}) {
                assertThatThrownBy(() -> region.get(bad)).isInstanceOf(IndexOutOfBoundsException.class);
                assertThatThrownBy(() -> region.put(bad, (byte) 0)).isInstanceOf(IndexOutOfBoundsException.class);
                assertThatThrownBy(() -> region.getLong(bad)).isInstanceOf(IndexOutOfBoundsException.class);
                assertThatThrownBy(() -> region.read(bad, ByteBuffer.allocate(1)))
                    .isInstanceOf(IndexOutOfBoundsException.class);
                assertThatThrownBy(() -> region.write(bad, ByteBuffer.allocate(1)))
                    .isInstanceOf(IndexOutOfBoundsException.class);
                assertThatThrownBy(() -> region.buffer(bad, 1)).isInstanceOf(IndexOutOfBoundsException.class);
                assertThatThrownBy(() -> region.force(bad, 1)).isInstanceOf(IndexOutOfBoundsException.class);
                assertThatThrownBy(() -> region.get(bad, new byte[1], 0, 1))
                    .isInstanceOf(IndexOutOfBoundsException.class);
            }
            for (int i = 1; i < 8; i++) {
                long near = SIZE - i;
                assertThatThrownBy(() -> region.getLong(near)).isInstanceOf(IndexOutOfBoundsException.class);
                assertThatThrownBy(() -> region.putLong(near, 0)).isInstanceOf(IndexOutOfBoundsException.class);
            }
            assertThatThrownBy(() -> region.buffer(0, SIZE + 1)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> region.buffer(0, -1)).isInstanceOf(IndexOutOfBoundsException.class);
        }
        try (MappedRegion small = Mapped.region(path, MapMode.READ_ONLY, 0, 4)) {
            assertThatThrownBy(() -> small.getLong(0)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> small.getLong(-1)).isInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    /** What to map, and how the file is open. */
    static Stream<Arguments> demands() {
        List<MapMode> modes = Arrays.asList(MapMode.READ_ONLY, MapMode.READ_WRITE, MapMode.PRIVATE, null);
        List<List<Long>> ranges =
            List.of(List.of(0L, 10L), List.of(0L, SIZE + 10_000L), List.of(SIZE + 10_000L, 0L), List.of(SIZE + 1L, 1L),
            List.of(-1L, 1L), List.of(0L, -1L), List.of(Long.MAX_VALUE, 1L));
        return modes.stream().flatMap(mode -> ranges.stream().flatMap(range -> Stream.of("r", "w", "rw", "closed")
            .map(open -> Arguments.of(mode, range.get(0), range.get(1), open))));
    }

    @ParameterizedTest
    @MethodSource("demands")
    void asStock(MapMode mode, long position, long size, String open) throws Exception {
        Path other = Files.write(directory.resolve("other"), bytes);
        try (FileChannel ours = open(path, open); FileChannel stock = open(other, open)) {
            Throwable expected = catchThrowable(() -> stock.map(mode, position, size));
            Throwable thrown = catchThrowable(() -> NativeChannels.map(ours, mode, position, size).close());
            assertThat(thrown == null ? null : thrown.getClass())
                .isEqualTo(expected == null ? null : expected.getClass());
            if (expected instanceof IOException && expected.getMessage() != null)
                assertThat(thrown).hasMessage(expected.getMessage());
        }
        assertThat(Files.size(path)).isEqualTo(Files.size(other));
    }

    private static FileChannel open(Path path, String how) throws IOException {
        FileChannel channel = switch (how) {
            case "r" -> FileChannel.open(path, StandardOpenOption.READ);
            case "w" -> FileChannel.open(path, StandardOpenOption.WRITE);
            default -> Mapped.open(path);
        };
        if (how.equals("closed")) channel.close();
        return channel;
    }

    @Test
    void interruptedAsStock() throws Exception {
        for (boolean wrapped : List.of(false, true)) {
            FileChannel file = wrapped ? NativeChannels.open(path) : FileChannel.open(path);
            Thread.currentThread().interrupt();
            Throwable thrown = catchThrowable(() -> NativeChannels.map(file, MapMode.READ_ONLY, 0, 1));
            assertThat(Thread.interrupted()).isTrue();
            assertThat(thrown).isExactlyInstanceOf(java.nio.channels.ClosedByInterruptException.class);
            assertThat(file.isOpen()).isFalse();
        }
    }

    @Test
    void ourOwnChannels() throws Exception {
        for (NativeOpenOption option : NativeOpenOption.values()) {
            try (FileChannel file =
                    NativeChannels.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE, option);
                    MappedRegion region = NativeChannels.map(file, MapMode.READ_WRITE, 0, SIZE)) {
                assertThat(Mapped.get(region)).isEqualTo(bytes);
                Path sink = directory.resolve(option.name());
                try (FileChannel target = FileChannel.open(sink, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                    assertThat(region.transferTo(3, SIZE - 5, target)).isEqualTo(SIZE - 5);
                }
                assertThat(Files.readAllBytes(sink)).isEqualTo(Arrays.copyOfRange(bytes, 3, SIZE - 2));
            }
        }
    }

    @Test
    void transfers() throws Exception {
        Content content = Content.of(Content.MIB);
        try (FileChannel file = content.open(); TargetKind.Sink sink = TargetKind.TCP.open();
                MappedRegion region = NativeChannels.map(file, MapMode.READ_ONLY, 1000, Content.MIB - 1000)) {
            TransferResult result = region.transferTo(24, Content.MIB - 1024, sink.channel(), TransferOptions.DEFAULT);
            assertThat(result.bytesTransferred()).isEqualTo(Content.MIB - 1024);
            sink.assertReceived(Arrays.copyOfRange(content.bytes, 1024, Content.MIB));
        }
    }
}
