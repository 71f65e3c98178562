package io.penstock.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.support.Content;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.NonReadableChannelException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** {@code read}, in its four forms. */
public class FileReadTest extends FileContract {
    @Test
    void startsAtThePositionAndMovesIt() throws Exception {
        FileChannel file = open(READ);
        file.position(5);
        for (ByteBuffer buffer : new ByteBuffer[] {ByteBuffer.allocate(100), ByteBuffer.allocateDirect(100)}) {
            long before = file.position();
            assertThat(file.read(buffer)).isEqualTo(100);
            assertThat(file.position()).isEqualTo(before + 100);
            Content.assertSame(content.range(before, 100), Content.copyOf(buffer.flip()));
        }
    }

    /** From the buffer's position to its limit, which stays; nothing else of it changes. */
    @Test
    void fillsWhatRemainsOfTheBuffer() throws Exception {
        FileChannel file = open(READ);
        for (ByteBuffer buffer : new ByteBuffer[] {ByteBuffer.allocate(20), ByteBuffer.allocateDirect(20)}) {
            file.position(0);
            assertThat(file.read(buffer.position(3).limit(10))).isEqualTo(7);
            assertThat(buffer.position()).isEqualTo(10);
            assertThat(buffer.limit()).isEqualTo(10);
            assertThat(buffer.get(2)).isZero();
            assertThat(buffer.clear().get(10)).isZero();
            Content.assertSame(content.range(0, 7), Content.copyOf(buffer.position(3).limit(10)));
        }
    }

    @Test
    void answersWhatIsLeftAndThenTheEnd() throws Exception {
        FileChannel file = open(READ);
        file.position(SIZE - 3);
        ByteBuffer buffer = ByteBuffer.allocate(10);
        assertThat(file.read(buffer)).isEqualTo(3);
        assertThat(file.read(buffer)).isEqualTo(-1);
        assertThat(file.position()).isEqualTo(SIZE);
        assertThat(buffer.position()).isEqualTo(3);
    }

    @Test
    void nothingRemainsNothingIsRead() throws Exception {
        FileChannel file = open(READ);
        assertThat(file.read(ByteBuffer.allocate(0))).isZero();
        assertThat(file.read(ByteBuffer.allocateDirect(0), 7)).isZero();
        assertThat(file.read(new ByteBuffer[] {ByteBuffer.allocate(0)})).isZero();
        assertThat(file.read(new ByteBuffer[0])).isZero();
        assertThat(file.position()).isZero();
    }

    @Test
    void atAPositionLeavesTheChannelsOwn() throws Exception {
        FileChannel file = open(READ);
        file.position(5);
        for (ByteBuffer buffer : new ByteBuffer[] {ByteBuffer.allocate(100), ByteBuffer.allocateDirect(100)}) {
            assertThat(file.read(buffer, SIZE - 60)).isEqualTo(60);
            assertThat(file.read(buffer, SIZE)).as("at the end").isEqualTo(-1);
            assertThat(file.read(buffer, Long.MAX_VALUE - 100)).as("past it").isEqualTo(-1);
            assertThat(file.position()).isEqualTo(5);
            Content.assertSame(content.range(SIZE - 60, 60), Content.copyOf(buffer.flip()));
        }
    }

    @Test
    void scattersInOrder() throws Exception {
        FileChannel file = open(READ);
        file.position(1);
        ByteBuffer[] buffers =
            {ByteBuffer.allocate(3), ByteBuffer.allocateDirect(0), ByteBuffer.allocateDirect(4),
            ByteBuffer.allocate(5)};
        assertThat(file.read(buffers)).isEqualTo(12);
        assertThat(file.position()).isEqualTo(13);
        Content.assertSame(content.range(1, 3), Content.copyOf(buffers[0].flip()));
        Content.assertSame(content.range(4, 4), Content.copyOf(buffers[2].flip()));
        Content.assertSame(content.range(8, 5), Content.copyOf(buffers[3].flip()));
    }

