package io.penstock.model;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;

/** Locks of file regions. Those that overlap within a JVM are refused, so that none of these waits. */
final class LockActions {
    private LockActions() {}

    record Lock(int slot, long position, long size, boolean shared) implements Action {
        @Override
        public Object run(ModelState world) throws IOException {
            FileChannel channel = world.channel(slot);
            return keep(world, channel, channel.lock(position, size, shared));
        }
    }

    record TryLock(int slot, long position, long size, boolean shared) implements Action {
        @Override
        public Object run(ModelState world) throws IOException {
            FileChannel channel = world.channel(slot);
            return keep(world, channel, channel.tryLock(position, size, shared));
        }
    }

    record LockAll(int slot, boolean waits) implements Action {
        @Override
        public Object run(ModelState world) throws IOException {
            FileChannel channel = world.channel(slot);
            return keep(world, channel, waits ? channel.lock() : channel.tryLock());
        }
    }

    /** Releases one of the locks taken so far, which may be released already. */
    record Release(int lock, boolean byClose) implements Action {
        @Override
        public Object run(ModelState world) throws IOException {
            if (world.locks.isEmpty()) return "no lock";
            FileLock chosen = world.locks.get(lock % world.locks.size());
            if (byClose) chosen.close();
            else chosen.release();
            return "done";
        }
    }

    private static Object keep(ModelState world, FileChannel channel, FileLock lock) {
        if (lock == null) return "held by another";
        world.locks.add(lock);
        boolean named = lock.acquiredBy() == channel && lock.channel() == channel;
        return "%d bytes from %d, %s, %s"
            .formatted(lock.size(), lock.position(), lock.isShared() ? "shared" : "exclusive", named);
    }
}
