package io.penstock.internal.transfer;

import io.penstock.TransferOptions;
import io.penstock.TransferPath;
import io.penstock.TransferResult;
import io.penstock.internal.end.FileEnd;
import io.penstock.internal.turn.Turns;
import java.io.IOException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.FileChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.WritableByteChannel;

/** A transfer by the JDK's own {@code FileChannel.transferTo}, called until it is done. */
final class StockSend extends Send {
    private final TransferOptions options;
    private final String reason;

    StockSend(
            FileEnd file, long position, long count, WritableByteChannel target, TransferOptions options,
            String reason) {
        super(file, position, count, target, options, Turns.of(options, target, false));
        this.options = options;
        this.reason = reason;
    }

    @Override
    public void move() throws IOException {
        while (goOn()) {
            long n = fileEnd.stock.transferTo(position + moved, Math.min(chunk, count - moved), target);
            moved += n;
            if (target instanceof DatagramChannel) return; // each call sends one packet
            if (n == 0) {
                if (moved < count && hasGivenUp()) moveRest(rest());
                return;
            }
            if (moved >= count) return;
        }
    }

    /**
     * Tells whether 0 means something else than the end: it does for files that tell no size, or a wrong one, and for a
     * full socket that a virtual thread has made non-blocking. A read decides.
     */
    private boolean hasGivenUp() {
        return !(target instanceof SelectableChannel selectable) || selectable.isBlocking();
    }

    private BufferSend rest() {
        TransferOptions ofRest = options.withBufferSize(TransferOptions.DEFAULT_BUFFER_SIZE);
        return new BufferSend(fileEnd, position, count, target, ofRest, turns, reason);
    }

    @Override
    TransferResult ofWay() {
        return uncounted(moved, TransferPath.STOCK_NIO, reason);
    }
}
