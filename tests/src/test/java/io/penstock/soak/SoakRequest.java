package io.penstock.soak;

import io.penstock.support.Content;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** What a client of a {@link Soak} says first on a connection: whether it wants a range of the file, or sends one. */
record SoakRequest(long id, boolean upload, long position, long count) {
    private static final int LENGTH = 25;

    /** The file of which ranges are asked for and sent; both processes can make it. */
    static byte[] content() {
        return Content.random(8, 8 * Content.MIB);
    }

    ByteBuffer bytes() {
        return ByteBuffer.allocate(LENGTH).putLong(id).put((byte) (upload ? 1 : 0)).putLong(position).putLong(count)
            .flip();
    }

    static SoakRequest read(SocketChannel socket) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(LENGTH);
        while (bytes.hasRemaining())
            if (socket.read(bytes) < 0) throw new EOFException("a request of %d bytes".formatted(bytes.position()));
        bytes.flip();
        return new SoakRequest(bytes.getLong(), bytes.get() == 1, bytes.getLong(), bytes.getLong());
    }
}
