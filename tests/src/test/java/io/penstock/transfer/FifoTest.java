package io.penstock.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.penstock.support.Call;
import io.penstock.support.Content;
import io.penstock.support.EndsInTime;
import io.penstock.support.Lib;
import io.penstock.support.Mover;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A named pipe: a FileChannel to Java, yet a target that may be full. */
@EndsInTime
class FifoTest {
    private static final int SIZE = Content.MIB + 1;

    @TempDir
    Path directory;

    private Path path;

    @BeforeEach
    void make() throws Exception {
        Lib.assumeNative("the JDK's transfers are as the JDK is");
        path = directory.resolve("fifo");
        assumeTrue(new ProcessBuilder("mkfifo", path.toString()).start().waitFor() == 0, "no mkfifo here");
    }

    /** Open for reading too, since opening waits for the other end otherwise. */
    private FileChannel openReader() throws Exception {
        return FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    private FileChannel openWriter() throws Exception {
        return FileChannel.open(path, StandardOpenOption.WRITE);
    }

    static Stream<Mover> movers() {
        return Mover.ours();
    }

    @ParameterizedTest
    @MethodSource("movers")
    void everythingArrives(Mover mover) throws Exception {
        Content content = Content.of(SIZE);
        ByteBuffer arrived = ByteBuffer.allocate(SIZE);
        try (FileChannel reader = openReader(); FileChannel target = openWriter(); FileChannel file = content.open()) {
            Call read = Call.start(() -> {
                while (arrived.hasRemaining()) reader.read(arrived);
                return 0L;
            });
            assertThat(mover.transferTo(file, 0, Long.MAX_VALUE, target)).isEqualTo(SIZE);
            read.value();
            Content.assertSame(content.bytes, arrived.array());
        }
    }

    @ParameterizedTest
    @MethodSource("movers")
    void closingWakes(Mover mover) throws Exception {
        for (boolean closeTarget : new boolean[] {true, false}) {
            try (FileChannel reader = openReader(); FileChannel target = openWriter();
                    FileChannel file = Content.of(SIZE).open()) {
                long filled = mover.transferTo(file, 0, Content.PIPE, target);
                assertThat(filled).as("what fits").isEqualTo(Content.PIPE);
                Call call = Call.start(() -> mover.transferTo(file, 0, 1, target));
                call.awaitBlocked();
                Call.start(() -> {
                    (closeTarget ? target : file).close();
                    return 0L;
                }).value();
                assertThat(call.thrown()).isInstanceOf(AsynchronousCloseException.class);
                assertThat(reader.isOpen()).isTrue();
            }
        }
    }
}
