package io.penstock.internal.transfer;

import io.penstock.TransferOptions;
import io.penstock.internal.end.FileEnd;
import io.penstock.internal.memory.Buffers;
import io.penstock.internal.turn.Turns;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;

/**
 * A transfer into a file that is open for direct I/O, which takes whole blocks only, out of aligned
 * memory. What the source has beyond the last whole block cannot be written.
 */
final class BlockReceive extends BufferReceive {
    /** The block size of most devices, and a multiple of that of the others. */
    private static final int BLOCK = 4096;

    BlockReceive(
            FileEnd file, long position, long count, ReadableByteChannel source, TransferOptions options,
            String reason) {
        super(file, position, count, source, options, Turns.of(options, source, false), reason);
    }

    @Override
    ByteBuffer take(int size) {
        ByteBuffer whole = Buffers.whole(Math.max(size, BLOCK) + BLOCK);
        return whole.isDirect() ? whole.alignedSlice(BLOCK) : whole; // the JDK aligns what it copies from the heap
    }

    @Override
    int turn(int most) {
        return Math.max(most / BLOCK, 1) * BLOCK;
    }

    /** Reads until the buffer ends with a block: streams bring pieces of any size. */
    @Override
    int fill() throws IOException {
        int n = read();
        int blocks = (buffer.position() + BLOCK - 1) / BLOCK;
        buffer.limit(Math.min(buffer.limit(), blocks * BLOCK));
        while (n > 0 && buffer.hasRemaining()) n = read();
        return buffer.position() > 0 ? buffer.position() : n;
    }

    /** Writes the whole blocks first, so that only the rest of them is refused. */
    @Override
    void write() throws IOException {
        int end = buffer.limit();
        int blocks = buffer.remaining() / BLOCK * BLOCK;
        if (blocks > 0) buffer.limit(buffer.position() + blocks);
        try {
            super.write();
        } finally {
            buffer.limit(end);
        }
    }
}
