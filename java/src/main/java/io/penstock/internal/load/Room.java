package io.penstock.internal.load;

/**
 * Whether there is room for what a first use takes. A class whose initialiser meets the end of the stack or of the heap
 * cannot be used ever after, be it ours or one of the JDK's; so those ends are met here instead, where nothing breaks.
 */
public final class Room {
    /**
     * So many calls of {@link #deepen} take a third more of the stack than loading the library does, which takes about
     * 75 KB while all of it is interpreted.
     */
    private static final int LOADING = 400;

    /** And so many what the JDK's own transfers take, and the few objects of ours around them. */
    private static final int FALLING_BACK = 100;

    /** The same in bytes of the heap. */
    private static final int LOADING_BYTES = 1 << 19;
    private static final int FALLING_BACK_BYTES = 1 << 14;

    /**
     * So many calls of {@link #descend} take more than leaving what a system call is made in does, also where the JIT
     * compiler leaves that to the interpreter.
     */
    private static final int LEAVING = 200;

    private Room() {}

    /**
     * What says that there is too little to load the library, or to look up members of the JDK; null if there is
     * enough.
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

    /** The sum is of no use, but for it the numbers have to be kept until the call returns. */
    private static long deepen(int calls, long a, long b, long c, long d, long e, long f, long g, long h) {
        if (calls == 0) return a + h;
        return deepen(calls - 1, b, c, d, e, f, g, h, a) + a + b + c + d + e + f + g + h;
    }

    /**
     * Before a thread set is entered: throws the {@link StackOverflowError} that would otherwise come on the way out,
     * so that the set would never be left, and a close of the file would wait for ever.
     */
    public static void toLeave() {
        descend(LEAVING, 1, 2, 3);
    }

    private static long descend(int calls, long a, long b, long c) {
        return calls == 0 ? a : descend(calls - 1, a, b, c) + a + b + c;
    }
}
