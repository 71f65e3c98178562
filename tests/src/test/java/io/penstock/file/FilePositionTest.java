package io.penstock.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.support.Content;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.NonWritableChannelException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** {@code position}, {@code size}, {@code truncate}, and what append mode makes of them. */
public class FilePositionTest extends FileContract {
    @Test
    void beginsAtZero() throws Exception {
        assertThat(open(READ).position()).isZero();
        assertThat(open(WRITE).position()).isZero();
    }

    @Test
    void isSetAndAnswersThisChannel() throws Exception {
        FileChannel file = open(READ);
        assertThat(file.position(77)).isSameAs(file);
        assertThat(file.position()).isEqualTo(77);
    }

    /** Legal, does not change the size; a read there finds the end, a write there makes the file longer. */
    @Test
    void pastTheEnd() throws Exception {
        FileChannel file = open(READ, WRITE);
        file.position(SIZE + 9);
        assertThat(file.position()).isEqualTo(SIZE + 9);
        assertThat(file.size()).isEqualTo(SIZE);
        assertThat(file.read(ByteBuffer.allocate(1))).isEqualTo(-1);
        assertThat(file.write(bytes(7))).isEqualTo(1);
        assertThat(file.size()).isEqualTo(SIZE + 10);
    }

    @Test
    void negative() throws Exception {
        FileChannel file = open(READ, WRITE);
        file.position(5);
        assertThrows(IllegalArgumentException.class, () -> file.position(-1));
        assertThrows(IllegalArgumentException.class, () -> file.truncate(-1));
        assertThat(file.position()).isEqualTo(5);
        assertThat(file.size()).isEqualTo(SIZE);
    }

    @Test
    void sizeIsTheFilesNow() throws Exception {
        FileChannel file = open(READ);
        assertThat(file.size()).isEqualTo(SIZE);
        open(WRITE).truncate(12);
        assertThat(file.size()).isEqualTo(12);
    }

    @Test
    void truncateCutsAndAnswersThisChannel() throws Exception {
        FileChannel file = open(WRITE);
        assertThat(file.truncate(100)).isSameAs(file);
        assertThat(file.size()).isEqualTo(100);
        Content.assertSame(content.range(0, 100), now());
    }

    @Test
    void truncateToTheSizeOrMoreChangesNothing() throws Exception {
        FileChannel file = open(WRITE);
        assertThat(file.truncate(SIZE)).isSameAs(file);
        assertThat(file.truncate(Long.MAX_VALUE)).isSameAs(file);
        Content.assertSame(content.bytes, now());
    }

    /** In either case. */
    @Test
    void truncateBringsThePositionBack() throws Exception {
        FileChannel file = open(WRITE);
        file.position(SIZE + 500);
        file.truncate(SIZE + 100);
        assertThat(file.position()).as("file not cut").isEqualTo(SIZE + 100);
        file.truncate(100);
        assertThat(file.position()).as("file cut").isEqualTo(100);
        file.position(30).truncate(50);
        assertThat(file.position()).as("before the end").isEqualTo(30);
    }

    @Test
    void truncateNeedsWriting() throws Exception {
        assertThrows(NonWritableChannelException.class, () -> open(READ).truncate(1));
        assertThat(now()).hasSize(SIZE);
    }

    @Test
    void closedChannel() throws Exception {
        FileChannel file = closed(READ, WRITE);
        assertThrows(ClosedChannelException.class, file::position);
        assertThrows(ClosedChannelException.class, () -> file.position(1));
        assertThrows(ClosedChannelException.class, () -> file.position(-1));
        assertThrows(ClosedChannelException.class, file::size);
        assertThrows(ClosedChannelException.class, () -> file.truncate(1));
        assertThrows(ClosedChannelException.class, () -> file.truncate(-1));
    }

    /** Each write first goes to the end, wherever the position was and even if others have made the file longer. */
    @Test
    void appendedWritesGoToTheEnd() throws Exception {
        FileChannel file = open(APPEND);
        FileChannel other = open(APPEND);
        assertThat(file.write(bytes(1))).isEqualTo(1);
        assertThat(other.write(bytes(2, 3))).isEqualTo(2);
        assertThat(file.position(4).write(new ByteBuffer[] {bytes(4), bytes(5)})).isEqualTo(2);
        assertThat(file.position()).isEqualTo(SIZE + 5);
        byte[] expected = Arrays.copyOf(content.bytes, SIZE + 5);
        for (int i = 1; i <= 5; i++) expected[SIZE + i - 1] = (byte) i;
        Content.assertSame(expected, now());
    }

    @Test
    void appendedFilesCanBeCut() throws Exception {
        FileChannel file = open(APPEND);
        file.truncate(10);
        assertThat(file.write(bytes(9))).isEqualTo(1);
        assertThat(now()).hasSize(11).endsWith(9);
    }
}
