package io.penstock.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import io.penstock.MappedRegion;
import io.penstock.NativeChannels;
import io.penstock.Sharing;
import io.penstock.Strategy;
import io.penstock.support.Command;
import io.penstock.support.Content;
import io.penstock.support.Drain;
import io.penstock.support.Ends;
import io.penstock.support.EndsInTime;
import io.penstock.support.Lib;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Block devices, whose size is not where that of a file is. */
@EndsInTime
class BlockDeviceTest {
    private static final int SIZE = 2 * Content.MIB;

    @TempDir
    Path directory;

    private final byte[] bytes = Content.random(4, SIZE);
    private final Thread atExit = new Thread(this::detachAtExit);
    private Path device;

    @BeforeEach
    void attach() throws Exception {
        Command.assumeRoot("to attach a loop device");
        Command.assume("losetup");
        Path image = Files.write(directory.resolve("image"), bytes);
        try {
            device = Path.of(Command.run("losetup", "--find", "--show", image).get(0));
        } catch (IOException e) {
            abort("no loop device can be had here: " + e.getMessage());
        }
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    @AfterEach
    void detach() throws Exception {
        if (device == null || !Runtime.getRuntime().removeShutdownHook(atExit)) return;
        Command.run("losetup", "--detach", device);
    }

    private void detachAtExit() {
        try {
            Command.run("losetup", "--detach", device);
        } catch (IOException | InterruptedException e) {
            System.err.println(device + " stays: " + e);
        }
    }

    @Test
    void mapped() throws Exception {
        Lib.assumeNative("maps that can be closed need it");
        try (FileChannel file = FileChannel.open(device, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            assertThat(file.size()).isEqualTo(SIZE);
            try (MappedRegion region = NativeChannels.map(file, MapMode.READ_WRITE, 1000, SIZE - 1000)) {
                byte[] read = new byte[SIZE - 1000];
                region.get(0, read, 0, read.length);
                Content.assertSame(Arrays.copyOfRange(bytes, 1000, SIZE), read);
                region.put(5, (byte) (bytes[1005] + 1));
                region.force();
            }
            ByteBuffer one = ByteBuffer.allocate(1);
            file.read(one, 1005);
            assertThat(one.get(0)).isEqualTo((byte) (bytes[1005] + 1));
        }
    }

    @Test
    void sent() throws Exception {
        for (Strategy strategy : Lib.strategies()) {
            try (FileChannel file = FileChannel.open(device); Ends ends = Ends.open(Ends.Kind.TCP_ACCEPTED)) {
                Drain drain = new Drain(ends.source);
                assertThat(Lib.transfer(strategy, file, 0, Long.MAX_VALUE, ends.target).bytesTransferred())
                    .as("%s", strategy).isEqualTo(SIZE);
                ends.finish();
                Content.assertSame(bytes, drain.await());
            }
        }
    }

    @Test
    void copiedAndReceived() throws Exception {
        Path target = directory.resolve("target");
        assertThat(NativeChannels.copy(device, target, Sharing.AUTO).bytesTransferred()).isEqualTo(SIZE);
        assertThat(target).hasBinaryContent(bytes);
        byte[] others = Content.random(5, SIZE);
        Files.write(target, others);
        try (FileChannel source = FileChannel.open(target);
                FileChannel file = FileChannel.open(device, StandardOpenOption.WRITE)) {
            assertThat(NativeChannels.transferFrom(source, file, 0, SIZE)).isEqualTo(SIZE);
        }
        assertThat(device).hasBinaryContent(others);
    }
}
