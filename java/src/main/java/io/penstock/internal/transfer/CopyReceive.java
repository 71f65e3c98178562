package io.penstock.internal.transfer;

import io.penstock.TransferOptions;
import io.penstock.TransferPath;
import io.penstock.TransferResult;
import io.penstock.internal.end.FileEnd;
import io.penstock.internal.end.SystemCall;
import io.penstock.internal.jni.Errno;
import io.penstock.internal.jni.Failures;
import io.penstock.internal.jni.Native;
import io.penstock.internal.turn.Turns;
import io.penstock.internal.value.Transferred;
import java.io.IOException;

/**
 * A transfer from file to file by {@code copy_file_range(2)}, which reads at the source's own position and moves that,
 * and through a buffer where the kernel does not do it: for targets in append mode, files of {@code /proc}, other file
 * systems.
 */
final class CopyReceive extends Receive implements SystemCall {
    private final FileEnd end;
    private final TransferOptions options;
    private long calls;

    CopyReceive(FileEnd file, long position, long count, FileEnd source, TransferOptions options) {
        super(file, position, count, source.file, options, Turns.of(options, source.file, true));
        this.options = options;
        end = source;
    }

    @Override
    public void move() throws IOException {
        if (sizeUnknown) {
            moveRest("the source tells no size");
            return;
        }
        while (moved < count && goOn()) {
            long n = SystemCall.guardedAtPosition(fileEnd, end, end, this);
            if (n > 0) continue;
            if (n == 0 || Errno.isRefusal(n)) {
                moveRest(
                    n == 0 ? "copy_file_range(2) sees no bytes" : "copy_file_range(2) refused: " + Errno.describe(n));
                return;
            }
            if (n != -Errno.EINTR)
                throw Failures.of((int) -n, "copy_file_range(2) from %s to %s".formatted(source, file));
        }
    }

    @Override
    public long on(int fd, int sourceFd) {
        long n = Native.checked(Native.copyFileRange(sourceFd, fd, position + moved, Math.min(count - moved, chunk)));
        moved += Math.max(n, 0); // counted here, because an interrupt is thrown once the call is done
        calls++;
        return n;
    }

    @Override
    public boolean hasMoved(long result) {
        return moved > 0;
    }

    private void moveRest(String reason) throws IOException {
        TransferOptions ofRest = options.withBufferSize(TransferOptions.DEFAULT_BUFFER_SIZE);
        moveRest(new BufferReceive(fileEnd, position, count, source, ofRest, turns, reason));
    }

    @Override
    TransferResult ofWay() {
        return new Transferred(moved, moved == 0 ? TransferPath.NONE : TransferPath.COPY_FILE_RANGE, calls, null);
    }
}
