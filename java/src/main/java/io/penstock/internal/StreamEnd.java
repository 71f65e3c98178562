package io.penstock.internal;

/** One direction of a socket or pipe. */
abstract class StreamEnd extends End {
    /** Whether a system call may wait: the stream is blocking, no virtual thread uses it, and a close ends the wait. */
    abstract boolean blocksInKernel();

    /** Whether this is the input of a socket that was shut down. */
    abstract boolean isShut();

    /** Notes that bytes have come: a read timeout begins anew. */
    void moved() {}

    /** Notes that the peer has reset the connection, which the kernel says only once. */
    abstract void setReset();
}
