package io.penstock.internal;

import java.io.IOException;

/** One direction of a socket or pipe. */
abstract class StreamEnd extends End {
    /** Whether a system call may wait: the stream is blocking, no virtual thread uses it, and a close ends the wait. */
    abstract boolean blocksInKernel();

    /** Whether this is the input of a socket that was shut down. */
    abstract boolean isShut();

    /** Notes that bytes have come: a read timeout begins anew. */
    void moved() {}

    /** Notes that the peer has reset the connection, which the kernel says only once. False if this is no socket. */
    abstract boolean setReset();

    /** What to throw when a system call that reads here has failed with that errno; the details may be null. */
    final IOException readFailure(int errno, String details) {
        boolean isReset = errno == Errno.ECONNRESET || errno == Errno.EPIPE;
        return isReset && setReset() ? Failures.reset(errno, details) : failure(errno, details);
    }
}
