package io.penstock.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.penstock.CopyResult;
import io.penstock.FileRange;
import io.penstock.InterruptedTransferException;
import io.penstock.NativeChannels;
import io.penstock.NativeOpenOption;
import io.penstock.Sharing;
import io.penstock.TransferOptions;
import io.penstock.support.Call;
import io.penstock.support.Content;
import io.penstock.support.EndsInTime;
import io.penstock.support.FileSystem;
import io.penstock.support.Lib;
import io.penstock.support.Proof;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Copies that cannot be made, or not to their end. */
@EndsInTime
public class CopyEndTest {
    private static final int PART = 64 * 1024;

    @TempDir
    Path directory;

    @BeforeEach
    void canRun() {
        Lib.assumeNative("a copy is a loop over a buffer then");
    }

    private FileChannel openTarget() throws IOException {
        return FileChannel.open(directory.resolve("target"), StandardOpenOption.CREATE, StandardOpenOption.READ,
            StandardOpenOption.WRITE);
    }

    /** Data, a hole and data. */
    private FileChannel openSource() throws IOException {
        FileChannel file = FileChannel.open(directory.resolve("source"), StandardOpenOption.CREATE_NEW,
            StandardOpenOption.READ, StandardOpenOption.WRITE);
        file.write(ByteBuffer.wrap(Content.random(1, PART)), 0);
        file.write(ByteBuffer.wrap(Content.random(2, PART)), 2 * PART);
        return file;
    }

