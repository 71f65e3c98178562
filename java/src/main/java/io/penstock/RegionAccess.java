package io.penstock;

import io.penstock.internal.map.Mapping;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ReadOnlyBufferException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes the bytes and numbers of an open region in place.
 *
 * <pre>{@code
 * MapOptions little = MapOptions.DEFAULT.withOrder(ByteOrder.LITTLE_ENDIAN);
 * try (MappedRegion region = NativeChannels.map(file, FileChannel.MapMode.READ_WRITE, 0, 4096, little)) {
 *     byte[] name = "penstock".getBytes();
 *     region.put(0, name, 0, name.length);
 *     region.get(0, name, 0, name.length);
 *     region.put(8, (byte) (region.get(8) + 1));
 *     region.putShort(10, (short) (region.getShort(10) + 1));
 *     region.putInt(12, region.getInt(12) + 1);
 *     region.putLong(16, region.getLong(16) + 1);
 *     region.putFloat(24, region.getFloat(24) / 2);
 *     region.putDouble(32, region.getDouble(32) / 2);
 * }
 * }</pre>
 */
public abstract class RegionAccess {
    private static final VarHandle WINDOWS;

    static {
        try {
            WINDOWS = MethodHandles.lookup().findVarHandle(RegionAccess.class, "windows", RegionBuffers.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    final Mapping mapping;
    private final ByteOrder order;

    /** Held while the mapping or {@link #windows} change. */
    final Object lock = new Object();

    private volatile long size;

    /**
     * The buffers over the region; null before they are made and after they are dropped. Not volatile, because two
     * reads of it are most of the cost of a {@code get}: the object never changes, and the fences below order the
     * accesses. Puts, which have no fence, read it by {@link #WINDOWS}.
     */
    private @Nullable RegionBuffers windows;

    RegionAccess(Mapping mapping, long size, ByteOrder order) {
        this.mapping = mapping;
        this.size = size;
        this.order = order;
    }

    /**
     * Returns the region's size.
     *
     * @return bytes, &ge; 0; may exceed 2 GiB
     */
    public long size() {
        return size;
    }

    /** Sets the size. The caller holds the lock, and the mapping has that many bytes. */
    final void setSize(long newSize) {
        if (windows != null) windows = windows.extended(mapping, newSize, order);
        size = newSize;
    }

    /**
     * Drops the buffers: from now on no byte is read or written, unless the mapping stays open. The caller holds the
     * lock.
     */
    final void dropWindows() {
        windows = null;
        VarHandle.fullFence(); // the null is visible before the bytes are released
    }

    /**
     * Reads a byte.
     *
     * @param offset where
     * @return what is there
     * @throws IllegalStateException if the region is closed, also if that happened meanwhile
     */
    public byte get(long offset) {
        byte value = window(offset, Byte.BYTES).get((int) offset & RegionBuffers.MASK);
        checkStillOpen();
        return value;
    }

    /**
     * Writes a byte. A write that races with {@code close} may be lost.
     *
     * @param offset where
     * @param value what
     * @throws IllegalStateException if the region is closed
     * @throws ReadOnlyBufferException if it is read-only
     */
    public void put(long offset, byte value) {
        latest(offset, Byte.BYTES).put((int) offset & RegionBuffers.MASK, value);
    }

    /**
     * Reads a number of two bytes, in the order of {@link MapOptions}.
     *
     * @param offset where
     * @return what is there
     * @throws IllegalStateException if the region is closed, also if that happened meanwhile
     */
    public short getShort(long offset) {
        short value = window(offset, Short.BYTES).getShort((int) offset & RegionBuffers.MASK);
        checkStillOpen();
        return value;
    }

    /**
     * Writes a number of two bytes, in the order of {@link MapOptions}. A write that races with {@code close} may be
     * lost.
     *
     * @param offset where
     * @param value what
     * @throws IllegalStateException if the region is closed
     * @throws ReadOnlyBufferException if it is read-only
     */
    public void putShort(long offset, short value) {
        latest(offset, Short.BYTES).putShort((int) offset & RegionBuffers.MASK, value);
    }

    /**
     * Reads a number of four bytes, in the order of {@link MapOptions}.
     *
     * @param offset where
     * @return what is there
     * @throws IllegalStateException if the region is closed, also if that happened meanwhile
     */
    public int getInt(long offset) {
        int value = window(offset, Integer.BYTES).getInt((int) offset & RegionBuffers.MASK);
        checkStillOpen();
        return value;
    }

    /**
     * Writes a number of four bytes, in the order of {@link MapOptions}. A write that races with {@code close} may be
     * lost.
     *
     * @param offset where
     * @param value what
     * @throws IllegalStateException if the region is closed
     * @throws ReadOnlyBufferException if it is read-only
     */
    public void putInt(long offset, int value) {
        latest(offset, Integer.BYTES).putInt((int) offset & RegionBuffers.MASK, value);
    }

    /**
     * Reads a number of eight bytes, in the order of {@link MapOptions}.
     *
     * @param offset where
     * @return what is there
     * @throws IllegalStateException if the region is closed, also if that happened meanwhile
     */
    public long getLong(long offset) {
        long value = window(offset, Long.BYTES).getLong((int) offset & RegionBuffers.MASK);
        checkStillOpen();
        return value;
    }

    /**
     * Writes a number of eight bytes, in the order of {@link MapOptions}. A write that races with {@code close} may be
     * lost.
     *
     * @param offset where
     * @param value what
     * @throws IllegalStateException if the region is closed
     * @throws ReadOnlyBufferException if it is read-only
     */
    public void putLong(long offset, long value) {
        latest(offset, Long.BYTES).putLong((int) offset & RegionBuffers.MASK, value);
    }

    /**
     * Reads a floating-point number of four bytes, in the order of {@link MapOptions}.
     *
     * @param offset where
     * @return what is there
     * @throws IllegalStateException if the region is closed, also if that happened meanwhile
     */
    public float getFloat(long offset) {
        float value = window(offset, Float.BYTES).getFloat((int) offset & RegionBuffers.MASK);
        checkStillOpen();
        return value;
    }

    /**
     * Writes a floating-point number of four bytes, in the order of {@link MapOptions}. A write that races with {@code
     * close} may be lost.
     *
     * @param offset where
     * @param value what
     * @throws IllegalStateException if the region is closed
     * @throws ReadOnlyBufferException if it is read-only
     */
    public void putFloat(long offset, float value) {
        latest(offset, Float.BYTES).putFloat((int) offset & RegionBuffers.MASK, value);
    }

    /**
     * Reads a floating-point number of eight bytes, in the order of {@link MapOptions}.
     *
     * @param offset where
     * @return what is there
     * @throws IllegalStateException if the region is closed, also if that happened meanwhile
     */
    public double getDouble(long offset) {
        double value = window(offset, Double.BYTES).getDouble((int) offset & RegionBuffers.MASK);
        checkStillOpen();
        return value;
    }

    /**
     * Writes a floating-point number of eight bytes, in the order of {@link MapOptions}. A write that races with {@code
     * close} may be lost.
     *
     * @param offset where
     * @param value what
     * @throws IllegalStateException if the region is closed
     * @throws ReadOnlyBufferException if it is read-only
     */
    public void putDouble(long offset, double value) {
        latest(offset, Double.BYTES).putDouble((int) offset & RegionBuffers.MASK, value);
    }

    private ByteBuffer window(long offset, int length) {
        return window(openWindows(), offset, length);
    }

    /** Returns the buffer for a put, which does not check afterwards that the region is still open. */
    private ByteBuffer latest(long offset, int length) {
        return window(latestWindows(), offset, length);
    }

    private static ByteBuffer window(RegionBuffers now, long offset, int length) {
        if (offset >>> RegionBuffers.SHIFT == 0) return now.first; // which checks the rest
        Objects.checkIndex(offset, now.size - (length - 1));
        return now.buffers[(int) (offset >>> RegionBuffers.SHIFT)];
    }

    /** Throws if the region was closed meanwhile, so that a read returns only bytes from before the close. */
    private void checkStillOpen() {
        VarHandle.acquireFence(); // the bytes are read before the check
        if (windows == null) throw Mapping.closed();
    }

    private RegionBuffers openWindows() {
        RegionBuffers now = windows;
        return now != null ? now : makeWindows();
    }

    /**
     * Reads the field anew at the cost of a plain read: with a plain read, a compiled loop would keep the first value
     * and never see a close.
     */
    private RegionBuffers latestWindows() {
        RegionBuffers now = (RegionBuffers) WINDOWS.getOpaque(this);
        return now != null ? now : makeWindows();
    }

    private RegionBuffers makeWindows() {
        synchronized (lock) {
            if (mapping.isClosed()) throw Mapping.closed();
            if (windows == null) windows = RegionBuffers.open(mapping, size, order);
            return windows;
        }
    }

    /**
     * Copies bytes out of the region as a buffer's bulk get does, without a system call.
     *
     * @param offset where in the region the bytes begin
     * @param target receives them
     * @param from the first index in the array
     * @param length how many bytes
     * @throws IllegalStateException if the region is closed, also if that happened meanwhile
     */
    public void get(long offset, byte[] target, int from, int length) {
        Objects.checkFromIndexSize(from, length, target.length);
        RegionBuffers now = openWindows();
        Objects.checkFromIndexSize(offset, length, now.size);
        now.forEach(offset, length, (buffer, index, done, n) -> buffer.get(index, target, from + done, n));
        checkStillOpen();
    }

    /**
     * Copies bytes into the region as a buffer's bulk put does. A write that races with {@code close} may be lost.
     *
     * @param offset where in the region the bytes go
     * @param source has them
     * @param from the first index in the array
     * @param length how many bytes
     * @throws IllegalStateException if the region is closed
     * @throws ReadOnlyBufferException if it is read-only
     */
    public void put(long offset, byte[] source, int from, int length) {
        Objects.checkFromIndexSize(from, length, source.length);
        RegionBuffers now = latestWindows();
        Objects.checkFromIndexSize(offset, length, now.size);
        now.forEach(offset, length, (buffer, index, done, n) -> buffer.put(index, source, from + done, n));
    }
}
