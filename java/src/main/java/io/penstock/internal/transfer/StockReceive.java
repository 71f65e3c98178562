package io.penstock.internal.transfer;

import io.penstock.TransferOptions;
import io.penstock.TransferPath;
import io.penstock.TransferResult;
import io.penstock.internal.end.FileEnd;
import io.penstock.internal.jdk.FileHandles;
import io.penstock.internal.turn.Turns;
import java.io.IOException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;

/**
 * A transfer by the JDK's own {@code FileChannel.transferFrom}, repeated until the range is full or the source ends.
 */
final class StockReceive extends Receive {
    private final TransferOptions options;
    private final String reason;

    StockReceive(
            FileEnd file, long position, long count, ReadableByteChannel source, TransferOptions options,
            String reason) {
        super(file, position, count, source, options, Turns.of(options, source, false));
        this.options = options;
        this.reason = reason;
    }

    @Override
    public void move() throws IOException {
        while (goOn()) {
            long turn = Math.min(chunk, count - moved);
            long n = fileEnd.stock.transferFrom(source, position + moved, turn);
            moved += n;
            if (moved >= count) return;
            if (n <= 0 || n < turn && !(source instanceof FileChannel)) {
                moveRest();
                return;
            }
        }
    }

    /**
     * Moves the rest by reads: the JDK returns 0 for a stream that has ended, for one that has nothing yet, and for a
     * file that tells no size; only a read tells which.
     */
    private void moveRest() throws IOException {
        if (source instanceof DatagramChannel) return; // it has no end, and the read would block
        // a file open for direct I/O is read in whole blocks only
        if (source instanceof FileChannel from && FileHandles.cover(from) && FileHandles.isDirect(from)) {
            ended = from.position() >= from.size();
            return;
        }
        TransferOptions ofRest = options.withBufferSize(TransferOptions.DEFAULT_BUFFER_SIZE);
        moveRest(new BufferReceive(fileEnd, position, count, source, ofRest, turns, reason));
    }

    @Override
    TransferResult ofWay() {
        return uncounted(moved, TransferPath.STOCK_NIO, reason);
    }
}
