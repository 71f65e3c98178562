package io.penstock;

/**
 * How bytes of a file reach their target. {@link #AUTO} is what all other calls do; the others are for people who
 * measure, by
 * {@link NativeChannels#transferTo(FileRange, java.nio.channels.WritableByteChannel, Strategy, TransferOptions)}.
 *
 * <p>A strategy other than {@code AUTO} is used or refused, never replaced: ends it cannot serve give an
 * {@link UnsupportedOperationException} before any byte has moved.
 */
public enum Strategy {
    /** Chooses by what the two ends are and falls back where the kernel refuses. */
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
