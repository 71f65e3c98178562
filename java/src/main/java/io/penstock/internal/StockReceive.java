package io.penstock.internal;

import io.penstock.TransferOptions;
import io.penstock.TransferPath;
import io.penstock.TransferResult;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;

/** A transfer by the JDK's own {@code FileChannel.transferFrom}, which for streams ends only where they do. */
final class StockReceive extends Receive {
    private final String reason;

    StockReceive(FileChannel file, long position, long count, ReadableByteChannel source, TransferOptions options, String reason) {
        super(file, position, count, source, options, Turns.of(options, source, false));
        this.reason = reason;
    }

    @Override
    void move() throws IOException {
        while (goOn()) {
            long turn = Math.min(chunk, count - moved);
            long n = stock.transferFrom(source, position + moved, turn);
            moved += n;
            if (n <= 0 || moved >= count || (n < turn && !(source instanceof FileChannel))) return;
        }
    }

    @Override
    TransferResult result(long bytes) {
        return uncounted(bytes, TransferPath.STOCK_NIO, reason);
    }
}