    @Test
    void scattersIntoASubsequence() throws Exception {
        FileChannel file = open(READ);
        ByteBuffer[] buffers = {ByteBuffer.allocate(3), ByteBuffer.allocate(4), ByteBuffer.allocate(5)};
        assertThat(file.read(buffers, 1, 1)).isEqualTo(4);
        assertThat(buffers[0].position() + buffers[2].position()).as("others").isZero();
        assertThat(file.read(buffers, 3, 0)).isZero();
        assertThat(file.position()).isEqualTo(4);
        file.position(SIZE);
        assertThat(file.read(buffers, 0, 3)).as("at the end").isEqualTo(-1);
    }

    @Test
    void subsequenceOutOfBounds() throws Exception {
        FileChannel file = open(READ);
        ByteBuffer[] buffers = {ByteBuffer.allocate(3)};
        assertThrows(IndexOutOfBoundsException.class, () -> file.read(buffers, -1, 1));
        assertThrows(IndexOutOfBoundsException.class, () -> file.read(buffers, 0, -1));
        assertThrows(IndexOutOfBoundsException.class, () -> file.read(buffers, 1, 1));
        assertThrows(IndexOutOfBoundsException.class, () -> file.read(buffers, 2, 0));
        assertThat(file.position()).isZero();
    }

    @Test
    void readOnlyBuffer() throws Exception {
        FileChannel file = open(READ);
        for (ByteBuffer buffer : new ByteBuffer[] {ByteBuffer.allocate(9).asReadOnlyBuffer(),
            ByteBuffer.allocateDirect(9).asReadOnlyBuffer()}) {
            assertThrows(IllegalArgumentException.class, () -> file.read(buffer));
            assertThrows(IllegalArgumentException.class, () -> file.read(buffer, 0));
            assertThrows(IllegalArgumentException.class,
                () -> file.read(new ByteBuffer[] {ByteBuffer.allocate(1), buffer}));
        }
    }

    @Test
    void negativePosition() throws Exception {
        FileChannel file = open(READ);
        assertThrows(IllegalArgumentException.class, () -> file.read(ByteBuffer.allocate(1), -1));
        assertThrows(IllegalArgumentException.class, () -> file.read(ByteBuffer.allocateDirect(1), Long.MIN_VALUE));
    }

    @Test
    void notOpenedForReading() throws Exception {
        FileChannel file = open(WRITE);
        assertThrows(NonReadableChannelException.class, () -> file.read(ByteBuffer.allocate(1)));
        assertThrows(NonReadableChannelException.class, () -> file.read(ByteBuffer.allocate(1), 0));
        assertThrows(NonReadableChannelException.class, () -> file.read(ByteBuffer.allocateDirect(1), 0));
        assertThrows(NonReadableChannelException.class, () -> file.read(new ByteBuffer[] {ByteBuffer.allocate(1)}));
    }

    @Test
    void closedChannel() throws Exception {
        FileChannel file = closed(READ);
        assertThrows(ClosedChannelException.class, () -> file.read(ByteBuffer.allocate(1)));
        assertThrows(ClosedChannelException.class, () -> file.read(ByteBuffer.allocate(1), 0));
        assertThrows(ClosedChannelException.class, () -> file.read(ByteBuffer.allocateDirect(1), 0));
        assertThrows(ClosedChannelException.class, () -> file.read(new ByteBuffer[] {ByteBuffer.allocate(1)}));
    }

    @Test
    void nulls() throws Exception {
        FileChannel file = open(READ);
        assertThrows(NullPointerException.class, () -> file.read((ByteBuffer) null));
        assertThrows(NullPointerException.class, () -> file.read(null, 0));
        assertThrows(NullPointerException.class, () -> file.read((ByteBuffer[]) null));
        assertThrows(NullPointerException.class, () -> file.read(null, 0, 0));
        assertThrows(NullPointerException.class, () -> file.read(new ByteBuffer[] {null}));
        assertThat(file.isOpen()).isTrue();
    }

    /** A subclass of {@code Thread} may say of itself what it likes. */
    @Test
    void byAThreadOfNegativeId() throws Exception {
        FileChannel file = open(READ);
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread thread = new Thread() {
            @Override
            public void run() {
                try {
                    file.read(ByteBuffer.allocateDirect(1), 0);
                } catch (Throwable e) {
                    thrown.set(e);
                }
            }

            @Override
            public long getId() {
                return -8;
            }
        };
        thread.start();
        thread.join();
        assertThat(thrown.get()).isNull();
    }
}
