package io.penstock;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;

/** The file that these tests map, all of whose bytes are the same and none of which is 0; it has no name. */
public final class StressFile {
    /** What each byte is. */
    public static final byte BYTE = 7;

    /** More than there are tries at one time, each of which may have a byte of its own. */
    private static final int SIZE = 1 << 18;

    /** Who reads a closed map finds zeros. */
    public static final MapOptions OPTIONS = MapOptions.DEFAULT.withStale(StaleAccess.ZERO);

    private static final AtomicInteger NEXT = new AtomicInteger();
    private static final FileChannel FILE = Must.get(StressFile::make);

    private StressFile() {}

    private static FileChannel make() throws IOException {
        Path path = Files.createTempFile("penstock-stress", null);
        FileChannel file = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
        Files.delete(path);
        byte[] bytes = new byte[SIZE];
        Arrays.fill(bytes, BYTE);
        file.write(ByteBuffer.wrap(bytes));
        return file;
    }

    public static FileChannel channel() {
        return FILE;
    }

    /** The position of a byte in the file that no other test uses for now. */
    public static int freshPosition() {
        return NEXT.getAndIncrement() & SIZE - 1;
    }

    /** What a read found. */
    public static String named(byte found) {
        return found == BYTE ? "the file" : found == 0 ? "zeros" : "others' bytes";
    }
}
