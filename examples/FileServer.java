import io.penstock.NativeChannels;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/**
 * Serves the files below a directory by HTTP/1.1: GET, HEAD, a range, keep-alive. A thread a connection, virtual where
 * there are such.
 */
public final class FileServer {
    private static final Pattern RANGE = Pattern.compile("(?im)^Range: *bytes=(\\d{0,18})-(\\d{0,18}) *\\r?$");
    private static final Pattern CLOSE = // we read no body
        Pattern.compile("(?im)^(Connection: *close|Content-Length:|Transfer-Encoding:)");

    public static void main(String[] arguments) throws Exception {
        if (arguments.length < 1 || arguments.length > 2 || !Files.isDirectory(Path.of(arguments[0]))
                || arguments.length == 2 && !arguments[1].matches("\\d{1,5}")) {
            System.err.println("usage: java -cp penstock.jar FileServer.java DIR [port]; "
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
            client.setOption(StandardSocketOptions.TCP_NODELAY, true);
            ByteBuffer buffer = ByteBuffer.allocate(16384);
            String head;
            while ((head = readHead(client, buffer)) != null && answer(root, client, head)) {}
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

    /** Whether the connection is to be kept. */
    private static boolean answer(Path root, SocketChannel client, String head) throws IOException {
        String[] request = head.split("\r\n", 2)[0].split(" ");
        if (request.length != 3 || !request[2].startsWith("HTTP/1."))
            return say(client, "400 Bad Request", 0, "", false);
        boolean keep = request[2].equals("HTTP/1.1") && !CLOSE.matcher(head).find();
        if (!request[0].equals("GET") && !request[0].equals("HEAD"))
            return say(client, "405 Method Not Allowed", 0, "Allow: GET, HEAD\r\n", keep);
        Path path;
        try {
            // as it is, links and .. resolved
            path = root.resolve(URI.create(request[1]).getPath().substring(1)).toRealPath();
        } catch (IOException | RuntimeException e) {
            return say(client, "404 Not Found", 0, "", keep);
        }
        if (!path.startsWith(root) || !Files.isRegularFile(path)) return say(client, "404 Not Found", 0, "", keep);
        try (FileChannel file = FileChannel.open(path)) {
            long size = file.size();
            long[] part = part(head, size);
            if (part != null && part[0] >= size)
                return say(client, "416 Range Not Satisfiable", 0, "Content-Range: bytes */" + size + "\r\n", keep);
            long first = part == null ? 0 : part[0], last = part == null ? size - 1 : Math.min(part[1], size - 1);
            String more = "Accept-Ranges: bytes\r\n"
                + (part != null ? "Content-Range: bytes " + first + "-" + last + "/" + size + "\r\n" : "");
            long length = last - first + 1;
            say(client, part != null ? "206 Partial Content" : "200 OK", length, more, keep);
            return (request[0].equals("HEAD") || NativeChannels.transferTo(file, first, length, client) == length)
                && keep;
        }
    }

    /**
     * First and last byte of the range that is asked for; null where the header may be ignored (RFC 9110, 14.2):
     * several ranges, say.
     */
    private static long[] part(String head, long size) {
        Matcher range = RANGE.matcher(head);
        if (!range.find() || range.group(1).isEmpty() && range.group(2).isEmpty()) return null;
        if (range.group(1).isEmpty())
            return new long[] {Long.parseLong(range.group(2)) == 0 ? size
                : Math.max(size - Long.parseLong(range.group(2)), 0), size - 1};
        long first = Long.parseLong(range.group(1));
        long last = range.group(2).isEmpty() ? Long.MAX_VALUE : Long.parseLong(range.group(2));
        return first <= last ? new long[] {first, last} : null;
    }

    private static boolean say(SocketChannel client, String status, long length, String more, boolean keep)
        throws IOException {
        String head = "HTTP/1.1 " + status + "\r\nContent-Length: " + length + "\r\n" + more
            + (keep ? "\r\n" : "Connection: close\r\n\r\n");
        client.write(ByteBuffer.wrap(head.getBytes(ISO_8859_1)));
        return keep;
    }
}
