package io.penstock.internal.map;

import io.penstock.MapOptions;
import io.penstock.internal.jdk.MapHandles;
import io.penstock.internal.jdk.Segments;
import io.penstock.internal.jni.Errno;
import io.penstock.internal.jni.Failures;
import io.penstock.internal.jni.Native;
import io.penstock.internal.memory.SharedCleaner;
import java.io.IOException;
import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Pages of a file in our address space, and a count of their users: buffers that have not been collected, and calls
 * under way. A close releases the file at once and keeps the addresses until the last user is gone, so that no user
 * ever reaches foreign memory.
 */
public final class Mapping {
    /** Who may do what; {@code Access} in {@code region.rs}. */
    static final int READ = 0;
    static final int WRITE = 1;
    static final int COPY = 2;

    /**
     * What a closed mapping leaves behind, or 1 and 2 for the kinds of {@link io.penstock.StaleAccess}; {@code Stale}
     * in {@code map.rs}.
     */
    private static final int NOTHING = 0;

    /** Advice where the kernel refuses to lock pages, or to map any where all must be locked. */
    private static final String LOCKED = "; how much memory may be locked (ulimit -l)?";

    /** The one call of these that the JDK makes too. */
    private static final String MSYNC = "msync(2)";

    /** Added to {@link #uses} by the close. */
    private static final long CLOSED = 1L << 62;

    /**
     * Mappings that could not be unmapped when their last buffer was gone, because that would have split a mapping of
     * the kernel.
     */
    private static final AtomicReference<Mapping> LEFT = new AtomicReference<>();

    /** The address of the first byte, which need not be the start of a page. */
    private final long address;

    /** The address of the first page. */
    private final long start;

    /** Bytes from there on, with those that are reserved. */
    private final long length;

    /** Bytes per page. */
    private final long page;

    private final int access;
    private final int stale;
    private final AtomicLong uses = new AtomicLong();
    private Mapping next;

    Mapping(long start, long page, long before, long room, int access, MapOptions options) {
        this.start = start;
        this.page = page;
        this.access = access;
        address = start + before;
        length = pages(before + room);
        stale = 1 + options.stale().ordinal();
    }

    /** Rounds bytes up to whole pages. */
    private long pages(long bytes) {
        return (bytes + page - 1) & -page;
    }

    int access() {
        return access;
    }

    /** Tells whether the mapping is read-only. */
    public boolean isReadOnly() {
        return access == READ;
    }

    /** Tells whether writes stay private to this process. */
    public boolean isPrivate() {
        return access == COPY;
    }

    /** Tells whether the mapping was closed. */
    public boolean isClosed() {
        return uses.get() >= CLOSED;
    }

    long address(long offset) {
        return address + offset;
    }

    /** Returns the first page that holds none of the first {@code size} bytes. */
    long unmapped(long size) {
        return start + pages(address - start + size);
    }

    /** Keeps the addresses until {@link #exit}. Throws if the mapping is closed. */
    void enter() {
        long now;
        do {
            now = uses.get();
            if (now >= CLOSED) throw closed();
        } while (!uses.weakCompareAndSetVolatile(now, now + 1));
    }

    /** Undoes {@link #enter}. Must not throw, wait or lock: see {@link MapHandles#buffer}. */
    void exit() {
        if (uses.decrementAndGet() == CLOSED) unmap();
    }

    /** Returns the exception for accesses to a closed region. */
    public static IllegalStateException closed() {
        return new IllegalStateException("the region is closed");
    }

    private void unmap() {
        if (length == 0 || Native.releaseMap(start, length, NOTHING) == 0) return;
        Mapping top;
        do {
            top = LEFT.get();
            next = top;
        } while (!LEFT.compareAndSet(top, this));
    }

    /** Unmaps the mappings that could not be unmapped before. */
    static void unmapLeft() {
        if (LEFT.get() == null) return;
        Mapping next;
        for (Mapping one = LEFT.getAndSet(null); one != null; one = next) {
            next = one.next;
            one.unmap();
        }
    }

    /** Has the mapping released when its region and all of its buffers are unreachable. */
    public Cleaner.Cleanable releaseWith(Object region) {
        try {
            return SharedCleaner.get().register(region, this::abandon);
        } catch (Throwable e) {
            abandon();
            throw e;
        }
    }

    /** Releases the mapping now or when its last buffer is gone; if the kernel refuses, the next map tries again. */
    void abandon() {
        if (isClosed()) return;
        uses.getAndAdd(CLOSED + 1);
        exit();
    }

