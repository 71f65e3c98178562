package io.penstock.internal.load;

/**
 * Tells whether there is room for what a first use takes. A class whose initialiser runs out of stack or heap, ours or
 * the JDK's, is unusable ever after; so the lack is provoked here instead, where it breaks nothing.
 */
public final class Room {
    /**
     * This many calls of {@link #deepen} take a third more stack than loading the library, which takes about 75 KB
     * while all of it is interpreted.
     */
    private static final int LOADING = 400;

    /** This many take what the JDK's own transfers take, and our few objects around them. */
    private static final int FALLING_BACK = 100;

    /** The room for loading, in bytes of the heap. */
    private static final int LOADING_BYTES = 1 << 19;
    private static final int FALLING_BACK_BYTES = 1 << 14;

    /**
     * This many calls of {@link #descend} take more stack than leaving the thread set after a system call, even if that
     * is interpreted.
     */
    private static final int LEAVING = 200;

    private Room() {}

    /**
     * Returns the error that shows too little room to load the library, or to look up members of the JDK; null if there
     * is enough.
     *
     * @throws VirtualMachineError if there is too little for anything
     */
    public static VirtualMachineError lack() {
        try {
            take(LOADING, LOADING_BYTES);
            return null;
        } catch (StackOverflowError | OutOfMemoryError e) {
            take(FALLING_BACK, FALLING_BACK_BYTES);
            return e;
        }
    }

    private static long take(int calls, int bytes) {
        return deepen(calls, 1, 2, 3, 4, 5, 6, 7, 8) + new byte[bytes].length;
    }

    /** Fills stack frames. The sum only serves to keep the numbers until the call returns. */
    private static long deepen(int calls, long a, long b, long c, long d, long e, long f, long g, long h) {
        if (calls == 0) return a + h;
        return deepen(calls - 1, b, c, d, e, f, g, h, a) + a + b + c + d + e + f + g + h;
    }

    /**
     * Throws, before a thread set is entered, the {@link StackOverflowError} that would otherwise come on the way out:
     * the set would never be left, and a close of the file would wait for ever.
     */
    public static void toLeave() {
        descend(LEAVING, 1, 2, 3);
    }

    private static long descend(int calls, long a, long b, long c) {
        return calls == 0 ? a : descend(calls - 1, a, b, c) + a + b + c;
    }
}
