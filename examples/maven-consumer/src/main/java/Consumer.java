import io.penstock.NativeChannels;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

/** Sends a file to a socket and checks what arrives. Fails where it would have had to do without the native library. */
public final class Consumer {
    private Consumer() {}

    public static void main(String[] args) throws Exception {
        byte[] content = new byte[3_000_001];
        new Random(1).nextBytes(content);
        Path path = Files.write(Files.createTempFile("consumer", null), content);

        try (ServerSocketChannel server = ServerSocketChannel.open()) {
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            CompletableFuture<byte[]> received = CompletableFuture.supplyAsync(() -> receive(server));

            long moved;
            try (FileChannel file = FileChannel.open(path);
                    SocketChannel socket = SocketChannel.open(server.getLocalAddress())) {
                moved = NativeChannels.transferTo(file, socket);
            }
            if (!Arrays.equals(content, received.get()))
                throw new AssertionError("other bytes arrived than were sent");
            System.out.println("moved " + moved + " bytes, native: " + NativeChannels.isAvailable());
        } finally {
            Files.delete(path);
        }
        if (!NativeChannels.isAvailable())
            throw new AssertionError("no native library", NativeChannels.unavailabilityCause().orElse(null));
    }

    private static byte[] receive(ServerSocketChannel server) {
        try (SocketChannel connection = server.accept()) {
            return connection.socket().getInputStream().readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
