package io.penstock.lab;

import io.penstock.FileRange;
import io.penstock.NativeChannels;
import io.penstock.Strategy;
import io.penstock.TransferOptions;
import io.penstock.TransferPath;
import java.io.EOFException;
import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.channels.WritableByteChannel;

/** Each row as the few lines of Java that a program would have for it. */
final class Sends {
    /** The buffer of {@code InputStream.transferTo} and of every book. */
    private static final int TEXTBOOK_BUFFER = 8192;

    /** A MappedByteBuffer ends below 2 GiB. */
    private static final long LARGEST_BUFFER = 1 << 30;

    private Sends() {}

    /** Sends the first {@code count} bytes of the file and returns when the kernel has taken all of them. */
    static Sent send(Row row, FileChannel file, long count, WritableByteChannel target) throws IOException {
        Sent sent = switch (row) {
            case READ_WRITE -> {
                var options = TransferOptions.DEFAULT.withBufferSize(TEXTBOOK_BUFFER);
                yield penstock(Strategy.READ_WRITE, options, file, count, target);
            }
            case MAP_WRITE -> penstock(Strategy.MAP_WRITE, TransferOptions.DEFAULT, file, count, target);
            case SENDFILE_COPY, SENDFILE, SENDFILE_SEGMENT ->
                penstock(Strategy.SENDFILE, TransferOptions.DEFAULT, file, count, target);
            case SPLICE, SPLICE_FILE -> penstock(Strategy.SPLICE, TransferOptions.DEFAULT, file, count, target);
            case AUTO -> penstock(Strategy.AUTO, TransferOptions.DEFAULT, file, count, target);
            case NIO_MAP -> stock(mapAndWrite(file, count, target));
            case NIO_TRANSFER -> stock(transferTo(file, count, target));
        };
        if (sent.bytes() != count)
            throw new EOFException("only " + sent.bytes() + " of " + count + " bytes were sent: did the file "
                    + "shrink?");
        return sent;
    }

    private static Sent penstock(
            Strategy strategy, TransferOptions options, FileChannel file, long count, WritableByteChannel target)
            throws IOException {
        return Sent.of(NativeChannels.transferTo(new FileRange(file, 0, count), target, strategy, options));
    }

    private static Sent stock(long bytes) {
        return new Sent(bytes, TransferPath.STOCK_NIO, -1, null);
    }

    private static long mapAndWrite(FileChannel file, long count, WritableByteChannel target) throws IOException {
        long sent = 0;
        while (sent < count) {
            MappedByteBuffer buffer = file.map(MapMode.READ_ONLY, sent, Math.min(count - sent, LARGEST_BUFFER));
            while (buffer.hasRemaining()) {
                sent += target.write(buffer);
            }
        }
        return sent;
    }

    private static long transferTo(FileChannel file, long count, WritableByteChannel target) throws IOException {
        long sent = 0;
        while (sent < count) {
            long moved = file.transferTo(sent, count - sent, target);
            if (moved == 0) {
                break; // the end of the file; the socket blocks
            }
            sent += moved;
        }
        return sent;
    }
}
