package io.penstock.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.MappedRegion;
import io.penstock.NativeChannels;
import io.penstock.Sharing;
import io.penstock.support.Call;
import io.penstock.support.Command;
import io.penstock.support.Content;
import io.penstock.support.Ends;
import io.penstock.support.EndsInTime;
import io.penstock.support.FileSystem;
import io.penstock.support.Lib;
import io.penstock.support.Mapped;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * What was written and forced is there after the power has gone; what was only written is not, or the test would say
 * nothing.
 */
@EndsInTime
class PowerCutTest {
    private static final Content CONTENT = Content.of(2 * Content.MIB + 7);
    private static final int SIZE = CONTENT.bytes.length;

    /** How a file gets its bytes. */
    private enum Way {
        UPLOAD {
            @Override
            void write(FileChannel file) throws IOException {
                try (Ends ends = Ends.open(Ends.Kind.TCP_CONNECTED)) {
                    Call.start(() -> {
                        for (ByteBuffer all = ByteBuffer.wrap(CONTENT.bytes); all.hasRemaining(); )
                            ends.target.write(all);
                        ends.finish();
                        return 0L;
                    });
                    assertThat(NativeChannels.transferFrom(ends.source, file, 0, Long.MAX_VALUE)).isEqualTo(SIZE);
                }
            }
        },
        COPY {
            @Override
            void write(FileChannel file) throws IOException {
                try (FileChannel source = CONTENT.open()) {
                    assertThat(NativeChannels.copy(source, 0, SIZE, file, 0, Sharing.AUTO).bytesTransferred())
                        .isEqualTo(SIZE);
                }
            }
        },
        FILE_TO_FILE {
            @Override
            void write(FileChannel file) throws IOException {
                try (FileChannel source = CONTENT.open()) {
                    assertThat(NativeChannels.transferTo(source, file)).isEqualTo(SIZE);
                }
            }
        },
        MAP {
            @Override
            void write(FileChannel file) throws IOException {
                try (MappedRegion region = NativeChannels.map(file, MapMode.READ_WRITE, 0, SIZE)) {
                    region.write(0, ByteBuffer.wrap(CONTENT.bytes));
                }
            }

            @Override
            void force(FileChannel file) throws IOException {
                try (MappedRegion region = NativeChannels.map(file, MapMode.READ_WRITE, 0, SIZE)) {
                    region.force();
                }
            }
        };

        abstract void write(FileChannel file) throws IOException;

        void force(FileChannel file) throws IOException {
            file.force(true);
        }
    }

    @Test
    void forcedBytesStay() throws Exception {
        Lib.assumeNative("what the JDK writes is its own");
        Command.assume("xfs_io");
        try (FileSystem system = FileSystem.mount(FileSystem.Kind.XFS)) {
            Map<Way, Path> forced = new EnumMap<>(Way.class);
            Map<Way, Path> written = new EnumMap<>(Way.class);
            for (Way way : Way.values()) forced.put(way, write(way, system.root.resolve(way + ".forced"), true));
            for (Way way : Way.values()) written.put(way, write(way, system.root.resolve(way + ".written"), false));
            Command.run("xfs_io", "-x", "-c", "shutdown", system.root);
            system.remount();
            for (Path path : forced.values()) Content.assertSame(CONTENT.bytes, Files.readAllBytes(path));
            for (Path path : written.values())
                assertThat(Files.exists(path) && Files.mismatch(CONTENT.file, path) < 0).as("%s has survived", path)
                .isFalse();
        }
    }

    private static Path write(Way way, Path path, boolean force) throws IOException {
        try (FileChannel file = Mapped.create(path)) {
            way.write(file);
            if (force) way.force(file);
        }
        return path;
    }
}
