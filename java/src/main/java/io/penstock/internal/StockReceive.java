package io.penstock.internal;

import io.penstock.TransferPath;
import io.penstock.TransferResult;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;

/** A transfer by the JDK's own {@code FileChannel.transferFrom}, which for streams ends only where they do. */
final class StockReceive extends Receive {
    private final String reason;

    StockReceive(FileChannel file, long position, long count, ReadableByteChannel source, String reason) {
        super(file, position, count, source);
        this.reason = reason;
    }

    @Override
    void move() throws IOException {
        long n;
        do {
            n = stock.transferFrom(source, position + moved, count - moved);
            moved += n;
        } while (n > 0 && moved < count && source instanceof FileChannel); // 2 GiB a call
    }

    @Override
    TransferResult result(long bytes) {
        return uncounted(bytes, TransferPath.STOCK_NIO, reason);
    }
}
