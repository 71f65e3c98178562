package io.penstock.agents;

import io.penstock.support.Call;
import io.penstock.support.Content;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One connection to an HTTP server of this machine, for one request after the other. */
final class Http implements Closeable {
    private static final Pattern LENGTH = Pattern.compile("(?i)^content-length: (\\d+)$", Pattern.MULTILINE);
    private static final Pattern TIMES = Pattern.compile("(?im)^(date|last-modified): .*\n");

    /** Head without times, body without a look at it. */
    record Response(String head, byte[] body) {}

    private final Socket socket = new Socket();
    private final InputStream in;

    Http(int port) throws IOException {
        this(port, 0);
    }

    /** With a receive buffer of that many bytes, for a client that is slow; 0 for the usual. */
    Http(int port, int buffer) throws IOException {
        if (buffer > 0) socket.setReceiveBufferSize(buffer);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        socket.setSoTimeout((int) Call.PATIENCE_MS);
        in = new BufferedInputStream(socket.getInputStream(), Content.PAGE);
    }

    /** Asks for a file, or a range of it such as {@code 0-9}. */
    Response get(String path, String range) throws IOException {
        ask(path, range);
        String head = head();
        return new Response(TIMES.matcher(head).replaceAll(""), body((int) length(head)));
    }

    void ask(String path, String range) throws IOException {
        send(path, range == null ? "" : "Range: bytes=" + range + "\r\n");
    }

    /** Asks for a file after which the server is to end the connection. */
    void askLast(String path) throws IOException {
        send(path, "Connection: close\r\n");
    }

    private void send(String path, String header) throws IOException {
        socket.getOutputStream()
            .write(("GET /" + path + " HTTP/1.1\r\nHost: localhost\r\n" + header + "\r\n").getBytes());
    }

    String head() throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.length() < 4 || !head.substring(head.length() - 4).equals("\r\n\r\n")) {
            int c = in.read();
            if (c < 0) throw new EOFException("the connection ended after: " + head);
            head.append((char) c);
        }
        return head.toString().replace("\r", "");
    }

    static long length(String head) {
        Matcher length = LENGTH.matcher(head);
        if (!length.find()) throw new AssertionError("no length in " + head);
        return Long.parseLong(length.group(1));
    }

    /** The body, as it comes. */
    InputStream body() {
        return in;
    }

    byte[] body(int length) throws IOException {
        byte[] body = in.readNBytes(length);
        if (body.length < length) throw new EOFException("%d bytes of %d came".formatted(body.length, length));
        return body;
    }

    /** Ends the connection in the middle of whatever is under way. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
