package io.penstock.map;

import io.penstock.MapOptions;
import io.penstock.MappedRegion;
import io.penstock.NativeChannels;
import io.penstock.StaleAccess;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import org.apache.lucene.store.AlreadyClosedException;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.FSLockFactory;
import org.apache.lucene.store.IOContext;
import org.apache.lucene.store.IndexInput;
import org.apache.lucene.store.RandomAccessInput;

/** Lucene's files, read through regions: one for each, however large, released when Lucene closes it. */
final class LuceneDirectory extends FSDirectory {
    private final MapOptions options;

    LuceneDirectory(Path path, StaleAccess stale) throws IOException {
        super(path, FSLockFactory.getDefault());
        options = MapOptions.DEFAULT.withStale(stale).withOrder(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public IndexInput openInput(String name, IOContext context) throws IOException {
        ensureOpen();
        ensureCanRead(name);
        Path path = getDirectory().resolve(name);
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
            MappedRegion region = NativeChannels.map(file, MapMode.READ_ONLY, 0, file.size(), options);
            return new Input(path.toString(), region, 0, region.size(), true);
        }
    }

    /**
     * A part of a file, read by one thread. Slices and clones share the region, which the input of the whole file
     * closes.
     */
    private static final class Input extends IndexInput implements RandomAccessInput {
        private final MappedRegion region;
        private final long start;
        private final long length;
        private final boolean whole;
        private long position;

        Input(String description, MappedRegion region, long start, long length, boolean whole) {
            super(description);
            this.region = region;
            this.start = start;
            this.length = length;
            this.whole = whole;
        }

        @Override
        public IndexInput slice(String description, long offset, long size) {
            if ((offset | size) < 0 || offset > length - size)
                throw new IllegalArgumentException("%d+%d is not within %s".formatted(offset, size, this));
            if (!region.isOpen()) throw new AlreadyClosedException(toString());
            return new Input(getFullSliceDescription(description), region, start + offset, size, false);
        }

        @Override
        public IndexInput clone() {
            Input clone = (Input) slice(null, 0, length);
            clone.position = position;
            return clone;
        }

        @Override
        public void close() throws IOException {
            if (whole) region.close();
        }

        @Override
        public long length() {
            return length;
        }

        @Override
        public long getFilePointer() {
            return position;
        }

        @Override
        public void seek(long to) throws EOFException {
            if (to < 0 || to > length) throw new EOFException("%d is not within %s".formatted(to, this));
            position = to;
        }

        /** Where in the region the next bytes are, which are now read. */
        private long next(int bytes) throws EOFException {
            long at = position;
            seek(at + bytes);
            return start + at;
        }

        @Override
        public byte readByte() throws EOFException {
            return region.get(next(Byte.BYTES));
        }

        @Override
        public short readShort() throws EOFException {
            return region.getShort(next(Short.BYTES));
        }

        @Override
        public int readInt() throws EOFException {
            return region.getInt(next(Integer.BYTES));
        }

        @Override
        public long readLong() throws EOFException {
            return region.getLong(next(Long.BYTES));
        }

        @Override
        public void readBytes(byte[] bytes, int offset, int count) throws EOFException {
            region.get(next(count), bytes, offset, count);
        }

        @Override
        public byte readByte(long at) {
            return region.get(start + Objects.checkFromIndexSize(at, Byte.BYTES, length));
        }

        @Override
        public short readShort(long at) {
            return region.getShort(start + Objects.checkFromIndexSize(at, Short.BYTES, length));
        }

        @Override
        public int readInt(long at) {
            return region.getInt(start + Objects.checkFromIndexSize(at, Integer.BYTES, length));
        }

        @Override
        public long readLong(long at) {
            return region.getLong(start + Objects.checkFromIndexSize(at, Long.BYTES, length));
        }
    }
}
