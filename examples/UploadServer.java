import io.penstock.NativeChannels;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/**
 * Takes files by HTTP/1.1 PUT or POST into a directory. A file appears when all of it is there, and not if the client
 * gives up.
 */
public final class UploadServer {
    private static final Pattern LENGTH = Pattern.compile("(?im)^Content-Length: *(\\d{1,18}) *\\r?$");
    private static final Pattern EXPECT = Pattern.compile("(?im)^Expect: *100-continue");
    private static final Pattern CLOSE = Pattern.compile("(?im)^Connection: *close");

    public static void main(String[] arguments) throws Exception {
        if (arguments.length < 1 || arguments.length > 2 || !Files.isDirectory(Path.of(arguments[0]))
                || arguments.length == 2 && !arguments[1].matches("\\d{1,5}")) {
            System.err.println("usage: java -cp penstock.jar UploadServer.java DIR [port]; "
                + "DIR must be a directory, port 0 is any free one");
            System.exit(2);
        }
        Path root = Path.of(arguments[0]).toRealPath();
        int port = arguments.length == 2 ? Integer.parseInt(arguments[1]) : 0;
        ServerSocketChannel server = ServerSocketChannel.open()
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1024);
        System.out.println(server.socket().getLocalPort());
        ExecutorService threads = Runtime.version().feature() < 21 ? Executors.newCachedThreadPool()
            : (ExecutorService) Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
        for (;;) {
            SocketChannel client = server.accept();
            threads.execute(() -> serve(root, client));
        }
    }

    private static void serve(Path root, SocketChannel client) {
        try (client) {
            ByteBuffer buffer = ByteBuffer.allocate(16384);
            String head;
            while ((head = readHead(client, buffer)) != null && take(root, client, head, buffer)) {}
        } catch (IOException e) {
            System.err.println(e); // this connection's; the others go on
        }
    }

    /** The next head, without its empty line, or null at the end; what follows it stays in the buffer. */
    private static String readHead(SocketChannel client, ByteBuffer buffer) throws IOException {
        for (;;) {
            String text = new String(buffer.array(), 0, buffer.position(), ISO_8859_1);
            int end = text.indexOf("\r\n\r\n");
            if (end >= 0) {
                buffer.flip().position(end + 4);
                buffer.compact();
                return text.substring(0, end);
            }
            if (client.read(buffer) <= 0) return null; // the end, or a head that is too long
        }
    }

    /** Whether the connection is to be kept: not after an error, since the body is still to come. */
    private static boolean take(Path root, SocketChannel client, String head, ByteBuffer buffer) throws IOException {
        String[] request = head.split("\r\n", 2)[0].split(" ");
        if (request.length != 3 || !request[2].equals("HTTP/1.1")) return say(client, "400 Bad Request", false);
        if (!request[0].equals("PUT") && !request[0].equals("POST"))
            return say(client, "405 Method Not Allowed", false);
        Matcher given = LENGTH.matcher(head);
        if (!given.find()) return say(client, "411 Length Required", false);
        Path path;
        try {
            Path asked = root.resolve(URI.create(request[1]).getPath().substring(1));
            path = asked.getParent().toRealPath().resolve(asked.getFileName()); // as it is, links and .. resolved
        } catch (IOException | RuntimeException e) {
            return say(client, "404 Not Found", false);
        }
        if (!path.normalize().equals(path) || !path.startsWith(root) || Files.isDirectory(path))
            return say(client, "403 Forbidden", false);
        if (EXPECT.matcher(head).find())
            client.write(ByteBuffer.wrap("HTTP/1.1 100 Continue\r\n\r\n".getBytes(ISO_8859_1)));

        long length = Long.parseLong(given.group(1));
        Path part = Files.createTempFile(path.getParent(), ".upload", null);
        try {
            try (FileChannel file = FileChannel.open(part, StandardOpenOption.WRITE)) {
                buffer.flip(); // what came with the head
                int end = buffer.limit();
                buffer.limit((int) Math.min(end, length));
                while (buffer.hasRemaining()) file.write(buffer);
                long done = buffer.position();
                buffer.limit(end).compact();
                if (done + NativeChannels.transferFrom(client, file, done, length - done) < length) return false;
            }
            Files.move(part, path, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(part);
        }
        return say(client, "201 Created", !CLOSE.matcher(head).find());
    }

    private static boolean say(SocketChannel client, String status, boolean keep) throws IOException {
        String head = "HTTP/1.1 " + status + "\r\nContent-Length: 0\r\n"
            + (keep ? "\r\n" : "Connection: close\r\n\r\n");
        client.write(ByteBuffer.wrap(head.getBytes(ISO_8859_1)));
        return keep;
    }
}
