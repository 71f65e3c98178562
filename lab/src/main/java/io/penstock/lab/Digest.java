package io.penstock.lab;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-256, always through plain reads: what is checked must not check itself. */
final class Digest {
    /** Large and direct, so that the receiver costs little. */
    static final int BUFFER_SIZE = 1 << 20;

    /** Bytes of a digest. */
    static final int SIZE = 32;

    private Digest() {}

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }

    /** SHA-256 of the first {@code count} bytes of a file, in hexadecimal. */
    static String of(Path file, long count) throws IOException {
        MessageDigest digest = sha256();
        try (FileChannel channel = FileChannel.open(file)) {
            drain(channel, count, ByteBuffer.allocateDirect(BUFFER_SIZE), digest);
        }
        return hex(ByteBuffer.wrap(digest.digest()));
    }

    /** Reads up to {@code count} bytes, feeds them to the digest if there is one, and returns how many there were. */
    static long drain(ReadableByteChannel source, long count, ByteBuffer buffer, MessageDigest digest)
            throws IOException {
        long total = 0;
        while (total < count) {
            buffer.clear().limit((int) Math.min(buffer.capacity(), count - total));
            int read = source.read(buffer);
            if (read < 0) {
                break;
            }
            total += read;
            if (digest != null) {
                digest.update(buffer.flip());
            }
        }
        return total;
    }

    /** All that remains of the buffer, in hexadecimal. */
    static String hex(ByteBuffer bytes) {
        var text = new StringBuilder();
        while (bytes.hasRemaining()) {
            text.append("%02x".formatted(bytes.get()));
        }
        return text.toString();
    }
}
