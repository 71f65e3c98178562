package io.penstock.internal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;

/** A transfer into a file, out of a channel that is read at its own position. */
abstract class Receive extends Transfer {
    /** Before JDK 21, {@code FileChannel.transferFrom} is specified to leave a file alone that ends before the position. */
    static final boolean LEAVES_GAPS = Runtime.version().feature() >= 21;

    final ReadableByteChannel source;

    /** Whether the source is a file that is empty or, like those of {@code /proc}, does not tell its size. */
    boolean sizeUnknown;

    Receive(FileChannel file, long position, long count, ReadableByteChannel source) {
        super(file, position, count, source);
        this.source = source;
    }

    /** A source file is read to the end it has now: it may be the same file, and grow. Sizes of 0 say nothing, see {@link Send}. */
    @Override
    final void limit() throws IOException {
        if (!LEAVES_GAPS) {
            if (position > file.size()) count = 0;
            else Transfers.checkReadable(WrappedFileChannel.inner(source));
        }
        if (source instanceof FileChannel from) {
            long size = from.size();
            sizeUnknown = size == 0;
            if (size > 0) count = Math.min(count, Math.max(size - from.position(), 0));
        }
    }
}
