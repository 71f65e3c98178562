package io.penstock.internal.map;

import io.penstock.Must;
import io.penstock.StressFile;
import io.penstock.internal.jdk.BufferHandles;
import io.penstock.internal.jni.Errno;
import io.penstock.internal.jni.Native;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel.MapMode;

/** A mapping of a page, and a call that uses it. */
abstract class MappingInUse {
    private static final ByteBuffer FOUND = ByteBuffer.allocateDirect(1); // there is one user at a time

    final Mapping mapping =
        Must.get(() -> Mapper.map(StressFile.channel(), MapMode.READ_WRITE, 0, 1, StressFile.OPTIONS)).mapping();

    /** Returns what a call in progress finds; it asks the kernel, which knows unmapped addresses. */
    final String used() {
        try {
            mapping.enter();
        } catch (IllegalStateException e) {
            return "refused";
        }
        try {
            long n = Native.copyMemory(mapping.address(0), BufferHandles.address(FOUND, 0), 1);
            return n == 1 ? StressFile.named(FOUND.get(0)) : Errno.describe(n);
        } finally {
            mapping.exit();
        }
    }

    /** Its state in the end. */
    final String left() {
        return mapping.isClosed() ? "closed" : "open";
    }
}
