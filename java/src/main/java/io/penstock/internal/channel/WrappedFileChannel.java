package io.penstock.internal.channel;

import io.penstock.internal.end.Checks;
import io.penstock.internal.end.FileWrapper;
import io.penstock.internal.jdk.FileHandles;
import io.penstock.internal.operation.Operation;
import io.penstock.internal.transfer.Transfers;
import io.penstock.internal.value.Defaults;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.FileLockInterruptionException;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/** A channel that does transfers itself and leaves all else to a delegate. */
class WrappedFileChannel extends FileWrapper {
    /** Null unless the file was opened as {@link io.penstock.NativeOpenOption#CONCURRENT} and native code can do it. */
    private final PositionalIo positional;

    private final boolean hidden;

    WrappedFileChannel(FileChannel delegate, PositionalIo positional, boolean hidden, boolean interruptible) {
        super(delegate, interruptible);
        this.positional = positional;
        this.hidden = hidden;
    }

    /** Creates channels of the class that fits this JDK. */
    interface Maker {
        WrappedFileChannel make(FileChannel delegate, PositionalIo positional, boolean hidden, boolean interruptible);
    }

    /** The maker for JDK 22 and later; null until it is needed. */
    private static volatile Maker maker;

    private static WrappedFileChannel make(FileChannel delegate, PositionalIo positional, boolean hidden,
            boolean interruptible) {
        if (Runtime.version().feature() < 22)
            return new WrappedFileChannel(delegate, positional, hidden, interruptible);
        Maker made = maker;
        if (made == null) maker = made = makerForArenas();
        return made.make(delegate, positional, hidden, interruptible);
    }

    /** Loads the maker by its name, which a JAR may have relocated: this JDK's compiler cannot compile against it. */
    private static Maker makerForArenas() {
        try {
            Class<?> type = Class.forName(WrappedFileChannel.class.getPackageName() + ".ArenaChannel$ArenaMaker");
            return (Maker) type.getDeclaredConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(
                "the JAR lacks io.penstock.internal.channel.ArenaChannel, which nothing names;"
                    + " have whatever minimises JARs keep it", e);
        }
    }

    /** Wraps a channel that others may use and close too. */
    static WrappedFileChannel shared(FileChannel delegate) {
        return make(delegate, null, false, false);
    }

    /** Wraps a channel that no one else will use. */
    static WrappedFileChannel concurrent(FileChannel delegate) {
        if (!PositionalIo.fits(delegate)) return make(delegate, null, true, false);
        boolean interruptible = !FileHandles.isUninterruptible(delegate);
        FileHandles.setUninterruptible(delegate);
        return make(delegate, new PositionalIo(delegate), true, interruptible);
    }

    @Override
    public FileChannel unwrap() {
        if (hidden)
            throw new UnsupportedOperationException(
                "the file was opened as CONCURRENT: a close of its stock channel would not wait for reads");
        return delegate;
    }

    @Override
    protected void implCloseChannel() throws IOException {
        if (positional != null) positional.close();
        else delegate.close();
    }

    @Override
    public long transferTo(long position, long count, WritableByteChannel target) throws IOException {
        boolean refused = position < 0 || count < 0 || target == null;
        if (refused) return delegate.transferTo(position, count, inner(target)); // in its own words
        return Transfers.transferTo(this, position, count, target);
    }

    @Override
    public long transferFrom(ReadableByteChannel source, long position, long count) throws IOException {
        boolean refused = position < 0 || count < 0 || source == null;
        if (refused) return delegate.transferFrom(inner(source), position, count); // in its own words
        return Transfers.transferFrom(source, this, position, count, Defaults.ofTransfers()).bytesTransferred();
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
        if (positional != null && positional.takes(target)) return readConcurrently(target, position);
        if (closesOnEntry()) Checks.read(delegate, target, position);
        beforeCall();
        try {
            return (int) answered(delegate.read(target, position));
        } finally {
            afterCall();
        }
    }

    private int readConcurrently(ByteBuffer target, long position) throws IOException {
        checkPositional(position);
        if (!FileHandles.isReadable(delegate)) throw new NonReadableChannelException();
        beforeCall();
        try {
            if (target.isReadOnly()) throw new IllegalArgumentException("Read-only buffer");
            return positional.read(target, position);
        } finally {
            afterCall();
        }
    }

    @Override
    public int write(ByteBuffer source, long position) throws IOException {
        if (positional != null && positional.takes(source)) return writeConcurrently(source, position);
        if (closesOnEntry()) Checks.write(delegate, source, position);
        beforeCall();
        try {
            return (int) answered(delegate.write(source, position));
        } finally {
            afterCall();
        }
    }

