package io.penstock.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.penstock.NativeChannels;
import io.penstock.Sharing;
import io.penstock.UndeliveredException;
import io.penstock.support.Command;
import io.penstock.support.Content;
import io.penstock.support.Ends;
import io.penstock.support.EndsInTime;
import io.penstock.support.FileSystem;
import io.penstock.support.Lib;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Disks that have no room: the error is told, what is there is right, and what was taken out of a stream is not lost.
 */
@EndsInTime
class FullDiskTest {
    private static final Content CONTENT = Content.of(4 * Content.MIB);

    @BeforeEach
    void possible() {
        Lib.assumeNative("what the JDK does is its own");
    }

    private static void fill(Path directory, long left) throws IOException {
        try (FileChannel filler =
                FileChannel.open(directory.resolve("filler"), StandardOpenOption.CREATE_NEW,
                    StandardOpenOption.WRITE)) {
            ByteBuffer some = ByteBuffer.allocateDirect(64 * 1024);
            while (Files.getFileStore(directory).getUsableSpace() > left) filler.write(some.clear());
        }
    }

    /** By every way into a file. */
    private static void assertTold(Path directory, String error) throws Exception {
        Path path = directory.resolve("upload");
        try (FaultScene upload =
                new FaultStreams.ToFile(Ends.Kind.TCP_CONNECTED, path, StandardOpenOption.CREATE_NEW)) {
            Throwable thrown = catchThrowable(upload::run);
            assertThat(thrown).isInstanceOf(UndeliveredException.class).hasMessageContaining(error);
            upload.check(thrown);
        }
        for (Sharing sharing : new Sharing[] {Sharing.AUTO, Sharing.NEVER}) {
            Path copy = directory.resolve("copy");
            assertThatThrownBy(() -> NativeChannels.copy(CONTENT.file, copy, sharing)).isInstanceOf(IOException.class)
                .hasMessageContaining(error);
            assertThat(copy).as("an incomplete copy").doesNotExist();
        }
        Path sent = directory.resolve("sent");
        try (FileChannel source = CONTENT.open();
                FileChannel target = FileChannel.open(sent, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            long moved = NativeChannels.transferTo(source, target);
            assertThat(moved).isPositive().isLessThan(CONTENT.bytes.length).isEqualTo(Files.size(sent));
            assertThatThrownBy(() -> NativeChannels.transferTo(source, moved, Long.MAX_VALUE, target))
                .isInstanceOf(IOException.class).hasMessageContaining(error);
            Content.assertPrefix(CONTENT.bytes, Files.readAllBytes(sent));
        }
        Files.delete(sent);
    }

    @Test
    void noRoom() throws Exception {
        try (FileSystem system = FileSystem.mount(FileSystem.Kind.TMPFS)) {
            fill(system.root, Content.MIB);
            assertTold(system.root, "No space left on device");
        }
    }

    @Test
    void quota() throws Exception {
        try (FileSystem system = FileSystem.mount(FileSystem.Kind.BTRFS)) {
            Command.run("btrfs", "quota", "enable", system.root);
            Path volume = system.root.resolve("volume");
            Command.run("btrfs", "subvolume", "create", volume);
            Command.run("btrfs", "qgroup", "limit", "1M", volume);
            assertTold(volume, "Disk quota exceeded");
        }
    }

    /**
     * A disk that is a file on a full file system: it takes the bytes and cannot keep them, which only {@code force}
     * tells.
     */
    @Test
    void onlyForceTells() throws Exception {
        Command.assume("mkfs.ext4", "losetup");
        try (FileSystem below = FileSystem.mount(FileSystem.Kind.TMPFS)) {
            Path image = below.root.resolve("image");
            try (FileChannel file = FileChannel.open(image, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                file.write(ByteBuffer.allocate(1), (256 << 20) - 1);
            }
            Command.run("mkfs.ext4", "-q", "-O", "^has_journal", image);
            Path root = Files.createDirectory(below.root.resolve("mounted"));
            Command.run("mount", "-o", "loop", image, root);
            try {
                Path path = root.resolve("file");
                fill(below.root, Content.MIB);
                try (FileChannel source = CONTENT.open();
                        FileChannel target = FileChannel.open(path, StandardOpenOption.CREATE_NEW,
                            StandardOpenOption.WRITE)) {
                    assertThat(NativeChannels.copy(source, 0, Long.MAX_VALUE, target, 0, Sharing.AUTO)
                        .bytesTransferred()).isEqualTo(CONTENT.bytes.length);
                    assertThatThrownBy(() -> target.force(true)).isInstanceOf(IOException.class);
                }
            } finally {
                Command.run("umount", root);
            }
        }
    }
}
