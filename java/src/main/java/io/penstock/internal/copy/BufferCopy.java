package io.penstock.internal.copy;

import io.penstock.CopyResult;
import io.penstock.TransferOptions;
import io.penstock.TransferPath;
import io.penstock.internal.end.Coverage;
import io.penstock.internal.end.FileEnd;
import io.penstock.internal.event.Events;
import io.penstock.internal.memory.Buffers;
import io.penstock.internal.turn.Turns;
import io.penstock.internal.value.Copied;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A copy through a large direct buffer, for channels of other implementations. */
final class BufferCopy extends Copy {
    private final long position;
    private final long targetPosition;
    private final long count;
    private final String reason;
    private long copied;

    BufferCopy(
            FileEnd source, long position, long count, FileEnd target, long targetPosition, TransferOptions options) {
        super(source.file, target.file, options, Turns.of(options, target.file, false));
        this.position = position;
        this.targetPosition = targetPosition;
        this.count = count;
        reason = Coverage.why("copied through a buffer", source.stock, target.stock);
    }

    @Override
    protected long expected() throws IOException {
        long size = source.size();
        return size > 0 ? Math.min(count, Math.max(size - position, 0)) : count;
    }

    @Override
    public void move() throws IOException {
        ByteBuffer buffer = Buffers.take(1);
        try {
            while (copied < count && goOn()) {
                buffer.clear().limit((int) Math.min(Math.min(buffer.capacity(), chunk), count - copied));
                if (source.read(buffer, position + copied) <= 0) break;
                buffer.flip();
                while (buffer.hasRemaining()) copied += target.write(buffer, targetPosition + copied);
            }
        } finally {
            Buffers.give(buffer);
        }
    }

    @Override
    protected long moved() {
        return copied;
    }

    @Override
    protected void record(Object event) {
        String first = TransferPath.COPY_FILE_RANGE.name();
        Events.end(event, "copy", source, target, first, TransferPath.BUFFER.name(), copied, -1, reason);
    }

    @Override
    CopyResult result() {
        return new Copied(0, copied, 0, reason);
    }
}
