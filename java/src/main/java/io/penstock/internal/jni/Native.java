package io.penstock.internal.jni;

/**
 * Declares every function of the native library except the one of {@code Members}; {@code rust/src/jni.rs} is its other
 * half.
 *
 * <p>Callers ensure that {@code Library.failure} is null, that the numbers are in range, and that no descriptor is
 * closed during a call.
 */
public final class Native {
    /** Returned where the native code has hit a bug of its own; no errno is as large. */
    static final long PANIC = -4096;

    private Native() {}

    /** Throws if the result is {@link #PANIC}. */
    public static long checked(long result) {
        if (result == PANIC)
            throw new InternalError("penstock: a bug in the native library; standard error has its message");
        return result;
    }

    /**
     * Moves up to {@code count} bytes from {@code position} of a file into the target's descriptor. Returns early on a
     * short count, on {@code EAGAIN} and on {@code EINTR}; waits only where the target is a blocking descriptor.
     *
     * @param strategy ordinal of a {@link io.penstock.Strategy}
     * @param file descriptor open for reading
     * @param position in bytes, &ge; 0
     * @param count in bytes, 0 to 2 GiB
     * @param target descriptor open for writing
     * @param bufferSize bytes per read of {@code READ_WRITE}, &ge; 1
     * @return what {@link Outcome} takes apart, or {@link #PANIC}
     */
    public static native long transferTo(int strategy, int file, long position, long count, int target, int bufferSize);

    /**
     * {@code copy_file_range(2)} from the source file's own position, which moves.
     *
     * @param source descriptor open for reading
     * @param target descriptor open for writing
     * @param position in the target, in bytes, &ge; 0
     * @param count in bytes, &ge; 0
     * @return bytes copied, a negative errno, or {@link #PANIC}
     */
    public static native long copyFileRange(int source, int target, long position, long count);

    /**
     * {@code pread(2)}.
     *
     * @param file descriptor open for reading
     * @param address of {@code length} bytes that can be written to and stay where they are
     * @param position in bytes, &ge; 0
     * @return bytes read, 0 at the end of the file; a negative errno; or {@link #PANIC}
     */
    public static native long pread(int file, long address, int length, long position);

    /**
     * {@code pwrite(2)}.
     *
     * @param file descriptor open for writing
     * @param address of {@code length} bytes that stay where they are
     * @param position in bytes, &ge; 0
     * @return bytes written, a negative errno, or {@link #PANIC}
     */
    public static native long pwrite(int file, long address, int length, long position);

    /**
     * Creates the flow that the functions below take. Returns it, or a negative errno, {@code ENOMEM}.
     *
     * @param pace of {@code Flow}
     * @param address of {@code length} bytes to be delivered first
     */
    public static native long openFlow(int pace, long address, int length);

    /** Ends a flow and discards the bytes that it holds. */
    public static native void closeFlow(long flow);

    /**
     * Delivers what the flow holds and goes on reading, until {@code count} bytes have reached the file. Does not wait:
     * on {@code EAGAIN} the source has nothing.
     *
     * @param flow used by one thread at a time
     * @param source descriptor of a socket or pipe
     * @param sourceBlocks whether that is a blocking one
     * @param file descriptor open for writing
     * @param position in bytes, &ge; 0
     * @param count in bytes, 0 to 2 GiB
     * @return what {@link Outcome} takes apart, or {@link #PANIC}
     */
    public static native long stepIntoFile(long flow, int source, boolean sourceBlocks, int file, long position,
            long count);

    /**
     * Does the same as {@link #stepIntoFile}, into a socket or pipe. On {@code EAGAIN} the target is full if bytes are
     * {@link #held}.
     */
    public static native long stepIntoStream(long flow, int source, boolean sourceBlocks, int target,
            boolean targetBlocks, long count);

    /** Returns how many bytes have left the source and not reached the target. */
    public static native long held(long flow);

    /** Returns how many bytes were taken from the source since the start. */
    public static native long bytesRead(long flow);

    /**
     * Copies held bytes out, as many as fit into a buffer on the native stack: it allocates no memory.
     *
     * @param from where in the array they begin
     * @return how many, 0 if there are none or there is no room, or a negative errno
     */
    public static native long take(long flow, byte[] bytes, int from);

    /** Creates the gathering that the functions below take: over a pipe if there is one, or over a buffer. */
    public static native long openGathering(boolean splice);

    /** Ends a gathering and discards the bytes that it holds. */
    public static native void closeGathering(long gathering);

    /**
     * Adds bytes to a gathering. Returns how many, or a negative errno, {@code EAGAIN} if it is full.
     *
     * @param gathering used by one thread at a time
     * @param address of {@code length} bytes
     */
    public static native long gatherBytes(long gathering, long address, int length);

    /**
     * Adds bytes of a file. Returns how many, 0 at its end, or a negative errno, {@code EAGAIN} if the gathering is
     * full.
     */
    public static native long gatherFile(long gathering, int file, long position, long count);

