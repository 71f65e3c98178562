package io.penstock.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.support.Content;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.NonWritableChannelException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** {@code write}, in its four forms, and {@code force}. */
class FileWriteTest extends FileContract {
    private static final byte[] TEN = Content.random(10, 10);

    private byte[] with(byte[] part, int at) {
        byte[] expected = Arrays.copyOf(content.bytes, Math.max(SIZE, at + part.length));
        System.arraycopy(part, 0, expected, at, part.length);
        return expected;
    }

    private static ByteBuffer direct(byte[] bytes) {
        return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    }

    @Test
    void startsAtThePositionAndMovesIt() throws Exception {
        FileChannel file = open(WRITE);
        file.position(5);
        assertThat(file.write(ByteBuffer.wrap(TEN))).isEqualTo(10);
        assertThat(file.position()).isEqualTo(15);
        Content.assertSame(with(TEN, 5), now());
    }

    @Test
    void takesWhatRemainsOfTheBuffer() throws Exception {
        FileChannel file = open(WRITE);
        ByteBuffer buffer = ByteBuffer.wrap(TEN).position(2).limit(9).asReadOnlyBuffer();
        assertThat(file.write(buffer)).isEqualTo(7);
        assertThat(buffer.position()).isEqualTo(9);
        assertThat(buffer.limit()).isEqualTo(9);
        Content.assertSame(with(Arrays.copyOfRange(TEN, 2, 9), 0), now());
        assertThat(file.write(ByteBuffer.allocate(0))).isZero();
        assertThat(file.position()).isEqualTo(7);
    }

    @Test
    void growsTheFileToHoldTheBytes() throws Exception {
        FileChannel file = open(WRITE);
        file.position(SIZE - 4);
        assertThat(file.write(direct(TEN))).isEqualTo(10);
        assertThat(file.size()).isEqualTo(SIZE + 6);
        file.position(SIZE + 100);
        assertThat(file.write(ByteBuffer.wrap(TEN))).isEqualTo(10);
        assertThat(file.size()).isEqualTo(SIZE + 110);
        Content.assertSame(TEN, Arrays.copyOfRange(now(), SIZE + 100, SIZE + 110));
    }

    @Test
    void atAPositionLeavesTheChannelsOwn() throws Exception {
        FileChannel file = open(WRITE);
        file.position(5);
        assertThat(file.write(ByteBuffer.wrap(TEN), 20)).isEqualTo(10);
        assertThat(file.write(direct(TEN), SIZE)).isEqualTo(10);
        assertThat(file.position()).isEqualTo(5);
        byte[] expected = Arrays.copyOf(with(TEN, 20), SIZE + 10);
        System.arraycopy(TEN, 0, expected, SIZE, 10);
        Content.assertSame(expected, now());
    }

    @Test
    void atAPositionPastTheEndGrowsTheFile() throws Exception {
        FileChannel file = open(WRITE);
        assertThat(file.write(direct(TEN), SIZE + 50)).isEqualTo(10);
        assertThat(file.write(ByteBuffer.wrap(TEN), SIZE + 90)).isEqualTo(10);
        assertThat(file.size()).isEqualTo(SIZE + 100);
        Content.assertSame(TEN, Arrays.copyOfRange(now(), SIZE + 50, SIZE + 60));
    }

    @Test
    void gathersInOrder() throws Exception {
        FileChannel file = open(WRITE);
        file.position(3);
        ByteBuffer[] buffers = {bytes(1, 2), direct(TEN), bytes(), bytes(3)};
        assertThat(file.write(buffers)).isEqualTo(13);
        assertThat(file.position()).isEqualTo(16);
        assertThat(Arrays.stream(buffers).anyMatch(ByteBuffer::hasRemaining)).as("something left").isFalse();
        assertThat(Arrays.copyOfRange(now(), 3, 5)).containsExactly(1, 2);
        Content.assertSame(TEN, Arrays.copyOfRange(now(), 5, 15));
        assertThat(now()[15]).isEqualTo((byte) 3);
    }

