package io.penstock.bench;

import io.penstock.FileRange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.List;

/** What a careful Java programmer writes on stock NIO. */
final class Loops {
    /** Bytes of a hand-tuned loop's buffer: beyond it nothing is gained. */
    static final int BUFFER = 256 << 10;

    private Loops() {}

    /** Calls {@code transferTo} until everything has gone. */
    static long transferTo(FileChannel file, long position, long count, WritableByteChannel target) throws IOException {
        long moved = 0;
        while (moved < count) {
            long n = file.transferTo(position + moved, count - moved, target);
            // the socket of a virtual thread is full: the JDK's transfer does not wait for it
            if (n == 0) Thread.yield();
            moved += n;
        }
        return moved;
    }

    /** Calls {@code transferFrom} until everything has come, or nothing more does. */
    static long transferFrom(ReadableByteChannel source, FileChannel file, long count) throws IOException {
        long moved = 0;
        for (long n = 1; n > 0 && moved < count; moved += n) n = file.transferFrom(source, moved, count - moved);
        return moved;
    }

    /** Out of a range of a file through a direct buffer. */
    static long send(FileChannel file, long position, long count, WritableByteChannel target, ByteBuffer buffer)
        throws IOException {
        long moved = 0;
        while (moved < count) {
            buffer.clear().limit((int) Math.min(buffer.capacity(), count - moved));
            if (file.read(buffer, position + moved) < 0) break;
            for (buffer.flip(); buffer.hasRemaining();) moved += target.write(buffer);
        }
        return moved;
    }

    /** Ranges of a file, read into a direct buffer until it is full or they are all there. */
    static long gather(FileChannel file, List<FileRange> ranges, WritableByteChannel target, ByteBuffer buffer)
        throws IOException {
        long moved = 0;
        buffer.clear();
        for (FileRange range : ranges) {
            long position = range.position();
            long end = position + range.count();
            while (position < end) {
                buffer.limit((int) Math.min(buffer.capacity(), buffer.position() + end - position));
                position += file.read(buffer, position);
                if (buffer.position() == buffer.capacity()) moved += drain(buffer, target);
            }
        }
        return moved + drain(buffer, target);
    }

    private static long drain(ByteBuffer buffer, WritableByteChannel target) throws IOException {
        long moved = 0;
        for (buffer.flip(); buffer.hasRemaining();) moved += target.write(buffer);
        buffer.clear();
        return moved;
    }

    /** From one channel to another, to the end, through a direct buffer. */
    static long pump(ReadableByteChannel source, WritableByteChannel target, ByteBuffer buffer) throws IOException {
        long moved = 0;
        while (source.read(buffer.clear()) >= 0) {
            for (buffer.flip(); buffer.hasRemaining();) moved += target.write(buffer);
        }
        return moved;
    }
}