    /**
     * Releases the file. Called by one thread at a time.
     *
     * @throws IOException if the kernel refuses, and then the mapping is as it was
     */
    public void close() throws IOException {
        if (isClosed()) return;
        unmapLeft();
        // One of the uses is ours, or the last of the others would free the addresses that we are about to replace.
        boolean used = uses.getAndAdd(CLOSED + 1) > 0;
        long result = length == 0 ? 0 : Native.releaseMap(start, length, used ? stale : NOTHING);
        if (result != 0) {
            uses.getAndAdd(-CLOSED - 1);
            throw new IOException(
                "%s: the region stays open%s".formatted(Errno.describe(Native.checked(result)), advice(result)));
        }
        if (used) exit();
    }

    static String advice(long result) {
        return switch ((int) -result) {
            case Errno.ENOMEM -> "; has the process as many mappings as vm.max_map_count allows?";
            case Errno.EAGAIN -> LOCKED;
            default -> "";
        };
    }

    /** Returns a part of the mapping as a buffer. */
    public MappedByteBuffer buffer(long offset, int size) {
        enter();
        try {
            return MapHandles.buffer(isReadOnly(), address(offset), size, this::exit);
        } catch (Throwable e) {
            exit();
            throw e;
        }
    }

    /** Returns the first bytes as a {@code MemorySegment}; the addresses stay mapped as long as it is reachable. */
    public Object segment(long size) {
        Segments.check();
        enter();
        Object segment;
        try {
            segment = Segments.of(address(0), size, this::exit);
        } catch (Throwable e) {
            exit();
            throw e;
        }
        return isReadOnly() ? Segments.readOnly(segment) : segment;
    }

    /** A system call on a range of the mapping. */
    @FunctionalInterface
    private interface Call {
        long on(long address, long length);
    }

    private long call(String name, long offset, long size, Call call) throws IOException {
        enter();
        try {
            if (size == 0) return 0;
            long first = address(offset) & -page;
            long result;
            do {
                result = Native.checked(call.on(first, pages(address(offset) + size - first)));
            } while (result == -Errno.EINTR);
            if (isClosed()) throw closed();
            if (result < 0)
                throw failure(result, name, "%s of %d bytes from %d on%s".formatted(name, size, offset, why(result)));
            return result;
        } finally {
            exit();
        }
    }

    /** Returns the exception, with the JDK's message where the JDK makes that call too. */
    private static IOException failure(long result, String name, String details) {
        return name.equals(MSYNC) ? Failures.unsynced((int) -result, details)
            : new IOException("%s: %s".formatted(Errno.describe(result), details));
    }

    private static String why(long result) {
        return switch ((int) -result) {
            case Errno.EFAULT -> "; the file has become shorter, or its disk is full or fails";
            case Errno.ENOMEM, Errno.EPERM, Errno.EAGAIN -> LOCKED;
            default -> "";
        };
    }

    /** Calls {@code madvise}, by the number of {@code Advice} in {@code map.rs}. */
    public void advise(int advice, long offset, long size) throws IOException {
        call("madvise(2)", offset, size, (address, bytes) -> Native.adviseMap(address, bytes, advice));
    }

    /** Makes pages ready by a read, or by a write to each. */
    public void populate(boolean write, long offset, long size) throws IOException {
        call("populating", offset, size, (address, bytes) -> Native.populateMap(address, bytes, write));
    }

    /** {@code mlock} or {@code munlock}. */
    public void lock(boolean lock, long offset, long size) throws IOException {
        call(lock ? "mlock(2)" : "munlock(2)", offset, size, (address, bytes) -> Native.lockMap(address, bytes, lock));
    }

    /** {@code msync}. */
    public void force(long offset, long size) throws IOException {
        call(MSYNC, offset, size, Native::syncMap);
    }

    /** Returns how much of a range is in memory, from 0 to 1; 1 for an empty range. */
    public double resident(long offset, long size) throws IOException {
        long all = pages((address(offset) & page - 1) + size);
        long resident = call("mincore(2)", offset, size, Native::residentBytes);
        return size == 0 ? 1 : (double) resident / all;
    }

    /** Copies out of the mapping or into it, as much as the buffer has room for or holds. */
    public void copy(boolean out, long offset, ByteBuffer buffer) throws IOException {
        MappedCopy.run(this, out, offset, buffer);
    }
}
