package io.penstock;

import java.nio.channels.FileChannel;
import java.util.Objects;

/**
 * A range of a file: the bytes to send, or the place where received bytes go. The caller closes the channel.
 *
 * @param file its own position is not used and does not move
 * @param position where the range begins, in bytes, &ge; 0
 * @param count length of the range in bytes, &ge; 0; may exceed 2 GiB and reach past the end of the file. {@link
 *     Long#MAX_VALUE} means to the end: of the file when sending, of the stream when receiving
 */
public record FileRange(FileChannel file, long position, long count) {
    /**
     * Makes a range. Whether the file is open is checked when the range is used.
     *
     * @param file the file
     * @param position where the range begins, in bytes, &ge; 0
     * @param count length of the range in bytes, &ge; 0; {@link Long#MAX_VALUE} means to the end
     * @throws IllegalArgumentException if the position or the count is negative
     */
    public FileRange {
        Objects.requireNonNull(file, "file");
        if (position < 0) throw new IllegalArgumentException("position is negative: " + position);
        if (count < 0) throw new IllegalArgumentException("count is negative: " + count);
    }

    /**
     * Returns the range from byte 0 to the end.
     *
     * <pre>{@code
     * TransferResult sent = NativeChannels.transferTo(FileRange.of(file), socket, TransferOptions.DEFAULT);
     * TransferResult received = NativeChannels.transferFrom(socket, FileRange.of(file), TransferOptions.DEFAULT);
     * }</pre>
     *
     * @param file the file
     * @return the whole file, at the length it has when the range is used; when receiving, the whole stream
     */
    public static FileRange of(FileChannel file) {
        return new FileRange(file, 0, Long.MAX_VALUE);
    }
}
