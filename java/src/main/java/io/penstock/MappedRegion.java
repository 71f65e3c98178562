package io.penstock;

import io.penstock.internal.map.Mapper;
import io.penstock.internal.map.Mapping;
import io.penstock.internal.value.Defaults;
import java.io.IOException;
import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;

/**
 * A range of a file mapped into memory, of any size and on every JDK, which {@link #close} releases. {@link
 * NativeChannels#map(Path, FileChannel.MapMode)} and its overloads create it.
 *
 * <pre>{@code
 * MapOptions growing = MapOptions.DEFAULT.withReserved(1L << 30).withStale(StaleAccess.ZERO);
 * try (MappedRegion log = NativeChannels.map(file, FileChannel.MapMode.READ_WRITE, 0, 4096, growing)) {
 *     log.putInt(0, 0xCAFE);                            // also bytes, short, long, float and double
 *     log.extend(2 * log.size());                       // the file, and the region with it
 *     log.write(4096, head);                            // an IOException where the disk is full, no fault
 *     log.force(4096, 4096);                            // is on the disk now
 *     log.transferTo(0, log.size(), socket);
 * }                                                     // the pages are released, not when the collector comes to it
 * }</pre>
 *
 * <p><b>Close.</b> When {@link #close} returns, the file's pages are released: the file can be truncated or deleted,
 * and its space is free again. Other threads are not stopped. Later calls of the region throw {@link
 * IllegalStateException}. Buffers and segments that it returned, and gets and puts under way, never reach foreign
 * memory; {@link StaleAccess} says what they find. The addresses are freed when the last buffer is collected. A region
 * that is never closed is released when it and all of its buffers are unreachable.
 *
 * <p><b>The file may become shorter</b> while it is mapped. Gets, puts and buffers then fail like those of the JDK's
 * maps: with an {@link InternalError}, sooner or later, and native code that reads a buffer kills the VM. {@link #read}
 * and {@link #write} copy in the kernel and throw an {@link IOException} instead; so do {@link #load} and {@link
 * #transferTo}.
 *
 * <p>Any number of threads may call any method. Threads see each other's writes as with the JDK's maps: in no certain
 * order unless they synchronize. Offsets are in bytes from the region's beginning; an access that is not entirely
 * within its size throws an {@link IndexOutOfBoundsException}. When the kernel refuses a call, an {@code IOException}
 * gives its reason.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/mmap.2.html">mmap(2)</a>
 */
public final class MappedRegion extends RegionAccess implements AutoCloseable {
    private final Mapper mapper;
    private final Cleaner.Cleanable cleanable;

    /** Whether closing the region closes the file: nothing else has the channel. */
    private final boolean ownsFile;

    MappedRegion(FileChannel file, FileChannel.MapMode mode, long position, long size,
            MapOptions options, boolean ownsFile) throws IOException {
        this(Mapper.map(file, mode, position, size, options), size, options, ownsFile);
    }

    private MappedRegion(Mapper mapper, long size, MapOptions options, boolean ownsFile) {
        super(mapper.mapping(), size, options.order());
        this.mapper = mapper;
        this.ownsFile = ownsFile;
        cleanable = mapping.releaseWith(this);
    }

    /** Maps a channel. */
    @FunctionalInterface
    interface Maps {
        MappedRegion map(FileChannel file) throws IOException;
    }

    /** Opens a file for a region that owns it, and closes the file if it cannot be mapped. */
    static MappedRegion open(Path path, FileChannel.MapMode mode, Maps maps) throws IOException {
        boolean writes = Objects.requireNonNull(mode, "mode") != FileChannel.MapMode.READ_ONLY;
        Set<StandardOpenOption> options = EnumSet.of(StandardOpenOption.READ);
        if (writes) options.add(StandardOpenOption.WRITE);
        FileChannel file = FileChannel.open(path, options);
        try {
            return maps.map(file);
        } catch (Throwable e) {
            try (file) {
                throw e;
            }
        }
    }

    /**
     * Tells whether the region is open.
     *
     * <pre>{@code
     * MappedRegion index = NativeChannels.map(file, FileChannel.MapMode.READ_ONLY, 0, file.size());
     * index.close();
     * assert !index.isOpen();
     * }</pre>
     *
     * @return true until {@link #close} releases the file
     */
    public boolean isOpen() {
        return !mapping.isClosed();
    }

    /**
     * Returns a part of the region as a mapped buffer, with {@code force}, {@code load} and {@code isLoaded}. It is big
     * endian at first, like every new buffer. In a hot loop it is the fastest way to read.
     *
     * <pre>{@code
     * try (MappedRegion index = NativeChannels.map(file, FileChannel.MapMode.READ_ONLY, 0, file.size())) {
     *     long sum = 0;
     *     for (ByteBuffer part = index.buffer(0, 4096); part.hasRemaining(); ) sum += part.getLong();
     * }
     * }</pre>
     *
     * @param offset where the buffer begins
     * @param length its capacity in bytes, &ge; 0
     * @return a direct buffer, read-only if the region is
     * @throws IllegalStateException if the region is closed
     */
    public MappedByteBuffer buffer(long offset, int length) {
        Objects.checkFromIndexSize(offset, length, size());
        return mapping.buffer(offset, length);
    }

