package io.penstock.fault;

import io.penstock.Advice;
import io.penstock.CopyResult;
import io.penstock.FileRange;
import io.penstock.MapOptions;
import io.penstock.MappedRegion;
import io.penstock.NativeChannels;
import io.penstock.Populate;
import io.penstock.Sharing;
import io.penstock.TransferOptions;
import io.penstock.support.Content;
import io.penstock.support.Mapped;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.stream.Stream;

/** From file to file, and files in memory. */
final class FaultFiles {
    private static final int PART = 64 * 1024;

    private FaultFiles() {}

    /** Data and holes, a hole last, to a file with bytes that the copy replaces. */
    static final class Copied implements FaultScene {
        private static final int SIZE = 6 * PART;
        private static final long POSITION = 5;

        private final Path from = Content.fresh();
        private final Path to = Content.fresh();
        private final byte[] content = new byte[SIZE];
        private final byte[] old = Content.random(2, 3 * PART / 2);
        private final FileChannel source;
        private final FileChannel target;
        private final Sharing sharing;
        private long done;

        Copied(Sharing sharing) throws IOException {
            this.sharing = sharing;
            Files.write(to, old);
            source = FileChannel.open(from, StandardOpenOption.READ, StandardOpenOption.WRITE);
            target = FileChannel.open(to, StandardOpenOption.WRITE);
            for (int at = 0; at < SIZE; at += 2 * PART) {
                byte[] data = Content.random(at, PART);
                source.write(ByteBuffer.wrap(data), at);
                System.arraycopy(data, 0, content, at, PART);
            }
            source.write(ByteBuffer.allocate(1), SIZE); // leaves a hole before it
            source.truncate(SIZE);
            source.position(POSITION);
        }

        @Override
        public String run() throws IOException {
            CopyResult result = NativeChannels.copy(new FileRange(source, 0, SIZE), target, 0, sharing,
                TransferOptions.DEFAULT.withMaxChunk(PART / 2));
            done = result.bytesTransferred();
            return result.toString();
        }

        @Override
        public void check(Throwable thrown) throws Exception {
            byte[] there = Files.readAllBytes(to);
            Content.assertSame(Arrays.copyOf(content, (int) done),
                Arrays.copyOf(there, (int) Math.min(done, there.length)));
            if (done == 0) Content.assertSame(old, there);
            FaultScene.same("the source's position, which is not used", source.position(), POSITION);
            while (done < SIZE) done +=
                FaultScene.some(NativeChannels.copy(source, done, SIZE - done, target, done, Sharing.AUTO)
                .bytesTransferred());
            Content.assertSame(content, Files.readAllBytes(to));
        }

        @Override
        public void close() throws IOException {
            source.close();
            target.close();
            Files.delete(from);
            Files.delete(to);
        }
    }

    /** The same from path to path: all or nothing. */
    static final class Replaced implements FaultScene {
        private final Copied files = new Copied(Sharing.AUTO);

        /** Of this process only. */
        private final Path directory = Files.createTempDirectory(files.to.getParent(), "penstock-test");

        private final Path to = Files.write(directory.resolve("to"), files.old);

        Replaced() throws IOException {}

        @Override
        public String run() throws IOException {
            CopyResult result = NativeChannels.copy(files.from, to, Sharing.AUTO);
            files.done = result.bytesTransferred();
            return result.toString();
        }

        @Override
        public void check(Throwable thrown) throws Exception {
            Content.assertSame(thrown == null ? files.content : files.old, Files.readAllBytes(to));
            try (Stream<Path> entries = Files.list(directory)) {
                FaultScene.same("files there", entries.count(), 1);
            }
        }

        @Override
        public void close() throws IOException {
            files.close();
            Files.delete(to);
            Files.delete(directory);
        }
    }

    /** A region from its beginning to its end, with a buffer of it that outlives it. */
    static final class InMemory implements FaultScene {
        private final Path path = Content.fresh();
        private final FileChannel file = Mapped.open(path);
        private final byte[] content = Content.random(3, 2 * PART);
        private final ByteBuffer source = ByteBuffer.allocateDirect(2 * PART).put(content).clear();
        private final ByteBuffer copy = ByteBuffer.allocateDirect(2 * PART);
        private final MapOptions options;
        private MappedRegion region;
        private ByteBuffer buffer;

        InMemory(MapOptions options) throws IOException {
            this.options = options;
        }

        @Override
        public String run() throws IOException {
            region = NativeChannels.map(file, MapMode.READ_WRITE, 0, PART, options.withReserved(1 << 20)
                .withPopulate(Populate.READ));
            region.lock(0, PART);
            region.write(0, source.clear().limit(PART));
            region.extend(2 * PART);
            region.write(PART, source.limit(2 * PART));
            region.advise(Advice.SEQUENTIAL, 0, region.size());
            region.force();
            region.load(0, region.size());
            region.read(0, copy);
            region.unlock(0, PART);
            String loaded = region.isLoaded() ? "loaded" : "not loaded";
            buffer = region.buffer(0, PART);
            region.close();
            return loaded;
        }

        @Override
        public Path mapped() {
            return path;
        }

        @Override
        public void check(Throwable thrown) throws Exception {
            Content.assertSame(Arrays.copyOf(content, source.position()),
                Arrays.copyOf(Files.readAllBytes(path), source.position()));
            Content.assertSame(Arrays.copyOf(content, copy.position()), Content.copyOf(copy.flip()));
            if (region != null) region.close();
            FaultScene.same("mappings of the file", Mapped.mapsOf(path), 0);
        }

        @Override
        public void close() throws IOException {
            file.close();
            Files.delete(path);
        }
    }
}
