package io.penstock.map;

import io.penstock.MappedRegion;
import io.penstock.StaleAccess;
import java.io.IOException;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.util.concurrent.atomic.LongAdder;

/** The reads of {@link MapStorm}, one thread's, and what all of them have met. */
final class MapReads {
    static final int SIZE = 64 * 1024;

    /** What every number of the file is. */
    static final long MARK = 0x5ea5_0f5e_a50f_5ea5L;

    /** What every number of another file is, but rotated: no register of a reader holds it unless it was read. */
    private static final long FOREIGN_ROTATED = 0x0bad_1dea_0bad_cafeL;
    private static final int ROTATION = 21;

    private static final int BLOCK = 1024;

    /** A region, and how far its close is. */
    static final class Round {
        final MappedRegion region;
        final MappedByteBuffer buffer;
        volatile boolean closing;
        volatile boolean closed;

        Round(MappedRegion region) {
            this.region = region;
            buffer = region.buffer(0, SIZE);
        }
    }

    /** How a thread reads. */
    enum Way {
        LONGS, MORE_LONGS, BYTES, VIEW, BULK, BETWEEN_BUFFERS, SLICE, COMPARE,
        /** The last ones ask the region itself, and are right whenever they get an answer. */
        REGION, REGION_BULK, REGION_READ
    }

    static final LongAdder RIGHT = new LongAdder();
    static final LongAdder STALE = new LongAdder();
    static final LongAdder FAULTS = new LongAdder();
    static final LongAdder CLOSED = new LongAdder();
    static final LongAdder WRONG = new LongAdder();

    private final StaleAccess stale;
    private final Way way;
    private final byte[] bytes = new byte[BLOCK];
    private final ByteBuffer copy = ByteBuffer.allocateDirect(BLOCK);
    private final ByteBuffer same = filled(BLOCK, MARK);
    private int at;

    MapReads(StaleAccess stale, Way way) {
        this.stale = stale;
        this.way = way;
        at = 8 * way.ordinal();
    }

    static ByteBuffer filled(int size, long number) {
        ByteBuffer buffer = ByteBuffer.allocate(size);
        while (buffer.hasRemaining()) buffer.putLong(number);
        return buffer.flip();
    }

    static ByteBuffer foreign() {
        return filled(SIZE, Long.rotateRight(FOREIGN_ROTATED, ROTATION));
    }

    /** Reads a block, each time another one. */
    void read(Round now) throws IOException {
        boolean closed = now.closed;
        ByteBuffer buffer = now.buffer;
        at = (at + BLOCK + 8) % (SIZE - BLOCK) & -8;
        switch (way) {
            case LONGS, MORE_LONGS -> {
                for (int i = at; i < at + BLOCK; i += 8) check(now, closed, buffer.getLong(i));
            }
            case BYTES -> {
                for (int i = at; i < at + BLOCK; i += 8) {
                    long value = 0;
                    for (int j = 0; j < 8; j++) value = value << 8 | buffer.get(i + j) & 0xff;
                    check(now, closed, !closed && isCutShort(value) ? 0 : value);
                }
            }
            case VIEW -> {
                for (int i = at; i < at + BLOCK; i += 8) check(now, closed, buffer.asLongBuffer().get(i / 8));
            }
            case BULK -> {
                buffer.get(at, bytes);
                checkAll(now, closed, ByteBuffer.wrap(bytes));
            }
            case BETWEEN_BUFFERS -> checkAll(now, closed, copy.put(0, buffer, at, BLOCK));
            case SLICE -> {
                ByteBuffer slice = buffer.slice(at, BLOCK).asReadOnlyBuffer();
                for (int i = 0; i < BLOCK; i += 8) check(now, closed, slice.getLong(i));
            }
            case COMPARE -> {
                // A compare that meets a fault kills the VM, on JDK 17 at least.
                if (stale == StaleAccess.FAULT) check(now, closed, buffer.getLong(at));
                else check(now, closed, buffer.slice(at, BLOCK).equals(same) ? MARK : 0);
            }
            case REGION -> {
                for (int i = at; i < at + BLOCK; i += 8) right(now.region.getLong(i));
            }
            case REGION_BULK -> {
                now.region.get(at, bytes, 0, BLOCK);
                for (int i = 0; i < BLOCK; i += 8) right(ByteBuffer.wrap(bytes).getLong(i));
            }
            case REGION_READ -> {
                now.region.read(at, copy.clear());
                for (int i = 0; i < BLOCK; i += 8) right(copy.getLong(i));
            }
        }
    }

    /**
     * Whether some bytes are the mark's and the others zeros, as of reads that a close came between; they are made in
     * any order.
     */
    private static boolean isCutShort(long value) {
        for (int i = 0; i < Long.SIZE; i += 8) {
            byte b = (byte) (value >> i);
            if (b != 0 && b != (byte) (MARK >> i)) return false;
        }
        return value != MARK;
    }

    /** Numbers that were copied, in pieces of any size. */
    private void checkAll(Round read, boolean closed, ByteBuffer copied) {
        for (int i = 0; i < BLOCK; i += 8) {
            long value = copied.getLong(i);
            check(read, closed, !closed && isCutShort(value) ? 0 : value);
        }
    }

    /**
     * A read that was over before the close began is right. Later ones find zeros, and until the close is over what
     * there was; with faults they find anything but the memory of others.
     */
    private void check(Round read, boolean closed, long value) {
        VarHandle.acquireFence(); // the value before the question
        if (!read.closing) {
            right(value);
        } else if (Long.rotateLeft(value, ROTATION) == FOREIGN_ROTATED) {
            wrong(value);
        } else if (stale == StaleAccess.FAULT || value == 0 || value == MARK && !closed) {
            STALE.increment();
        } else {
            wrong(value);
        }
    }

    private void right(long value) {
        if (value == MARK) RIGHT.increment();
        else wrong(value);
    }

    private void wrong(long value) {
        WRONG.increment();
        System.out.println(way + " " + Long.toHexString(value));
    }
}
