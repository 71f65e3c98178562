package io.penstock.fault;

import io.penstock.NativeChannels;
import io.penstock.UndeliveredException;
import io.penstock.support.Ends;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Main class of JVMs whose heap has room for little but not for the bytes that a file does not take; started with a
 * small {@code -Xmx}.
 */
final class NoHeap {
    private static final int SIZE = 64 * 1024;
    private static final int PIECE = 16 * 1024;

    private NoHeap() {}

    public static void main(String[] arguments) throws Exception {
        receive(); // loads all classes
        List<byte[]> all = new ArrayList<>(4096);
        try (Ends ends = filled(); FileChannel file = full()) {
            Throwable thrown = null;
            try {
                for (;;) all.add(new byte[PIECE]);
            } catch (OutOfMemoryError e) {
                all.subList(0, 2).clear();
            }
            try {
                NativeChannels.transferFrom(ends.source, file, 0, SIZE);
            } catch (IOException | OutOfMemoryError e) {
                thrown = e;
            }
            all.clear();
            System.out.println(thrown + ", by " + thrown.getCause());
            UndeliveredException e = (UndeliveredException) thrown;
            System.out.printf("%d read, %d written, %d here%n", e.bytesRead(), e.bytesTransferred(),
                e.undelivered().length);
        }
        System.exit(0);
    }

    private static void receive() throws IOException {
        try (Ends ends = filled(); FileChannel file = full()) {
            NativeChannels.transferFrom(ends.source, file, 0, SIZE);
        } catch (UndeliveredException e) {
            System.out.printf("%d here%n", e.undelivered().length);
        }
    }

    private static FileChannel full() throws IOException {
        return FileChannel.open(Path.of("/dev/full"), StandardOpenOption.WRITE);
    }

    private static Ends filled() throws IOException {
        Ends ends = Ends.open(Ends.Kind.TCP_ACCEPTED);
        ByteBuffer all = ByteBuffer.allocate(SIZE);
        while (all.hasRemaining()) ends.target.write(all);
        ends.finish();
        return ends;
    }
}
