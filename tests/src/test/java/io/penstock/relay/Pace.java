package io.penstock.relay;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/** Writes and reads of random sizes, from a byte to a mebibyte, with pauses: now in small pieces and now fast. */
final class Pace {
    private static final int LARGEST_LOG = 20;
    private static final int PHASE = 12;
    private static final int LONGEST_PAUSE_NANOS = 1_000_000;

    private final Random random;
    private int left;
    private int mostLog;
    private boolean pauses;

    Pace(long seed) {
        random = new Random(seed);
    }

    /** How many bytes are next, after a pause maybe. */
    private int next() {
        if (left-- == 0) {
            left = random.nextInt(PHASE);
            mostLog = random.nextInt(LARGEST_LOG + 1);
            pauses = random.nextInt(4) == 0;
        }
        if (pauses) LockSupport.parkNanos(random.nextInt(LONGEST_PAUSE_NANOS));
        return 1 + random.nextInt(1 << random.nextInt(mostLog + 1));
    }

    /** Writes what remains. */
    void write(ByteBuffer bytes, WritableByteChannel target) throws IOException {
        int limit = bytes.limit();
        while (bytes.position() < limit) {
            bytes.limit(Math.min(limit, bytes.position() + next()));
            while (bytes.hasRemaining()) target.write(bytes);
            bytes.limit(limit);
        }
    }

    /** Reads until there is no room, or the stream ends. */
    void read(ReadableByteChannel source, ByteBuffer bytes) throws IOException {
        int limit = bytes.limit();
        for (int n = 0; n >= 0 && bytes.position() < limit; bytes.limit(limit)) {
            bytes.limit(Math.min(limit, bytes.position() + next()));
            n = source.read(bytes);
        }
    }
}
