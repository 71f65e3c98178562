package io.penstock.internal.jni;

/** Error numbers of Linux, the same on all 64-bit machines that run Java; natives return them negative. */
public final class Errno {
    public static final int EPERM = 1;
    public static final int EINTR = 4;
    static final int ENXIO = 6;
    static final int EBADF = 9;
    public static final int EAGAIN = 11;
    public static final int ENOMEM = 12;
    public static final int EFAULT = 14;
    static final int EXDEV = 18;
    static final int EINVAL = 22;
    public static final int ENFILE = 23;
    public static final int EMFILE = 24;
    static final int ETXTBSY = 26;
    static final int EFBIG = 27;
    static final int ENOSPC = 28;
    public static final int ESPIPE = 29;
    public static final int EPIPE = 32;
    static final int ENOSYS = 38;
    public static final int ENODATA = 61;
    public static final int ENONET = 64;
    public static final int EPROTO = 71;
    static final int EOPNOTSUPP = 95;
    public static final int ECONNRESET = 104;
    static final int EDQUOT = 122;

    private Errno() {}

    /**
     * Tells whether this result means that {@code copy_file_range(2)} does not serve two files, while reads and writes
     * may: all errors except EINTR and those that a read or write would return as well. {@code
     * rust/src/transfer/copy.rs} has the same list.
     */
    public static boolean isRefusal(long result) {
        return result < 0 && switch ((int) -result) {
            case EINTR, EAGAIN, EFBIG, ENOSPC, EDQUOT -> false;
            default -> true;
        };
    }

    /** Returns the C library's message, which the JDK's exceptions have too: {@code Broken pipe}. */
    public static String message(int errno) {
        String described = Native.describe(errno);
        return described.substring(0, described.lastIndexOf(" ("));
    }

    /** Returns message and name, as in {@code Broken pipe (EPIPE)}. */
    public static String describe(long result) {
        return Native.describe((int) -result);
    }
}
