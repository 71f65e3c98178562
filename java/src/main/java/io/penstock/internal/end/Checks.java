package io.penstock.internal.end;

import io.penstock.internal.memory.Buffers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.channels.FileLock;
import java.util.Objects;

/**
 * Has the JDK's channel make the checks that come before it heeds an interrupt, by calls that fail where the real one
 * would and otherwise do nothing. The channel must be one that ignores interrupts.
 */
public final class Checks {
    /** Null until it is needed: even an empty direct buffer may not be available. */
    private static volatile ByteBuffer nothing;

    private Checks() {}

    private static ByteBuffer nothing() {
        ByteBuffer made = nothing;
        if (made == null) nothing = made = Buffers.whole(0);
        return made.duplicate();
    }

    public static void open(FileChannel file) throws IOException {
        file.size();
    }

    public static void read(FileChannel file) throws IOException {
        file.read(nothing());
    }

    public static void write(FileChannel file) throws IOException {
        file.write(nothing());
    }

    public static void read(FileChannel file, ByteBuffer[] targets, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, targets.length);
        read(file);
    }

    public static void write(FileChannel file, ByteBuffer[] sources, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, sources.length);
        write(file);
    }

    public static void read(FileChannel file, ByteBuffer target, long position) throws IOException {
        file.read(target == null ? null : nothing(), position);
    }

    public static void write(FileChannel file, ByteBuffer source, long position) throws IOException {
        file.write(source == null ? null : nothing(), position);
    }

    public static void position(FileChannel file, long position) throws IOException {
        if (position < 0) file.position(position);
        else open(file);
    }

    public static void truncate(FileChannel file, long size) throws IOException {
        if (size < 0) file.truncate(size);
        else write(file);
    }

    public static void map(FileChannel file, MapMode mode, long position, long size) throws IOException {
        boolean possible = position >= 0 && size >= 0 && size <= Integer.MAX_VALUE && position + size >= 0;
        file.map(mode, possible ? 0 : position, possible ? 0 : size);
    }

    public static void lock(FileChannel file, long position, long size, boolean shared) throws IOException {
        FileLock lock = file.tryLock(position, size, shared);
        if (lock != null) lock.release();
    }
}