    /**
     * Returns the whole region as a {@code java.lang.foreign.MemorySegment} of the automatic arena, which any thread
     * may use, on JDK 22 and later. Cast it: this class also runs on JDK 17 and cannot name the type. {@link #close}
     * treats a segment like a buffer.
     *
     * <pre>{@code
     * // JDK 22 and later
     * try (MappedRegion region = NativeChannels.map(file, FileChannel.MapMode.READ_ONLY, 0, file.size())) {
     *     var all = (java.lang.foreign.MemorySegment) region.segment();
     *     long first = all.get(java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED, 0);
     * }
     * }</pre>
     *
     * @return a {@code MemorySegment} of {@link #size} bytes, read-only if the region is
     * @throws IllegalStateException if the region is closed
     * @throws IllegalCallerException if the JVM's options deny this library native access
     * @throws UnsupportedOperationException before JDK 22
     */
    public Object segment() {
        return mapping.segment(size());
    }

    /**
     * Fills a buffer from the region by a copy in the kernel ({@code process_vm_readv}), for files that others may
     * truncate.
     *
     * <pre>{@code
     * try (MappedRegion index = NativeChannels.map(file, FileChannel.MapMode.READ_ONLY, 0, file.size())) {
     *     index.read(index.size() - head.remaining(), head);
     * }
     * }</pre>
     *
     * @param offset where in the region the bytes begin
     * @param target its remaining bytes are filled, and its position moves
     * @throws IllegalArgumentException if the buffer is read-only
     * @throws IllegalStateException if the region is closed, also if that happened meanwhile
     * @throws IOException if the file has become shorter or its disk fails; the buffer's position tells how far it got
     */
    public void read(long offset, ByteBuffer target) throws IOException {
        if (target.isReadOnly()) throw new IllegalArgumentException("the buffer is read-only");
        copy(true, offset, target);
    }

    /**
     * Writes a buffer to the region by a copy in the kernel, for files that others may truncate and for disks that may
     * be full.
     *
     * @param offset where in the region the bytes go
     * @param source its remaining bytes are copied, and its position moves
     * @throws IllegalStateException if the region is closed, also if that happened meanwhile
     * @throws ReadOnlyBufferException if the region is read-only
     * @throws IOException if the file has become shorter, or its disk is full or fails; the buffer's position tells how
     *     far it got
     */
    public void write(long offset, ByteBuffer source) throws IOException {
        if (mapping.isReadOnly()) throw new ReadOnlyBufferException();
        copy(false, offset, source);
    }

    /** Copies through a view of the buffer, so that no other thread moves its bounds meanwhile. */
    private void copy(boolean out, long offset, ByteBuffer buffer) throws IOException {
        ByteBuffer view = buffer.duplicate();
        Objects.checkFromIndexSize(offset, view.remaining(), size());
        try {
            mapping.copy(out, offset, view);
        } finally {
            buffer.position(view.position());
        }
    }

    /**
     * Transfers a part of the file to a channel, as {@link NativeChannels#transferTo} does. The file must be open; a
     * region that was mapped by its path keeps it open, unless a transfer was interrupted.
     *
     * @param offset where the part begins
     * @param count its length in bytes, &ge; 0
     * @param target open for writing
     * @return bytes moved, 0 to {@code count}
     * @throws java.nio.channels.ClosedChannelException if the file is closed
     * @throws UnsupportedOperationException if the region is private, since the file does not have what was written
     * @throws IOException as of {@code NativeChannels.transferTo}
     */
    public long transferTo(long offset, long count, WritableByteChannel target) throws IOException {
        return transferTo(offset, count, target, Defaults.ofTransfers()).bytesTransferred();
    }

    /**
     * Transfers a part of the file to a channel with options and tells how it went. The file must be open.
     *
     * @param offset where the part begins
     * @param count its length in bytes, &ge; 0
     * @param target open for writing
     * @param how chunk, rate, listener and cancellation
     * @return bytes moved, and how
     * @throws UnsupportedOperationException if the region is private, since the file does not have what was written
     * @throws IOException as of {@code NativeChannels.transferTo}
     */
    public TransferResult transferTo(long offset, long count, WritableByteChannel target, TransferOptions how)
            throws IOException {
        if (mapping.isClosed()) throw Mapping.closed();
        if (mapping.isPrivate())
            throw new UnsupportedOperationException(
                "the file does not have what was written to a private region; write buffer(...) to the channel");
        Objects.checkFromIndexSize(offset, count, size());
        return NativeChannels.transferTo(new FileRange(mapper.file(), mapper.position() + offset, count), target, how);
    }