    private int writeConcurrently(ByteBuffer source, long position) throws IOException {
        checkPositional(position);
        if (!FileHandles.isWritable(delegate)) throw new NonWritableChannelException();
        beforeCall();
        try {
            return positional.write(source, position);
        } finally {
            afterCall();
        }
    }

    private void checkPositional(long position) throws IOException {
        if (position < 0) throw new IllegalArgumentException("Negative position");
        if (!isOpen()) throw new ClosedChannelException();
    }

    /** Tells whether {@link #beforeCall} will close the channel. The JDK's checks come before that. */
    boolean closesOnEntry() {
        return isInterruptible() && Thread.currentThread().isInterrupted();
    }

    /** Prepares for a call of the delegate. */
    void beforeCall() {
        if (isInterruptible()) begin();
    }

    /** Ends a call of the delegate, which has thrown if a close cut it short. */
    void afterCall() throws AsynchronousCloseException {
        if (isInterruptible()) end(true);
        else follow();
    }

    /**
     * Checks a count that the delegate returned: if a channel of the JDK that ignores interrupts is closed meanwhile,
     * its count means nothing (JDK-8361495).
     */
    private long answered(long n) throws AsynchronousCloseException {
        if (n <= 0) Operation.checkOpen(delegate);
        return n;
    }

    @Override
    public FileLock lock(long position, long size, boolean shared) throws IOException {
        try {
            if (closesOnEntry()) Checks.lock(delegate, position, size, shared);
            beforeCall();
            try {
                FileLock lock = delegate.lock(position, size, shared);
                Operation.checkOpen(delegate); // one that ignores interrupts returns no lock if it is closed meanwhile
                return new WrappedFileLock(this, lock);
            } finally {
                afterCall();
            }
        } catch (ClosedByInterruptException e) {
            throw (IOException) new FileLockInterruptionException().initCause(e); // as FileChannel.lock is specified
        }
    }

    @Override
    public FileLock tryLock(long position, long size, boolean shared) throws IOException {
        try {
            FileLock lock = delegate.tryLock(position, size, shared); // does not look at interrupts
            return lock == null ? null : new WrappedFileLock(this, lock);
        } finally {
            follow();
        }
    }

    // What follows is the delegate's.

    @Override
    public int read(ByteBuffer target) throws IOException {
        if (closesOnEntry()) Checks.read(delegate);
        beforeCall();
        try {
            return (int) answered(delegate.read(target));
        } finally {
            afterCall();
        }
    }

    @Override
    public long read(ByteBuffer[] targets, int offset, int length) throws IOException {
        if (closesOnEntry()) Checks.read(delegate, targets, offset, length);
        beforeCall();
        try {
            return answered(delegate.read(targets, offset, length));
        } finally {
            afterCall();
        }
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        if (closesOnEntry()) Checks.write(delegate);
        beforeCall();
        try {
            return (int) answered(delegate.write(source));
        } finally {
            afterCall();
        }
    }

    @Override
    public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
        if (closesOnEntry()) Checks.write(delegate, sources, offset, length);
        beforeCall();
        try {
            return answered(delegate.write(sources, offset, length));
        } finally {
            afterCall();
        }
    }

    @Override
    public long position() throws IOException {
        if (closesOnEntry()) Checks.open(delegate);
        beforeCall();
        try {
            return delegate.position();
        } finally {
            afterCall();
        }
    }

    @Override
    public FileChannel position(long position) throws IOException {
        if (closesOnEntry()) Checks.position(delegate, position);
        beforeCall();
        try {
            delegate.position(position);
            return this;
        } finally {
            afterCall();
        }
    }

    @Override
    public long size() throws IOException {
        if (closesOnEntry()) Checks.open(delegate);
        beforeCall();
        try {
            return delegate.size();
        } finally {
            afterCall();
        }
    }

    @Override
    public FileChannel truncate(long size) throws IOException {
        if (closesOnEntry()) Checks.truncate(delegate, size);
        beforeCall();
        try {
            delegate.truncate(size);
            return this;
        } finally {
            afterCall();
        }
    }

    @Override
    public void force(boolean metaData) throws IOException {
        if (closesOnEntry()) Checks.open(delegate);
        beforeCall();
        try {
            delegate.force(metaData);
        } finally {
            afterCall();
        }
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long position, long size) throws IOException {
        if (closesOnEntry()) Checks.map(delegate, mode, position, size);
        beforeCall();
        try {
            return delegate.map(mode, position, size);
        } finally {
            afterCall();
        }
    }

    @Override
    public String toString() {
        return "penstock:" + delegate;
    }
}
