package io.penstock;

/**
 * Says how bytes of a file reach their target. All calls that take no strategy use {@link #AUTO}; the others are for
 * measurements with {@link NativeChannels#transferTo(FileRange, java.nio.channels.WritableByteChannel, Strategy,
 * TransferOptions)}.
 *
 * <p>A strategy other than {@code AUTO} is used or refused, never replaced: for ends that it cannot serve, the call
 * throws an {@link UnsupportedOperationException} before any byte has moved.
 */
public enum Strategy {
    /** Chooses by the kinds of the two ends and falls back where the kernel refuses. */
    AUTO,
    /** {@code pread(2)} into a user-space buffer, then {@code write(2)}: two copies by the CPU. */
    READ_WRITE,
    /** {@code mmap(2)} of a window of the file, then {@code write(2)} from it: one copy by the CPU. */
    MAP_WRITE,
    /** {@code sendfile(2)}: none to one copy by the CPU, depending on the target and its device. */
    SENDFILE,
    /** {@code splice(2)} from the file into a pipe and on into the target. */
    SPLICE
}
