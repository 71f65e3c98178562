package io.penstock.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.penstock.support.Call;
import io.penstock.support.FileMaker;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.FileLockInterruptionException;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.OverlappingFileLockException;
import org.junit.jupiter.api.Test;

/** {@code lock} and {@code tryLock}, and the {@link FileLock}s they give. */
class FileLockTest extends FileContract {
    @Test
    void knowsWhatItLocks() throws Exception {
        FileChannel file = open(READ, WRITE);
        for (FileLock lock : new FileLock[] {file.lock(10, 20, false), file.tryLock(30, 20, true)}) {
            assertThat(lock.channel()).isSameAs(file);
            assertThat(lock.acquiredBy()).isSameAs(file);
            assertThat(lock.size()).isEqualTo(20);
            assertThat(lock.isValid()).isTrue();
            assertThat(lock.isShared()).isEqualTo(lock.position() == 30);
            assertThat(lock.overlaps(lock.position() + 19, 1)).isTrue();
            assertThat(lock.overlaps(lock.position() + 20, 1)).isFalse();
        }
    }

    @Test
    void wholeFile() throws Exception {
        FileChannel file = open(READ, WRITE);
        for (boolean waits : new boolean[] {true, false}) {
            try (FileLock lock = waits ? file.lock() : file.tryLock()) {
                assertThat(lock.position()).isZero();
                assertThat(lock.size()).isEqualTo(Long.MAX_VALUE);
                assertThat(lock.isShared()).isFalse();
            }
        }
    }

    /** Need not be within the file, and stays as it is while the file grows. */
    @Test
    void regionPastTheEnd() throws Exception {
        FileLock lock = open(WRITE).lock(Long.MAX_VALUE - 5, 5, false);
        assertThat(lock.isValid()).isTrue();
    }

    @Test
    void isHeldForTheWholeVirtualMachine() throws Exception {
        FileChannel file = open(READ, WRITE);
        FileChannel other = open(READ, WRITE);
        FileLock lock = file.lock(10, 20, false);
        for (FileChannel channel : new FileChannel[] {file, other}) {
            assertThrows(OverlappingFileLockException.class, () -> channel.lock(29, 5, true));
            assertThrows(OverlappingFileLockException.class, () -> channel.tryLock(0, 11, false));
            assertThrows(OverlappingFileLockException.class, channel::tryLock);
        }
        assertThat(other.tryLock(30, 5, false).isValid()).as("the neighbour").isTrue();
        lock.release();
        assertThat(other.lock(10, 20, false).isValid()).isTrue();
    }

    @Test
    void releaseEndsItAndCanBeRepeated() throws Exception {
        FileLock lock = open(WRITE).lock();
        lock.release();
        assertThat(lock.isValid()).isFalse();
        lock.release();
        lock.close();
    }

    @Test
    void closeOfTheChannelEndsIt() throws Exception {
        FileChannel file = open(WRITE);
        FileLock lock = file.lock();
        file.close();
        assertThat(lock.isValid()).isFalse();
        assertThrows(ClosedChannelException.class, lock::release);
        assertThat(open(WRITE).tryLock()).isNotNull();
    }

    @Test
    void badRegions() throws Exception {
        FileChannel file = open(READ, WRITE);
        long[][] regions = {{-1, 1}, {0, -1}, {Long.MAX_VALUE, 1}, {1, Long.MAX_VALUE}};
        for (long[] region : regions) {
            assertThrows(IllegalArgumentException.class, () -> file.lock(region[0], region[1], false));
            assertThrows(IllegalArgumentException.class, () -> file.tryLock(region[0], region[1], true));
        }
    }

    @Test
    void sharedNeedsReading() throws Exception {
        FileChannel file = open(WRITE);
        assertThrows(NonReadableChannelException.class, () -> file.lock(0, 1, true));
        assertThrows(NonReadableChannelException.class, () -> file.tryLock(0, 1, true));
    }

    @Test
    void exclusiveNeedsWriting() throws Exception {
        FileChannel file = open(READ);
        assertThrows(NonWritableChannelException.class, file::lock);
        assertThrows(NonWritableChannelException.class, () -> file.tryLock(0, 1, false));
        assertThat(file.lock(0, 1, true).isShared()).isTrue();
    }

    @Test
    void closedChannel() throws Exception {
        FileChannel file = closed(READ, WRITE);
        assertThrows(ClosedChannelException.class, file::lock);
        assertThrows(ClosedChannelException.class, () -> file.lock(0, 1, true));
        assertThrows(ClosedChannelException.class, file::tryLock);
    }

    /** The status stays as it was. */
    @Test
    void interruptedBefore() throws Exception {
        FileChannel file = open(WRITE);
        Thread.currentThread().interrupt();
        Throwable thrown = catchThrowable(file::lock);
        assertThat(Thread.interrupted()).as("still interrupted").isTrue();
        if (maker.ignoresInterrupts()) assertThat(thrown).isNull();
        else assertThat(thrown).isExactlyInstanceOf(FileLockInterruptionException.class);
    }

    /** It does not wait, so it does not look. */
    @Test
    void tryLockOfAnInterruptedThread() throws Exception {
        FileChannel file = open(WRITE);
        Thread.currentThread().interrupt();
        assertThat(file.tryLock()).isNotNull();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(file.isOpen()).isTrue();
    }

    /** A size of 0 means to the end since JDK 20; before, it was a region of nothing. */
    @Test
    void sizeOfZero() throws Exception {
        FileLock lock = open(WRITE).lock(10, 0, false);
        assertThat(lock.position()).isEqualTo(10);
        assertThat(lock.size()).isEqualTo(JDK < 20 ? 0 : Long.MAX_VALUE - 10);
    }

    @Test
    void heldByAnotherProcess() throws Exception {
        FileChannel file = open(READ, WRITE);
        LockHolder holder = keep(new LockHolder(path, fileOf(new byte[0])));
        assertThat(file.tryLock()).as("tryLock").isNull();
        assertThat(file.tryLock(5, 5, true)).isNull();
        Call call = Call.start(() -> file.lock(0, 10, false).isValid() ? 1L : 0L);
        call.awaitBlocked();
        holder.close();
        assertThat(call.value()).as("valid, once the other process is gone").isOne();
    }

    @Test
    void closedWhileItWaits() throws Exception {
        FileChannel file = open(WRITE);
        keep(new LockHolder(path, fileOf(new byte[0])));
        Call call = Call.start(() -> file.lock().isValid() ? 1L : 0L);
        call.awaitBlocked();
        file.close();
        assertThat(call.thrown()).isExactlyInstanceOf(AsynchronousCloseException.class);
    }

    @Test
    void interruptedWhileItWaits() throws Exception {
        assumeFalse(maker == FileMaker.FOREIGN || maker.ignoresInterrupts(),
            "a channel of another make, or one that ignores interrupts");
        FileChannel file = open(WRITE);
        keep(new LockHolder(path, fileOf(new byte[0])));
        Call call = Call.start(() -> file.lock().isValid() ? 1L : 0L);
        call.awaitBlocked();
        call.interrupt();
        assertThat(call.thrown()).isExactlyInstanceOf(FileLockInterruptionException.class);
        assertThat(call.interruptedAfter()).as("still interrupted").isTrue();
    }
}
