package io.penstock.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.penstock.support.Content;
import io.penstock.support.EndsInTime;
import io.penstock.support.FileMaker;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The documentation of {@link FileChannel} and of the interfaces it implements, a test for each clause, for the JDK's
 * channels and for ours of every make. The text is what counts: where stock breaks it, see {@link StockFails}.
 */
@ParameterizedClass(name = "{0}")
@EnumSource(FileMaker.class)
@ExtendWith(Marks.class)
@EndsInTime
abstract class FileContract {
    static final OpenOption READ = StandardOpenOption.READ;
    static final OpenOption WRITE = StandardOpenOption.WRITE;
    static final OpenOption APPEND = StandardOpenOption.APPEND;
    static final int SIZE = 10_007;
    static final int JDK = Runtime.version().feature();

    @Parameter
    FileMaker maker;

    final Content content = Content.of(SIZE);

    /** A file of its own for each test, with that content. */
    Path path;

    private final Deque<Closeable> open = new ArrayDeque<>();

    @BeforeEach
    void makeFile() throws IOException {
        maker.assume();
        path = fileOf(content.bytes);
    }

    @AfterEach
    void closeAll() throws IOException {
        Thread.interrupted();
        while (!open.isEmpty()) open.pop().close();
    }

    /** Closed when the test ends. */
    <C extends Closeable> C keep(C resource) {
        open.push(resource);
        return resource;
    }

    Path fileOf(byte[] bytes) throws IOException {
        Path file = Files.write(Content.fresh(), bytes);
        keep(() -> Files.deleteIfExists(file));
        return file;
    }

    FileChannel open(OpenOption... options) throws IOException {
        return open(path, options);
    }

    FileChannel open(Path file, OpenOption... options) throws IOException {
        return keep(maker.open(file, options));
    }

    FileChannel closed(OpenOption... options) throws IOException {
        FileChannel channel = open(options);
        channel.close();
        return channel;
    }

    byte[] now() throws IOException {
        return Files.readAllBytes(path);
    }

    static ByteBuffer bytes(int... values) {
        ByteBuffer buffer = ByteBuffer.allocate(values.length);
        for (int value : values) buffer.put((byte) value);
        return buffer.flip();
    }

    static void assertThrows(Class<? extends Throwable> type, ThrowingCallable call) {
        assertThat(catchThrowable(call)).isExactlyInstanceOf(type);
    }
}
