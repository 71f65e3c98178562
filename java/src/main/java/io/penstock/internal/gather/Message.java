package io.penstock.internal.gather;

import io.penstock.FileRange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.List;

/** The parts of a gather in their order: 0 is the header, then come the ranges, then the trailer. */
final class Message {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final ByteBuffer header;
    private final FileRange[] ranges;
    private final ByteBuffer trailer;
    final long size;

    Message(ByteBuffer header, List<FileRange> ranges, ByteBuffer trailer) {
        this.header = header == null ? NOTHING : header.slice();
        this.ranges = ranges.toArray(FileRange[]::new);
        this.trailer = trailer == null ? NOTHING : trailer.slice();
        long sum = (long) this.header.remaining() + this.trailer.remaining();
        for (FileRange range : this.ranges) {
            checkLength(range);
            sum += range.count();
            if (sum < 0) throw new IllegalArgumentException("the ranges exceed " + Long.MAX_VALUE + " bytes");
        }
        size = sum;
    }

    /** Checks that a range has a definite length: the peer is told the message's length before it is sent. */
    private static void checkLength(FileRange range) {
        if (range.count() == Long.MAX_VALUE)
            throw new IllegalArgumentException(
                "a range of a gather has a length; use new FileRange(file, 0, file.size())");
        if (range.position() + range.count() < 0)
            throw new IllegalArgumentException("no file reaches so far: " + range.position() + " + " + range.count());
    }

    @Override
    public String toString() {
        return "%d ranges between %d and %d bytes".formatted(ranges.length, header.remaining(), trailer.remaining());
    }

    private int parts() {
        return ranges.length + 2;
    }

    private boolean isBuffer(int part) {
        return part == 0 || part == parts() - 1;
    }

    private long length(int part) {
        if (part == 0) return header.remaining();
        return part == parts() - 1 ? trailer.remaining() : ranges[part - 1].count();
    }

    /**
     * Tells whether the message consists of many small pieces, each of which would take a page of a pipe, and of a
     * packet.
     */
    boolean isFine() {
        return size / parts() < 4096;
    }

    /** A place in the message, before a byte or at the end. */
    final class Place {
        private int part;
        private long offset;

        Place() {
            skipEmpty();
        }

        private Place(Place other) {
            part = other.part;
            offset = other.offset;
        }

        Place copy() {
            return new Place(this);
        }

        boolean atEnd() {
            return part == parts();
        }

        /** Returns the file that holds the next byte; null where it is in a buffer, or at the end. */
        FileChannel file() {
            return atEnd() || isBuffer(part) ? null : ranges[part - 1].file();
        }

        /**
         * Returns the file that holds the next byte, or the first one after it; null where only the trailer is left.
         */
        FileChannel nextFile() {
            for (int next = Math.max(part, 1); next < parts() - 1; next++)
                if (length(next) > 0) return ranges[next - 1].file();
            return null;
        }

        /** Tells whether nothing comes after this part. */
        boolean isLast() {
            for (int next = part + 1; next < parts(); next++) if (length(next) > 0) return false;
            return true;
        }

        /** Returns the next byte's position in the file. */
        long position() {
            return ranges[part - 1].position() + offset;
        }

        /** Returns the number of bytes of this part from here on. */
        long left() {
            return length(part) - offset;
        }

        /** Returns the number of bytes from here to the end of the message. */
        long leftInAll() {
            long left = -offset;
            for (int next = part; next < parts(); next++) left += length(next);
            return left;
        }

        Message message() {
            return Message.this;
        }

        /** Returns the bytes left of a part that is a buffer. */
        ByteBuffer buffer() {
            return (part == 0 ? header : trailer).duplicate().position((int) offset);
        }

        /** Advances by that many bytes, through any number of parts. */
        void advance(long bytes) {
            offset += bytes;
            while (!atEnd() && offset >= length(part)) offset -= length(part++);
        }

        private void skipEmpty() {
            advance(0);
        }

        /** Calls {@code check} for each file from here on that has bytes to give; for no file twice in a row. */
        void forEachFile(FileCheck check) throws IOException {
            FileChannel last = null;
            for (int next = Math.max(part, 1); next < parts() - 1; next++) {
                FileChannel file = ranges[next - 1].file();
                if (file == last || length(next) == 0) continue;
                check.on(file);
                last = file;
            }
        }
    }

    @FunctionalInterface
    interface FileCheck {
        void on(FileChannel file) throws IOException;
    }
}
