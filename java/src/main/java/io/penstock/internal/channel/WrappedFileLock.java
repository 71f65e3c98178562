package io.penstock.internal.channel;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileLock;

/** A lock of the delegate that names the channel it was asked of. */
final class WrappedFileLock extends FileLock {
    private final FileLock lock;

    WrappedFileLock(WrappedFileChannel channel, FileLock lock) {
        super(channel, lock.position(), lock.size(), lock.isShared());
        this.lock = lock;
    }

    @Override
    public boolean isValid() {
        return lock.isValid();
    }

    @Override
    public void release() throws IOException {
        if (!acquiredBy().isOpen()) throw new ClosedChannelException();
        lock.release();
    }
}