    private static void truncate(FileChannel file, long size) {
        try {
            file.truncate(size);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The exception of an interrupt reports what has moved, also by the call that the interrupt meets. */
    @Test
    void interruptedAtAnyMoment() throws Exception {
        Content content = Content.of(8 * Content.MIB);
        TransferOptions options = TransferOptions.DEFAULT.withMaxChunk(256 * 1024);
        Thread copying = Thread.currentThread();
        int interrupted = 0;
        for (int round = 0; round < 40; round++) {
            long pause = TimeUnit.MICROSECONDS.toNanos(100 * round);
            Thread other = new Thread(() -> {
                LockSupport.parkNanos(pause);
                copying.interrupt();
            });
            try (FileChannel source = content.open(); FileChannel target = openTarget()) {
                target.truncate(0);
                other.start();
                NativeChannels.copy(FileRange.of(source), target, 0, Sharing.NEVER, options);
            } catch (InterruptedTransferException e) {
                interrupted++;
                assertThat(e.bytesTransferred()).isEqualTo(Files.size(directory.resolve("target")));
            }
            while (other.isAlive()) Thread.onSpinWait();
            Thread.interrupted();
        }
        assertThat(interrupted).as("rounds that an interrupt has met").isPositive();
        Proof.line("copies interrupted at any moment: %d of 40", interrupted);
    }

    /** In the middle of the data, where it ends, and within the hole. */
    @ParameterizedTest
    @ValueSource(ints = {0, PART / 2, PART, PART + PART / 2, 2 * PART})
    void sourceBecomesShorter(int size) throws Exception {
        try (FileChannel source = openSource(); FileChannel target = openTarget()) {
            TransferOptions options = TransferOptions.DEFAULT.withMaxChunk(PART / 4)
                .withProgress((done, all) -> truncate(source, size));
            CopyResult result = NativeChannels.copy(FileRange.of(source), target, 0, Sharing.NEVER, options);
            assertThat(result.bytesTransferred()).isBetween(PART / 4L, 2L * PART);
            byte[] copied = Files.readAllBytes(directory.resolve("target"));
            Content.assertPrefix(Content.random(1, PART),
                Arrays.copyOf(copied, (int) Math.min(result.bytesTransferred(), PART)));
        }
    }

    /** At any moment, also between a question for data and the one for a hole. */
    @Test
    void sourceBecomesShorterMeanwhile() throws Exception {
        int rounds = Lib.proof() ? 500 : 20;
        try (FileChannel source =
                FileChannel.open(directory.resolve("source"), StandardOpenOption.CREATE_NEW, StandardOpenOption.READ,
                    StandardOpenOption.WRITE);
                FileChannel target = openTarget()) {
            for (int round = 0; round < rounds; round++) {
                for (int i = 0; i < 200; i++) source.write(ByteBuffer.allocate(1), 2L * i * Content.PAGE);
                Call copy = Call.start(() -> NativeChannels.copy(source, 0, Long.MAX_VALUE, target, 0, Sharing.NEVER)
                    .bytesTransferred());
                for (int pages = 399; pages > 0 && !copy.isDone(); pages -= 2)
                    source.truncate((long) pages * Content.PAGE);
                assertThat(copy.value()).isBetween(0L, 400L * Content.PAGE);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = "ALWAYS", mode = EnumSource.Mode.EXCLUDE)
    void overlapIsRefused(Sharing sharing) throws Exception {
        byte[] bytes = Content.random(3, 4 * PART);
        Path path = Files.write(directory.resolve("file"), bytes);
        try (FileChannel source = FileChannel.open(path);
                FileChannel target = FileChannel.open(path, StandardOpenOption.WRITE)) {
            for (int to : new int[] {Content.PAGE, 0, 2 * PART - 1})
                assertThatThrownBy(() -> NativeChannels.copy(source, 0, 2 * PART, target, to, sharing))
                    .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("overlap");
            assertThat(path).hasBinaryContent(bytes);
            assertThat(NativeChannels.copy(source, 0, 2 * PART, target, 2 * PART, sharing).bytesTransferred())
                .isEqualTo(2 * PART);
        }
        System.arraycopy(bytes, 0, bytes, 2 * PART, 2 * PART);
        assertThat(path).hasBinaryContent(bytes);
    }

    @Test
    void emptyFileToItself() throws Exception {
        Path path = Files.createFile(directory.resolve("file"));
        try (FileChannel source = FileChannel.open(path);
                FileChannel target = FileChannel.open(path, StandardOpenOption.WRITE)) {
            assertThat(NativeChannels.copy(source, 0, Long.MAX_VALUE, target, 0, Sharing.AUTO).bytesTransferred())
                .isZero();
        }
    }

    /** Data and a hole: neither can be there. */
    @ParameterizedTest
    @ValueSource(longs = {Long.MAX_VALUE / 2, Long.MAX_VALUE - 10, Long.MAX_VALUE})
    void targetBeyondAllFiles(long position) throws Exception {
        try (FileChannel source = openSource(); FileChannel target = openTarget()) {
            for (int from : new int[] {0, PART}) {
                Throwable thrown = catchThrowable(() -> NativeChannels.copy(source, from, PART, target, position,
                    Sharing.AUTO));
                if (position < Long.MAX_VALUE) assertThat(thrown).isInstanceOf(IOException.class);
                else assertThat(thrown).as("no byte fits").isNull();
                assertThat(target.size()).isZero();
            }
        }
    }

    @Test
    void interruptedBefore() throws Exception {
        try (FileChannel source = openSource(); FileChannel target = openTarget()) {
            Call call = Call.start(() -> {
                Thread.currentThread().interrupt();
                return NativeChannels.copy(source, 0, PART, target, 0, Sharing.AUTO).bytesTransferred();
            });
            assertThat(call.thrown())
                .isInstanceOfSatisfying(InterruptedTransferException.class, e -> assertThat(e.bytesTransferred())
                .isZero());
            assertThat(source.isOpen()).as("source open").isFalse();
            assertThat(target.isOpen()).as("target open").isFalse();
        }
    }

    /** A file that ignores interrupts does so as either end of anything, whatever they do to the other. */
    @ParameterizedTest
    @ValueSource(strings = {"copy from", "copy to", "transferTo", "transferFrom"})
    void uninterruptibleStaysOpen(String what) throws Exception {
        try (FileChannel plain = openSource();
                FileChannel theirs = NativeChannels.open(directory.resolve("shared"), StandardOpenOption.CREATE_NEW,
                StandardOpenOption.READ, StandardOpenOption.WRITE, NativeOpenOption.UNINTERRUPTIBLE)) {
            theirs.write(ByteBuffer.allocate(PART));
            theirs.position(0);
            Call call = Call.start(() -> {
                Thread.currentThread().interrupt();
                return switch (what) {
                    case "copy from" -> NativeChannels.copy(theirs, 0, PART, plain, 0, Sharing.NEVER)
                        .bytesTransferred();
                    case "copy to" -> NativeChannels.copy(plain, 0, PART, theirs, 0, Sharing.NEVER).bytesTransferred();
                    case "transferTo" -> NativeChannels.transferTo(plain, 0, PART, theirs);
                    default -> NativeChannels.transferFrom(theirs, plain, 0, PART);
                };
            });
            assertThat(call.thrown()).isInstanceOf(InterruptedTransferException.class);
            assertThat(plain.isOpen()).as("the other open").isFalse();
            assertThat(theirs.isOpen()).as("uninterruptible one open").isTrue();
        }
    }

    /** The size of such a file is 0, and no reason to take a copy that is cut short for a whole one. */
    @Test
    void ofProcCutShort() throws Exception {
        Path source = Path.of("/proc/kallsyms");
        assumeTrue(Files.isReadable(source) && Files.readAllBytes(source).length > 2 * Content.MIB,
            "no large /proc/kallsyms here");
        try (FileSystem system = FileSystem.mount(FileSystem.Kind.TMPFS)) {
            try (FileChannel filler =
                    FileChannel.open(system.root.resolve("filler"), StandardOpenOption.CREATE_NEW,
                        StandardOpenOption.WRITE)) {
                ByteBuffer some = ByteBuffer.allocateDirect(PART);
                while (Files.getFileStore(system.root).getUsableSpace() > Content.MIB) filler.write(some.clear());
            }
            Path target = system.root.resolve("target");
            assertThatThrownBy(() -> NativeChannels.copy(source, target, Sharing.AUTO)).isInstanceOf(IOException.class)
                .hasMessageContaining("No space left on device");
            assertThat(target).as("an incomplete copy").doesNotExist();
        }
    }
}
