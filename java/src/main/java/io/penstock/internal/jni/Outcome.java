package io.penstock.internal.jni;

/** Takes apart the number that {@link Native#transferTo} returns; {@code outcome.rs} puts it together. */
public final class Outcome {
    /** Stop code: no error; the count is reached or the target took less than was offered. */
    public static final int PAUSE = 0;

    /** Stop code: the file has no byte where the next one would be. */
    public static final int END = 255;

    /** Stop code: the kernel does not serve these two ends by this strategy; {@link #errno} says why. */
    public static final int REFUSED = 254;

    /** Stop code: a signal came. This and all codes but those above are an errno. */
    public static final int EINTR = Errno.EINTR;

    /** Stop code: a non-blocking target is full. */
    public static final int EAGAIN = Errno.EAGAIN;

    /** A word with {@link #END} and nothing else. */
    public static final long ENDED = (long) END << 32;

    private Outcome() {}

    /** Returns the bytes that reached the target. */
    public static long bytes(long word) {
        return word & 0xffff_ffffL;
    }

    /** Returns why the call returned. */
    public static int stop(long word) {
        return (int) (word >>> 32) & 0xff;
    }

    /** Returns why the first choice was refused, or 0 if it was not. */
    public static int errno(long word) {
        return (int) (word >>> 40) & 0xff;
    }

    /** Returns the ordinal of the {@link io.penstock.TransferPath}. */
    public static int path(long word) {
        return (int) (word >>> 48) & 0x7;
    }

    /** Returns the number of system calls made. */
    public static int calls(long word) {
        return (int) (word >>> 51);
    }
}
