package io.penstock.storm;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.support.Content;
import io.penstock.support.FileMaker;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.EnumSet;
import java.util.Random;
import java.util.Set;

/** Calls that have files at both ends. */
final class FileScenes {
    private FileScenes() {}

    /** Out of a file, at its position, into a file. */
    static final class Receive extends Scene {
        private final Path path;
        private final FileMaker sourceMaker;
        private final FileChannel source;

        private Receive(Content content, FileMaker maker, FileChannel file, Path path, FileMaker sourceMaker,
                FileChannel source) {
            super(content, maker, file, source);
            this.path = path;
            this.sourceMaker = sourceMaker;
            this.source = source;
        }

        static Receive open(Content content, FileMaker maker, FileMaker sourceMaker) throws IOException {
            Path path = Content.fresh();
            FileChannel file = maker.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
            return new Receive(content, maker, file, path, sourceMaker,
                sourceMaker.open(content.file, StandardOpenOption.READ));
        }

        @Override
        boolean otherIgnoresInterrupts() {
            return sourceMaker.ignoresInterrupts();
        }

        @Override
        long transfer() throws IOException {
            return file.transferFrom(source, 0, content.bytes.length);
        }

        @Override
        byte[] arrived() throws IOException {
            return Files.readAllBytes(path);
        }

        @Override
        Set<Disturbance> disturbances() {
            return EnumSet.complementOf(EnumSet.of(Disturbance.CLOSE_PEER));
        }

        /** Where a copy has to go through a buffer, the source heeds interrupts, whatever the file does. */
        @Override
        boolean isInterruptible() {
            return true;
        }

        @Override
        void assertArrived(long reported, boolean exactly) throws Exception {
            super.assertArrived(reported, exactly);
            if (source.isOpen()) assertThat(source.position()).as("position of the source").isEqualTo(reported);
        }

        @Override
        public void close() throws IOException {
            super.close();
            Files.delete(path);
        }

        @Override
        public String toString() {
            return "%s to %s file %s".formatted(source, maker, file);
        }
    }

    /** Reads and writes anywhere in a file, which is the same afterwards, until something ends it. */
    static final class Positional extends Scene {
        private static final int MOST = 5000;

        private final Path path;
        private final Random random;
        private volatile boolean over;

        private Positional(Content content, FileMaker maker, FileChannel file, Path path, Random random) {
            super(content, maker, file, file);
            this.path = path;
            this.random = random;
        }

        static Positional open(Content content, FileMaker maker, long seed) throws IOException {
            Path path = Content.fresh();
            Files.write(path, content.bytes);
            FileChannel file = maker.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
            return new Positional(content, maker, file, path, new Random(seed));
        }

        @Override
        long transfer() throws IOException {
            ByteBuffer buffer = ByteBuffer.allocateDirect(MOST);
            while (!over) {
                int position = random.nextInt(content.bytes.length);
                int length = Math.min(1 + random.nextInt(MOST), content.bytes.length - position);
                ByteBuffer expected = ByteBuffer.wrap(content.bytes, position, length);
                if (random.nextBoolean()) {
                    assertThat(file.write(buffer.clear().put(expected).flip(), position)).as("bytes written")
                        .isEqualTo(length);
                } else {
                    assertThat(file.read(buffer.clear().limit(length), position)).as("bytes read").isEqualTo(length);
                    assertThat(buffer.flip().equals(expected)).as("the file's bytes, %d from %d", length, position)
                        .isTrue();
                }
            }
            return content.bytes.length;
        }

        @Override
        byte[] arrived() throws IOException {
            return Files.readAllBytes(path);
        }

        @Override
        Set<Disturbance> disturbances() {
            return EnumSet.of(Disturbance.CLOSE_FILE, Disturbance.INTERRUPT);
        }

        @Override
        boolean isEndedBy(Disturbance disturbance) {
            return disturbance == Disturbance.CLOSE_FILE || isInterruptible();
        }

        @Override
        void release() {
            over = true;
        }

        @Override
        void assertArrived(long reported, boolean exactly) throws Exception {
            Content.assertSame(content.bytes, arrived());
        }

        @Override
        public void close() throws IOException {
            super.close();
            Files.delete(path);
        }

        @Override
        public String toString() {
            return "positional reads and writes, " + maker;
        }
    }
}
