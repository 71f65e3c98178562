package io.penstock.model;

import io.penstock.support.Content;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;

/** A buffer that can be made any number of times, each as the others. */
record BufferSpec(Memory memory, int capacity, int position, int limit) {
    /** What a buffer is made of. */
    enum Memory { HEAP, DIRECT, HEAP_SLICE, DIRECT_SLICE, HEAP_READ_ONLY, DIRECT_READ_ONLY, NULL }

    private static final int MARGIN = 13;

    ByteBuffer make() {
        if (memory == Memory.NULL) return null;
        ByteBuffer buffer = switch (memory) {
            case HEAP_SLICE -> ByteBuffer.allocate(capacity + 2 * MARGIN).slice(MARGIN, capacity);
            case DIRECT_SLICE -> ByteBuffer.allocateDirect(capacity + 2 * MARGIN).slice(MARGIN, capacity);
            case DIRECT, DIRECT_READ_ONLY -> ByteBuffer.allocateDirect(capacity);
            default -> ByteBuffer.allocate(capacity);
        };
        buffer.put(Content.random(capacity + 31L * position, capacity)).limit(limit).position(position);
        return memory == Memory.HEAP_READ_ONLY || memory == Memory.DIRECT_READ_ONLY ? buffer.asReadOnlyBuffer()
            : buffer;
    }

    @Override
    public String toString() {
        return memory == Memory.NULL ? "null" : "%s(%d..%d of %d)".formatted(memory, position, limit, capacity);
    }

    /** What can be seen of a buffer after an operation. */
    record State(int position, int limit, Bytes content) {
        static State of(ByteBuffer buffer) {
            return buffer == null ? null
                : new State(buffer.position(), buffer.limit(), Bytes.of(buffer.duplicate().clear()));
        }
    }

    /** Bytes by their number and checksum. */
    record Bytes(int length, long checksum) {
        static Bytes of(ByteBuffer bytes) {
            CRC32 crc = new CRC32();
            int length = bytes.remaining();
            crc.update(bytes);
            return new Bytes(length, crc.getValue());
        }
    }
}
