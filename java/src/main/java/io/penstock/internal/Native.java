package io.penstock.internal;

import java.lang.invoke.MethodHandles;

/**
 * Every function of the native library; {@code rust/src/jni.rs} is its other half.
 *
 * <p>Callers see to it that {@link Library#FAILURE} is null, that the numbers are in range, and that a descriptor cannot be
 * closed under a call.
 */
final class Native {
    /** Answered where the native code ran into a bug of its own; no errno is as large. */
    static final long PANIC = -4096;

    private Native() {}

    /** Throws if the result is {@link #PANIC}. */
    static long checked(long result) {
        if (result == PANIC) throw new InternalError("penstock: a bug in the native library; standard error has its message");
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
    static native long transferTo(int strategy, int file, long position, long count, int target, int bufferSize);

    /**
     * {@code copy_file_range(2)} from the source file's own position, which moves.
     *
     * @param source descriptor open for reading
     * @param target descriptor open for writing
     * @param position in the target, in bytes, &ge; 0
     * @param count in bytes, &ge; 0
     * @return bytes copied, a negative errno, or {@link #PANIC}
     */
    static native long copyFileRange(int source, int target, long position, long count);

    /**
     * {@code pread(2)}.
     *
     * @param file descriptor open for reading
     * @param address of {@code length} bytes that can be written to and stay where they are
     * @param position in bytes, &ge; 0
     * @return bytes read, 0 at the end of the file; a negative errno; or {@link #PANIC}
     */
    static native long pread(int file, long address, int length, long position);

    /**
     * {@code pwrite(2)}.
     *
     * @param file descriptor open for writing
     * @param address of {@code length} bytes that stay where they are
     * @param position in bytes, &ge; 0
     * @return bytes written, a negative errno, or {@link #PANIC}
     */
    static native long pwrite(int file, long address, int length, long position);

    /** Whether the network device gathers: 1 or 0, or a negative errno. */
    static native int scatterGather(String device);

    /** What an errno means, as in {@code Broken pipe (EPIPE)}. */
    static native String describe(int errno);

    /** The lookup that the JDK keeps for itself. Not to be handed out. */
    static native MethodHandles.Lookup implLookup();

    /** Name and signature of each function that the library has registered on this class. */
    static native String[] registered();
}
