package io.penstock;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.Optional;

/** Signatures only for the moment. */
public final class NativeChannels {
    private NativeChannels() {}
    public static long transferTo(FileChannel file, WritableByteChannel target) throws IOException { throw new UnsupportedOperationException(); }
    public static long transferTo(FileChannel file, long position, long count, WritableByteChannel target) throws IOException { throw new UnsupportedOperationException(); }
    public static TransferResult transferTo(FileChannel file, long position, long count, WritableByteChannel target, TransferOptions options) throws IOException { throw new UnsupportedOperationException(); }
    public static long transferTo(Path file, WritableByteChannel target) throws IOException { throw new UnsupportedOperationException(); }
    public static long transferTo(Path file, long position, long count, WritableByteChannel target) throws IOException { throw new UnsupportedOperationException(); }
    public static TransferResult transferTo(Path file, long position, long count, WritableByteChannel target, TransferOptions options) throws IOException { throw new UnsupportedOperationException(); }
    public static Optional<Boolean> scatterGather(SocketChannel socket) throws IOException { throw new UnsupportedOperationException(); }
    public static boolean isAvailable() { return false; }
    public static Optional<Throwable> unavailabilityCause() { return Optional.empty(); }
}
