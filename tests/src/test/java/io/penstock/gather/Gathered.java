package io.penstock.gather;

import io.penstock.FileRange;
import io.penstock.Gather;
import io.penstock.support.Content;
import io.penstock.support.FileMaker;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A message to gather, and the bytes that have to arrive. */
final class Gathered implements Closeable {
    /** What the message is made of. */
    enum Shape {
        NOTHING, HEADER, TRAILER, EMPTY_RANGES, SIZES, RECORDS, MANY_RECORDS, MANY_FILES, LARGE_BETWEEN_SMALL,
            LARGE_BUFFERS;

        Gathered open(FileMaker maker) throws IOException {
            Gathered gathered = new Gathered(maker);
            gathered.make(this);
            return gathered;
        }
    }

    /** As much as a buffer collects before it is delivered. */
    private static final int BATCH = 128 * 1024;

    private static final int[] SIZES = {
        0, 1, Content.PAGE - 1, Content.PAGE, Content.PAGE + 1, Content.PIPE - 1, Content.PIPE, Content.PIPE + 1,
        BATCH - 1, BATCH, BATCH + 1, 2 * BATCH - 1, 2 * BATCH, Content.MIB - 1, Content.MIB, Content.MIB + 1
    };

    private final FileMaker maker;
    private final Random random = new Random(5);
    private final ByteArrayOutputStream expected = new ByteArrayOutputStream();
    final List<FileChannel> files = new ArrayList<>();
    final List<FileRange> ranges = new ArrayList<>();
    ByteBuffer header;
    ByteBuffer trailer;

    private Gathered(FileMaker maker) {
        this.maker = maker;
    }

    private void make(Shape shape) throws IOException {
        switch (shape) {
            case NOTHING -> {}
            case HEADER -> header(100);
            case TRAILER -> trailer(100);
            case EMPTY_RANGES -> {
                header(10);
                FileChannel file = file(1000);
                for (int count : new int[] {0, 0, 5, 0, 7, 0}) range(file, 1000, 3, count);
                trailer(0);
            }
            case SIZES -> {
                FileChannel file = file(2 * Content.MIB);
                for (int size : SIZES) range(file, 2 * Content.MIB, 4321, size);
            }
            case RECORDS -> {
                header(200);
                FileChannel file = file(2 * Content.MIB);
                for (int i = 0; i < 64; i++) range(file, 2 * Content.MIB, random.nextInt(Content.MIB), 8192);
                trailer(5);
            }
            case MANY_RECORDS -> {
                header(200);
                FileChannel file = file(2 * Content.MIB);
                for (int i = 0; i < 5000; i++)
                    range(file, 2 * Content.MIB, random.nextInt(Content.MIB), 1 + random.nextInt(300));
                trailer(5);
            }
            case MANY_FILES -> {
                for (int i = 0; i < 30; i++) {
                    int size = 10_000 + 1_000 * (i % 3);
                    range(file(size), size, i, size - i);
                }
            }
            case LARGE_BETWEEN_SMALL -> {
                header(50);
                FileChannel file = file(5 * Content.MIB + 3);
                for (int count : new int[] {3, 3 * Content.MIB, 5000, 4 * Content.MIB})
                    range(file, 5 * Content.MIB + 3, 17, count);
                trailer(50);
            }
            case LARGE_BUFFERS -> {
                header(700_001);
                range(file(5000), 5000, 0, 5000);
                trailer(300_001);
            }
        }
    }

    private FileChannel file(int size) throws IOException {
        FileChannel file = maker.open(Content.of(size).file, StandardOpenOption.READ);
        files.add(file);
        return file;
    }

    private void header(int size) {
        byte[] bytes = Content.random(1, size + 2);
        header = ByteBuffer.allocateDirect(size + 2).put(bytes).position(1).limit(size + 1);
        expected.write(bytes, 1, size);
    }

    private void range(FileChannel file, int size, int position, int count) {
        ranges.add(new FileRange(file, position, count));
        expected.writeBytes(Content.of(size).range(position, count));
    }

    private void trailer(int size) {
        byte[] bytes = Content.random(2, size);
        trailer = ByteBuffer.wrap(bytes).asReadOnlyBuffer();
        expected.write(bytes, 0, size);
    }

    Gather gather() {
        return Gather.of(header, ranges, trailer);
    }

    byte[] expected() {
        return expected.toByteArray();
    }

    void closeFiles() throws IOException {
        for (FileChannel file : files) file.close();
    }

    @Override
    public void close() throws IOException {
        closeFiles();
    }
}
