package io.penstock.internal.map;

import io.penstock.MapOptions;
import io.penstock.Populate;
import io.penstock.internal.end.Coverage;
import io.penstock.internal.end.FileCall;
import io.penstock.internal.end.FileEnd;
import io.penstock.internal.end.FileWrapper;
import io.penstock.internal.jdk.FileHandles;
import io.penstock.internal.jni.Errno;
import io.penstock.internal.jni.Failures;
import io.penstock.internal.jni.Native;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import java.util.Objects;

/** Checks the arguments of a map as the JDK does, creates mappings, and extends them. */
public final class Mapper {
    /** What to do where the file is shorter; {@code Growth} in {@code map.rs}. */
    private static final int FAIL = 0;
    private static final int HOLE = 1;
    private static final int BLOCKS = 2;
    private static final int BARE = 3;

    /** The last of {@code Advice} in {@code map.rs}; the others are those of {@link io.penstock.Advice}. */
    private static final int HUGE_PAGES = 5;

    private final FileChannel file;
    private final long position;
    private final MapOptions options;
    private final int access;
    private Mapping mapping;

    private Mapper(FileChannel file, long position, MapOptions options, int access) {
        this.file = file;
        this.position = position;
        this.options = options;
        this.access = access;
    }

    /** Maps a range of a file; see {@link io.penstock.NativeChannels#map}. */
    public static Mapper map(FileChannel file, MapMode mode, long position, long size, MapOptions options)
            throws IOException {
        Objects.requireNonNull(mode, "mode");
        FileChannel stock = FileWrapper.inner(file);
        try {
            if (!stock.isOpen()) throw new ClosedChannelException();
            checkRange(position, size, options.reserved());
            int access = access(mode);
            checkPossible(stock);
            if (access != Mapping.READ && !FileHandles.isWritable(stock)) throw new NonWritableChannelException();
            if (!FileHandles.isReadable(stock)) throw new NonReadableChannelException();
            if (options.allocated() && !FileHandles.isWritable(stock)) throw new NonWritableChannelException();
            Mapper mapper = new Mapper(file, position, options, access);
            mapper.map(size);
            return mapper;
        } finally {
            FileWrapper.follow(file);
        }
    }

    private static void checkRange(long position, long size, long reserved) {
        if (position < 0) throw new IllegalArgumentException("position is negative: " + position);
        if (size < 0) throw new IllegalArgumentException("size is negative: " + size);
        long most = Long.MAX_VALUE - Integer.MAX_VALUE - position; // the size rounded up to pages fits too
        if (size > most || reserved > most)
            throw new IllegalArgumentException(
                "a range from %d on has at most %d bytes, not %d".formatted(position, most, Math.max(size, reserved)));
    }

    private static int access(MapMode mode) {
        if (mode == MapMode.READ_ONLY) return Mapping.READ;
        if (mode == MapMode.READ_WRITE) return Mapping.WRITE;
        if (mode == MapMode.PRIVATE) return Mapping.COPY;
        throw new UnsupportedOperationException("mode " + mode + "; use READ_ONLY, READ_WRITE or PRIVATE");
    }

    /** Throws if native code cannot map the file: the JDK's maps cannot be closed, so it offers no fallback. */
    private static void checkPossible(FileChannel stock) {
        Throwable cause = Coverage.gapOfMaps();
        if (cause != null)
            throw new UnsupportedOperationException(
                "a map that can be closed needs the native library; use FileChannel.map, or see the cause", cause);
        if (!FileHandles.cover(stock))
            throw new UnsupportedOperationException(
                "a map that can be closed needs a channel whose descriptor is known, unlike " + stock);
    }

    private void map(long size) throws IOException {
        Mapping.unmapLeft();
        long room = Math.max(size, options.reserved());
        long reserved = room > size ? room : 0;
        try {
            check(call(fd -> made(
                Native.mapFile(fd, access, position, size, reserved, growth(), options.hugePages()), room)));
            prepare(0, size);
        } catch (Throwable e) {
            if (mapping != null) mapping.abandon();
            throw e;
        }
    }

    /** Keeps the new mapping within the call, because an interrupt is thrown after it. */
    private long made(long word, long room) {
        if (word < 0) return word;
        long page = 1L << (word & 63);
        mapping = new Mapping(
            word & -64, page, word < 64 ? 0 : position & page - 1, word < 64 ? 0 : room, access, options);
        return word;
    }

    private long call(FileCall call) throws IOException {
        FileEnd end = new FileEnd(file);
        return growth() == HOLE || growth() == BARE ? FileCall.growing(end, call) : FileCall.guarded(end, call);
    }

    private int growth() {
        if (options.allocated()) return BLOCKS;
        if (!FileHandles.isWritable(FileWrapper.inner(file))) return FAIL;
        return options.hugePages() ? BARE : HOLE;
    }

    private long check(long result) throws IOException {
        if (result >= 0) return result;
        if (result == -Errno.ENODATA)
            throw new IOException("Channel not open for writing - cannot extend file to required size");
        String details = "map of %s%s".formatted(file, Mapping.advice(result));
        throw result == -Errno.ENOMEM ? Failures.unmappable(Errno.ENOMEM, details)
            : Failures.of((int) -result, details);
    }

    private void prepare(long offset, long size) throws IOException {
        if (options.hugePages()) mapping.advise(HUGE_PAGES, offset, size);
        if (options.populate() != Populate.NONE) mapping.populate(options.populate() == Populate.WRITE, offset, size);
        if (options.locked()) mapping.lock(true, offset, size);
    }

    /** Returns the mapping. */
    public Mapping mapping() {
        return mapping;
    }

    /** Returns the file, for transfers out of it. */
    public FileChannel file() {
        return file;
    }

    /** Returns where in the file the mapping begins. */
    public long position() {
        return position;
    }

    /** Maps more of the file behind what is mapped; by one thread at a time, none of which closes the mapping. */
    public void extend(long size, long newSize) throws IOException {
        if (newSize < size)
            throw new IllegalArgumentException("a region of %d bytes does not shrink to %d".formatted(size, newSize));
        if (newSize > Math.max(size, options.reserved()))
            throw new IllegalArgumentException(
                "%d bytes are more than the %d that were reserved".formatted(newSize, options.reserved()));
        FileChannel stock = FileWrapper.inner(file);
        try {
            if (!stock.isOpen()) throw new ClosedChannelException();
            long first = mapping.unmapped(size);
            long length = mapping.unmapped(newSize) - first;
            check(call(fd -> Native.extendMap(first, length, fd, access, position + size, newSize - size, growth())));
            prepare(size, newSize - size);
        } finally {
            FileWrapper.follow(file);
        }
    }
}