    @Test
    void gathersFromASubsequence() throws Exception {
        FileChannel file = open(WRITE);
        ByteBuffer[] buffers = {bytes(1), bytes(2, 3), bytes(4)};
        assertThat(file.write(buffers, 1, 1)).isEqualTo(2);
        assertThat(buffers[0].remaining() + buffers[2].remaining()).as("others").isEqualTo(2);
        assertThat(file.write(buffers, 3, 0)).isZero();
        Content.assertSame(with(new byte[] {2, 3}, 0), now());
    }

    /** More of them than one system call takes; some may be left to the next call, in order. */
    @Test
    void gathersManyBuffers() throws Exception {
        FileChannel file = open(WRITE);
        ByteBuffer[] buffers = new ByteBuffer[3000];
        for (int i = 0; i < buffers.length; i++) buffers[i] = bytes(i);
        long written = 0;
        while (written < buffers.length) {
            long n = file.write(buffers);
            assertThat(n).isPositive();
            written += n;
        }
        byte[] after = now();
        for (int i = 0; i < buffers.length; i++) assertThat(after[i]).isEqualTo((byte) i);
    }

    @Test
    void subsequenceOutOfBounds() throws Exception {
        FileChannel file = open(WRITE);
        ByteBuffer[] buffers = {bytes(1)};
        assertThrows(IndexOutOfBoundsException.class, () -> file.write(buffers, -1, 1));
        assertThrows(IndexOutOfBoundsException.class, () -> file.write(buffers, 0, -1));
        assertThrows(IndexOutOfBoundsException.class, () -> file.write(buffers, 1, 1));
        Content.assertSame(content.bytes, now());
    }

    @Test
    void negativePosition() throws Exception {
        FileChannel file = open(WRITE);
        assertThrows(IllegalArgumentException.class, () -> file.write(bytes(1), -1));
        assertThrows(IllegalArgumentException.class, () -> file.write(direct(TEN), Long.MIN_VALUE));
    }

    @Test
    void notOpenedForWriting() throws Exception {
        FileChannel file = open(READ);
        assertThrows(NonWritableChannelException.class, () -> file.write(bytes(1)));
        assertThrows(NonWritableChannelException.class, () -> file.write(bytes(1), 0));
        assertThrows(NonWritableChannelException.class, () -> file.write(direct(TEN), 0));
        assertThrows(NonWritableChannelException.class, () -> file.write(new ByteBuffer[] {bytes(1)}));
        Content.assertSame(content.bytes, now());
    }

    @Test
    void closedChannel() throws Exception {
        FileChannel file = closed(WRITE);
        assertThrows(ClosedChannelException.class, () -> file.write(bytes(1)));
        assertThrows(ClosedChannelException.class, () -> file.write(bytes(1), 0));
        assertThrows(ClosedChannelException.class, () -> file.write(direct(TEN), 0));
        assertThrows(ClosedChannelException.class, () -> file.write(new ByteBuffer[] {bytes(1)}));
        assertThrows(ClosedChannelException.class, () -> file.force(true));
    }

    @Test
    void nulls() throws Exception {
        FileChannel file = open(WRITE);
        assertThrows(NullPointerException.class, () -> file.write((ByteBuffer) null));
        assertThrows(NullPointerException.class, () -> file.write(null, 0));
        assertThrows(NullPointerException.class, () -> file.write((ByteBuffer[]) null));
        assertThrows(NullPointerException.class, () -> file.write(null, 0, 0));
        assertThrows(NullPointerException.class, () -> file.write(new ByteBuffer[] {null}));
        Content.assertSame(content.bytes, now());
    }

    @Test
    void forceReturnsForEveryMode() throws Exception {
        for (FileChannel file : new FileChannel[] {open(READ), open(WRITE), open(APPEND)}) {
            file.force(false);
            file.force(true);
            assertThat(file.isOpen()).isTrue();
        }
    }
}
