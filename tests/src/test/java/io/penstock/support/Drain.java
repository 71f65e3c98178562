package io.penstock.support;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;

/** Reads everything that arrives, to its end, in a thread of its own. */
public final class Drain {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final Call call;

    public Drain(ReadableByteChannel source) {
        call = Call.start(Lib.ThreadKind.PLATFORM, () -> {
            byte[] chunk = new byte[256 * 1024];
            ByteBuffer buffer = ByteBuffer.wrap(chunk);
            for (int n; (n = source.read(buffer.clear())) >= 0; ) add(chunk, n);
            return (long) bytes.size();
        });
    }

    private synchronized void add(byte[] chunk, int n) {
        bytes.write(chunk, 0, n);
        notifyAll();
    }

    /** Waits until that many bytes have arrived since the beginning. */
    public synchronized void await(long size) throws InterruptedException {
        long end = System.nanoTime() + Call.PATIENCE_MS * 1_000_000;
        while (bytes.size() < size) {
            if (System.nanoTime() > end)
                throw new AssertionError(size + " bytes expected, but only " + bytes.size() + " arrived");
            wait(Call.PATIENCE_MS / 20);
        }
    }

    /** Waits for the end of the stream and returns what arrived before it. */
    public byte[] await() throws InterruptedException {
        call.value();
        return bytes.toByteArray();
    }

    /** Reads all that is left, to the end of the stream. */
    public static byte[] all(ReadableByteChannel source) throws InterruptedException {
        return new Drain(source).await();
    }
}
