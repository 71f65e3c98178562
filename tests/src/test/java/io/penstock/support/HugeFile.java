package io.penstock.support;

import static org.assertj.core.api.Assertions.fail;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** A sparse file of more than 4 GiB: zeros, with marks around the places where a count may overflow. */
public final class HugeFile implements Closeable {
    public static final long SIZE = (4L << 30) + 123_457;

    private static final int MARK = 1000;
    private static final List<Long> MARKS =
        List.of(0L, (2L << 30) - MARK / 2, (3L << 30) + 1, (4L << 30) - MARK / 2, SIZE - MARK);

    private final Path path = Content.fresh();

    public HugeFile() throws IOException {
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.WRITE)) {
            for (long at : MARKS) file.write(mark(at), at);
        }
    }

    private static ByteBuffer mark(long at) {
        return ByteBuffer.wrap(Content.random(at, MARK));
    }

    public FileChannel open() throws IOException {
        return FileChannel.open(path, StandardOpenOption.READ);
    }

    /** Gives it another name, in a folder of the same file system. */
    public void link(Path name) throws IOException {
        Files.createLink(name, path);
    }

    /** Reads the source to its end and compares each byte with the file's; the value is the number of bytes. */
    public Call verify(ReadableByteChannel source) {
        return Call.start(() -> {
            ByteBuffer chunk = ByteBuffer.allocateDirect(Content.MIB);
            ByteBuffer zeros = ByteBuffer.allocateDirect(Content.MIB);
            long position = 0;
            for (int n; (n = source.read(chunk.clear())) >= 0; position += n) {
                ByteBuffer expected = expected(position, n, zeros);
                int at = chunk.flip().mismatch(expected);
                if (at >= 0) fail("byte %d is wrong", position + at);
            }
            return position;
        });
    }

    private static ByteBuffer expected(long position, int n, ByteBuffer zeros) {
        ByteBuffer expected = zeros.clear().limit(n);
        for (long at : MARKS) {
            if (at + MARK <= position || at >= position + n) continue;
            if (expected == zeros) expected = ByteBuffer.allocate(n);
            long from = Math.max(at, position);
            long to = Math.min(at + MARK, position + n);
            expected.put((int) (from - position), mark(at), (int) (from - at), (int) (to - from));
        }
        return expected;
    }

    @Override
    public void close() throws IOException {
        Files.delete(path);
    }
}