    /**
     * Tells the kernel how a range will be used.
     *
     * <pre>{@code
     * try (MappedRegion index = NativeChannels.map(file, FileChannel.MapMode.READ_ONLY, 0, file.size())) {
     *     index.advise(Advice.RANDOM, 0, index.size());
     *     index.load(0, 1 << 20);                                  // what is asked for most
     *     index.lock(0, 4096);                                     // and what is never to wait for the disk
     *     System.out.printf("%.0f %% are in memory%n", 100 * index.loaded(0, index.size()));
     *     index.unlock(0, 4096);
     *     boolean ready = index.isLoaded();
     * }
     * }</pre>
     *
     * @param advice how
     * @param offset where the range begins; rounded down to a page
     * @param length its length in bytes, &ge; 0; rounded up to pages
     * @throws UnsupportedOperationException if what was written to a private region would be lost
     * @throws IOException if the kernel refuses
     */
    public void advise(Advice advice, long offset, long length) throws IOException {
        Objects.checkFromIndexSize(offset, length, size());
        if (advice == Advice.DONT_NEED && mapping.isPrivate())
            throw new UnsupportedOperationException("what was written to a private region would be lost");
        mapping.advise(advice.ordinal(), offset, length);
    }

    /**
     * Reads a range into memory and enters it into the page tables; blocks until that is done.
     *
     * @param offset where the range begins; rounded down to a page
     * @param length its length in bytes, &ge; 0; rounded up to pages
     * @throws IOException if the file is shorter or cannot be read
     */
    public void load(long offset, long length) throws IOException {
        Objects.checkFromIndexSize(offset, length, size());
        mapping.populate(false, offset, length);
    }

    /**
     * Returns how much of a range is in memory. The kernel tells this only to a process that owns the file or may write
     * it; to others it reports everything as in memory.
     *
     * @param offset where the range begins; rounded down to a page
     * @param length its length in bytes, &ge; 0; rounded up to pages
     * @return from 0 (nothing) to 1 (all)
     * @throws IOException if the kernel refuses
     */
    public double loaded(long offset, long length) throws IOException {
        Objects.checkFromIndexSize(offset, length, size());
        return mapping.resident(offset, length);
    }

    /**
     * Tells whether the whole region is in memory: {@link #loaded} is 1.
     *
     * @return true or false, which may have changed by the time it is returned
     * @throws IOException if the kernel refuses
     */
    public boolean isLoaded() throws IOException {
        return loaded(0, size()) == 1;
    }

    /**
     * Keeps a range in memory until {@link #unlock} or {@link #close}. How much may be locked is limited ({@code ulimit
     * -l}).
     *
     * @param offset where the range begins; rounded down to a page
     * @param length its length in bytes, &ge; 0; rounded up to pages
     * @throws IOException if the kernel refuses
     */
    public void lock(long offset, long length) throws IOException {
        Objects.checkFromIndexSize(offset, length, size());
        mapping.lock(true, offset, length);
    }

    /**
     * Unlocks a range that {@link #lock} has locked. Locks do not count: one call undoes any number of them.
     *
     * @param offset where the range begins; rounded down to a page
     * @param length its length in bytes, &ge; 0; rounded up to pages
     * @throws IOException if the kernel refuses
     */
    public void unlock(long offset, long length) throws IOException {
        Objects.checkFromIndexSize(offset, length, size());
        mapping.lock(false, offset, length);
    }

    /**
     * Blocks until all that was written to a range is on the device. Does nothing unless the region is {@code
     * READ_WRITE}.
     *
     * @param offset where the range begins; rounded down to a page
     * @param length its length in bytes, &ge; 0; rounded up to pages
     * @throws IOException if writing fails
     */
    public void force(long offset, long length) throws IOException {
        Objects.checkFromIndexSize(offset, length, size());
        mapping.force(offset, length);
    }

    /**
     * Blocks until all that was written is on the device.
     *
     * @throws IOException if writing fails
     */
    public void force() throws IOException {
        force(0, size());
    }

    /**
     * Makes the region longer in place, and the file too if it is shorter than that. Existing buffers stay valid and do
     * not grow. The file must be open; a region that was mapped by its path keeps it open.
     *
     * @param newSize in bytes; from {@link #size} to {@link MapOptions#reserved}
     * @throws IllegalArgumentException if it is not in that range
     * @throws IllegalStateException if the region is closed
     * @throws java.nio.channels.ClosedChannelException if the file is closed
     * @throws IOException if the kernel refuses; the region then keeps its size, while the file may have become longer
     */
    public void extend(long newSize) throws IOException {
        synchronized (lock) {
            if (mapping.isClosed()) throw Mapping.closed();
            mapper.extend(size(), newSize);
            setSize(newSize);
        }
    }

    /**
     * Releases the file; see above. Also closes the file if the region was mapped by its path, which ends a {@link
     * #transferTo} under way. Closing a closed region does nothing.
     *
     * @throws IOException if the kernel refuses, as it may for a process with as many mappings as {@code
     *     vm.max_map_count} allows, or with all of its memory locked; the region then stays open, and close can be
     *     tried again
     */
    @Override
    public void close() throws IOException {
        synchronized (lock) {
            dropWindows();
            mapping.close();
        }
        cleanable.clean();
        if (ownsFile) mapper.file().close();
    }

    @Override
    public String toString() {
        return "MappedRegion[%s, position=%d, size=%d%s]"
            .formatted(mapper.file(), mapper.position(), size(), isOpen() ? "" : ", closed");
    }
}
