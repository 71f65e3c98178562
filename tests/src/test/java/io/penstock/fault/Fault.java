package io.penstock.fault;

/** What a system call may fail with, and the C library's words for it, one of which the library's exceptions have. */
enum Fault {
    EINTR("Interrupted system call"),
    EAGAIN("Resource temporarily unavailable"),
    ENOSYS("Function not implemented"),
    EINVAL("Invalid argument"),
    ENOSPC("No space left on device"),
    EIO("Input/output error"),
    EPIPE("Broken pipe"),
    ECONNRESET("Connection reset"), // "by peer" where a write meets it
    ENOMEM("Cannot allocate memory"),
    EMFILE("Too many open files"),
    EPERM("Operation not permitted"),
    EOPNOTSUPP("Operation not supported"),
    EXDEV("Invalid cross-device link"),
    EACCES("Permission denied"),

    /** A number without a name, of NFS inside the kernel, which file systems in user space can answer too. */
    NAMELESS("Input/output error");

    private static final String NUMBER = "524";

    private final String words;

    Fault(String words) {
        this.words = words;
    }

    /** Whether it says that one may try again, so that a call that always fails so is a wait without end. */
    boolean isPassing() {
        return this == EINTR || this == EAGAIN;
    }

    /** As strace takes it. */
    String injected() {
        return this == NAMELESS ? NUMBER : name();
    }

    /** A read that meets EPIPE is a reset to the JDK, and later ones are told so too. */
    boolean isNamedIn(String message) {
        if (this == EPIPE && message.contains("java.net.SocketException: " + ECONNRESET.words)) return true;
        return message.contains(words) || message.contains("(" + name() + ")") || this == NAMELESS
            && message.contains("error " + NUMBER);
    }
}