    /**
     * Delivers the held bytes. Returns how many, at least 1, or a negative errno.
     *
     * @param wait whether it may wait where the target is a blocking descriptor
     */
    public static native long deliver(long gathering, int target, boolean wait);

    /**
     * Copies from a place in a file to a place in another.
     *
     * @param count in bytes, 0 to 2 GiB
     * @param inKernel whether {@code copy_file_range(2)} may do it, which may share blocks instead
     * @return what {@link Outcome} takes apart, or {@link #PANIC}
     */
    public static native long copy(int source, long position, int target, long targetPosition, long count,
            boolean inKernel);

    /** Tells whether both are the same file: 1 or 0, a negative errno, or {@link #PANIC}. */
    public static native long sameFile(int one, int other);

    /** Lets a range of the target share the source's blocks: 0, a negative errno, or {@link #PANIC}. */
    public static native long share(int source, long position, long count, int target, long targetPosition);

    /**
     * Finds ranges of data. Leaves the file's offset and the process's locks on the file as they are.
     *
     * @param own whether no other code uses the descriptor or its open file description, which is then used directly
     * @param end &gt; {@code position}
     * @param ranges receives the beginning and the end of each, as many as fit; an even length, &ge; 2
     * @return how many; if there is room for more, what follows is a hole up to {@code end}. A negative errno where
     *     that is not known
     */
    public static native int dataRanges(int file, boolean own, long position, long end, long[] ranges);

    /** Opens an end of a pipe once more, for calls that do not block. Returns a descriptor, or a negative errno. */
    public static native int reopenPipe(int pipe, boolean writes);

    /** Closes a descriptor that {@link #reopenPipe} has opened. */
    public static native void closePipe(int pipe);

    /** Punches a hole into the file. Returns 0, or a negative errno. */
    public static native long punchHole(int file, long position, long count);

    /** Extends the file to that size, by a hole, unless it is longer. Returns 0, or a negative errno. */
    public static native long setSize(int file, long size);

    /**
     * Maps a range of a file.
     *
     * @param file descriptor open for reading, and for writing if {@code access} says so
     * @param access of {@code Mapping}
     * @param position in bytes, &ge; 0
     * @param size in bytes, &ge; 0
     * @param reserved bytes of address space to keep, {@code size} or more; or 0
     * @param growth of {@code Mapper}
     * @param hugePages whether the reserved range is to begin where huge pages can
     * @return the address of the page that has the first byte, and in its low bits the logarithm of the page's size; 0
     *     for the address where nothing is mapped; a negative errno, {@code ENODATA} if the file is too short; or
     *     {@link #PANIC}
     */
    public static native long mapFile(int file, int access, long position, long size, long reserved, int growth,
            boolean hugePages);

    /**
     * Makes the file longer, and maps the new part in pages from {@code address} on.
     *
     * @param length of these pages in bytes; 0 if there are none
     * @param position where the new bytes begin
     * @param size how many there are
     * @return 0, a negative errno, or {@link #PANIC}
     */
    public static native long extendMap(long address, long length, int file, int access, long position, long size,
            int growth);

    /** Replaces a mapping by what {@code stale} of {@code Mapping} says: 0, a negative errno, or {@link #PANIC}. */
    public static native long releaseMap(long address, long length, int stale);

    /** {@code madvise(2)}: 0, a negative errno, or {@link #PANIC}. */
    public static native long adviseMap(long address, long length, int advice);

    /** Makes pages ready by reading, or by writing to each. Returns 0, a negative errno, or {@link #PANIC}. */
    public static native long populateMap(long address, long length, boolean write);

    /** {@code mlock(2)} or {@code munlock(2)}: 0, a negative errno, or {@link #PANIC}. */
    public static native long lockMap(long address, long length, boolean lock);

    /** {@code msync(2)}, which waits for the device: 0, a negative errno, or {@link #PANIC}. */
    public static native long syncMap(long address, long length);

    /** {@code mincore(2)}: bytes in memory, a negative errno, or {@link #PANIC}. */
    public static native long residentBytes(long address, long length);

    /**
     * Copies memory in the kernel, which reports a missing page as {@code EFAULT}. Returns the bytes copied, a negative
     * errno, or {@link #PANIC}.
     */
    public static native long copyMemory(long from, long to, int length);

    /**
     * Allocates zeroed memory that the JVM does not count. Returns its address, or a negative errno, {@code ENOMEM}.
     */
    public static native long allocate(int length);

    /** Frees memory of {@link #allocate}. */
    public static native void free(long address);

    /** Closes pipes that were idle since the last call. Returns how many are still idle. */
    public static native int trimPipes();

    /**
     * Returns the numbers of open and idle pipes, and how often one was created, or was unavailable, since the start.
     */
    public static native long[] pipeCounts();

    /** Tells whether the network device gathers: 1 or 0, or a negative errno. */
    public static native int scatterGather(String device);

    /** Describes an errno, as in {@code Broken pipe (EPIPE)}. */
    public static native String describe(int errno);

    /** Returns the library's release, as in {@code Version.TEXT}. */
    public static native String version();
}
