package io.penstock.internal;

import java.nio.channels.FileChannel;
import java.util.function.BooleanSupplier;

/** A file as target: written at the descriptor's own offset, without the channel's position lock, as the JDK does. */
final class FileEnd extends End {
    private final FileChannel file;
    private final Object threads;
    private int ticket;

    FileEnd(FileChannel file) {
        this.file = file;
        threads = FileHandles.threads(file);
    }

    @Override
    FileChannel channel() {
        return file;
    }

    @Override
    void lock() {}

    /** Only the thread set: an interrupt has one slot, which the source's {@code begin} takes. */
    @Override
    void enter() {
        ticket = FileHandles.add(threads);
    }

    @Override
    void exit() {
        FileHandles.remove(threads, ticket);
    }

    @Override
    int fd() {
        return FileHandles.fd(file);
    }

    @Override
    boolean await(BooleanSupplier wanted) {
        return false;
    }

    @Override
    void unlock() {}
}
