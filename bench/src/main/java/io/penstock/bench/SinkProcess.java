package io.penstock.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/** The sender's handle on a running {@link Sink}. */
record SinkProcess(Process process, int port) implements AutoCloseable {
    static SinkProcess start() throws IOException {
        Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp", System.getProperty("java.class.path"), Sink.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        return new SinkProcess(process, Integer.parseInt(process.inputReader().readLine()));
    }

    SocketChannel connect() throws IOException {
        return SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    /** Ends the connection and throws unless the sink got what was sent. */
    void finish(SocketChannel socket, long count, long crc) throws IOException {
        try (socket) {
            socket.shutdownOutput();
            ByteBuffer answer = ByteBuffer.allocate(2 * Long.BYTES);
            while (answer.hasRemaining() && socket.read(answer) >= 0) {}
            answer.flip();
            if (answer.getLong() != count || answer.getLong() != crc)
                throw new IOException("the sink did not get the " + count + " bytes that were sent");
        }
    }

    @Override
    public void close() {
        process.destroy();
    }
}
