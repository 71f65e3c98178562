package io.penstock.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.support.Call;
import io.penstock.support.Content;
import io.penstock.support.EndsInTime;
import io.penstock.support.Lib;
import io.penstock.support.Proof;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The servers in {@code examples/} with curl and ab as their clients. */
@EndsInTime
class ExamplesTest {
    private static final int SIZE = 5 * Content.MIB + 3;
    private static final byte[] BYTES = Content.of(SIZE).bytes;

    @TempDir
    Path directory;

    private Path served;

    @BeforeEach
    void files() throws IOException {
        Tool.assume("curl");
        served = Files.createDirectory(directory.resolve("served"));
        Files.write(served.resolve("large file"), BYTES);
        Files.write(served.resolve("small"), Content.of(Content.PAGE).bytes);
        Files.createFile(served.resolve("empty"));
        Files.writeString(directory.resolve("secret"), "not for you");
        Files.createSymbolicLink(served.resolve("link"), directory.resolve("secret"));
    }

    @Test
    void fileServer() throws Exception {
        try (Example server = Example.start("FileServer", served.toString())) {
            serves(server.url("/"));
            escapes(server);
            abort(server);
            serves(server.url("/"));
            assertThat(server.isAlive()).isTrue();
        }
    }

    @Test
    void fileServerBehindRelay() throws Exception {
        try (Example server = Example.start("FileServer", served.toString());
                Example relay = Example.start("RelayServer", "127.0.0.1", String.valueOf(server.port))) {
            serves(relay.url("/"));
            abort(relay);
            serves(relay.url("/"));
            assertThat(server.isAlive() && relay.isAlive()).isTrue();
        }
    }

    /** Whole, by range, by ranges that cannot be, several over one connection, many at once. */
    private void serves(String base) throws Exception {
        String large = base + "large%20file";
        Content.assertSame(BYTES, Tool.curl(large).output());
        assertThat(Tool.curl(base + "empty").output()).isEmpty();
        assertThat(Tool.curl("-I", large).text()).startsWith("HTTP/1.1 200 OK\r\nContent-Length: " + SIZE + "\r\n")
            .contains("Accept-Ranges: bytes");

        range(large, "0-0", 0, 1, 206);
        range(large, "1000-70999", 1000, 70_000, 206);
        range(large, SIZE - 5 + "-", SIZE - 5, 5, 206);
        range(large, "-7", SIZE - 7, 7, 206);
        range(large, "10-" + 10L * SIZE, 10, SIZE, 206);
        range(large, "-" + 10L * SIZE, 0, SIZE, 206);
        range(large, "5-4", 0, SIZE, 200); // no range: ignored
        range(large, "0-1,5-6", 0, SIZE, 200); // several: may be ignored
        range(large, SIZE + "-", 0, 0, 416);
        range(large, "-0", 0, 0, 416);
        assertThat(Tool.curl("-D", "-", "-r", "2-3", large).text())
            .contains("Content-Range: bytes 2-3/" + SIZE + "\r\n");
        assertThat(Tool.curl("-D", "-", "-r", SIZE + "-", large).text())
            .contains("Content-Range: bytes */" + SIZE + "\r\n");

        Tool kept = Tool.curl("-w", "|%{num_connects}|", base + "small", "-o", "-", "-w", "|%{num_connects}|", base
            + "empty", base + "missing", base + "small");
        assertThat(kept.text()).contains("|1|").contains("|0|");
        Content.assertSame(BYTES, Tool.curl("--http1.0", large).output());
        manyAtOnce(large);
    }

    private static void range(String url, String range, int from, int length, int status) throws Exception {
        Tool got = Tool.curl("-r", range, "-w", "%{http_code}", url);
        byte[] output = got.output();
        byte[] body = Arrays.copyOf(output, output.length - 3);
        assertThat(new String(output, body.length, 3)).as(range).isEqualTo(String.valueOf(status));
        Content.assertSame(Content.of(SIZE).range(from, length), body);
    }

    private void manyAtOnce(String url) throws Exception {
        Path into = Files.createTempDirectory(directory, "many");
        List<String> arguments = new ArrayList<>(List.of("-Z", "--parallel-max", "20"));
        for (int i = 0; i < 40; i++) arguments.addAll(List.of("-o", into.resolve("" + i).toString(), url));
        assertThat(Tool.curl(arguments.toArray(String[]::new)).status()).isZero();
        for (int i = 0; i < 40; i++) Content.assertSame(BYTES, Files.readAllBytes(into.resolve("" + i)));
    }

    private static void escapes(Example server) throws Exception {
        for (String path : List.of("/../secret", "/%2e%2e/secret", "/link", "/%2Fetc/passwd", "//etc/passwd", "/",
            "/%00", "/%zz", "/missing", "*")) {
            assertThat(raw(server, "GET " + path + " HTTP/1.1\r\nConnection: close\r\n\r\n")).as(path)
                .startsWith("HTTP/1.1 404 ").doesNotContain("not for you");
        }
        assertThat(raw(server, "POST /small HTTP/1.1\r\nConnection: close\r\n\r\n")).startsWith("HTTP/1.1 405 ");
        assertThat(raw(server, "nonsense\r\n\r\n")).startsWith("HTTP/1.1 400 ");
        assertThat(raw(server, "GET /empty HTTP/1.1\r\n\r\nGET /empty HTTP/1.1\r\nConnection: close\r\n\r\n")
            .split("HTTP/1.1 200 OK", -1)).hasSize(3);
    }

    private static String raw(Example server, String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port)) {
            socket.getOutputStream().write(request.getBytes());
            return new String(socket.getInputStream().readAllBytes());
        }
    }

    /** A client that has read a little of a large body and goes, by a reset. */
    private static void abort(Example server) throws IOException {
        for (int i = 0; i < 20; i++) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port)) {
                socket.getOutputStream().write("GET /large%20file HTTP/1.1\r\n\r\n".getBytes());
                InputStream in = socket.getInputStream();
                assertThat(in.readNBytes(1000)).hasSize(1000);
                socket.setSoLinger(true, 0);
            }
        }
    }

    @Test
    void load() throws Exception {
        Tool.assume("ab");
        int requests = Lib.proof() ? 20_000 : 1_000;
        try (Example server = Example.start("FileServer", served.toString());
                Example relay = Example.start("RelayServer", "127.0.0.1", String.valueOf(server.port))) {
            for (Example target : List.of(server, relay)) {
                String said = Tool.run("ab", "-q", "-n", "" + requests, "-c", "50", target.url("/small")).text();
                assertThat(said).contains("Complete requests:      " + requests + "\n", "Failed requests:        0\n",
                    "HTML transferred:       " + (long) requests * Content.PAGE + " bytes");
                Proof.line("ab, 50 at a time, %s: %d requests of 4 KiB, none failed", target == server ? "FileServer"
                    : "FileServer behind RelayServer", requests);
            }
        }
    }

    @Test
    void uploadServer() throws Exception {
        Path into = Files.createDirectory(directory.resolve("into"));
        try (Example server = Example.start("UploadServer", into.toString())) {
            String large = Content.of(SIZE).file.toString();
            for (String expect : List.of("Expect: 100-continue", "Expect:")) {
                assertThat(Tool.curl("-H", expect, "-T", large, "-w", "%{http_code}", server.url("/put")).text())
                    .isEqualTo("201");
                Content.assertSame(BYTES, Files.readAllBytes(into.resolve("put")));
                Files.delete(into.resolve("put"));
            }
            assertThat(Tool.curl("--data-binary", "@" + large, "-w", "%{http_code}", server.url("/post")).text())
                .isEqualTo("201");
            Content.assertSame(BYTES, Files.readAllBytes(into.resolve("post")));
            assertThat(Tool.curl("-d", "", "-w", "%{http_code}", server.url("/nothing")).text()).isEqualTo("201");
            assertThat(into.resolve("nothing")).isEmptyFile();

            // Two requests in one piece: the first body comes with both heads.
            String two = "PUT /one HTTP/1.1\r\nContent-Length: 3\r\n\r\nabcPUT /two HTTP/1.1\r\nContent-Length: "
                + "2\r\nConnection: close\r\n\r\nde";
            assertThat(raw(server, two).split("HTTP/1.1 201 Created", -1)).hasSize(3);
            assertThat(into.resolve("one")).hasContent("abc");
            assertThat(into.resolve("two")).hasContent("de");

            for (String path : List.of("/../out", "/%2e%2e/out", "/%2Ftmp/out", "/", "/..", "/missing/out"))
                assertThat(Tool.curl("-X", "PUT", "-d", "x", "-w", "%{http_code}", server.url(path)).text()).as(path)
                    .isIn("403", "404");
            assertThat(Tool.curl("-X", "PUT", "-w", "%{http_code}", server.url("/x")).text()).isEqualTo("411");
            assertThat(Tool.curl("-w", "%{http_code}", server.url("/x")).text()).isEqualTo("405");
            assertThat(directory.resolve("out")).doesNotExist();

            abandon(server);
            assertThat(Tool.curl("-T", large, "-w", "%{http_code}", server.url("/after")).text()).isEqualTo("201");
            Content.assertSame(BYTES, Files.readAllBytes(into.resolve("after")));
            awaitFiles(into, "after", "nothing", "one", "post", "two");
        }
    }

    /** A client that promises more than it sends. */
    private static void abandon(Example server) throws IOException {
        for (boolean reset : new boolean[] {false, true}) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port)) {
                OutputStream out = socket.getOutputStream();
                out.write(("PUT /half HTTP/1.1\r\nContent-Length: " + SIZE + "\r\n\r\n").getBytes());
                out.write(BYTES, 0, SIZE / 2);
                if (reset) socket.setSoLinger(true, 0);
            }
        }
    }

    /** Only whole uploads stay; those that were abandoned go when the server sees it. */
    private static void awaitFiles(Path into, String... names) throws Exception {
        long end = System.nanoTime() + Call.PATIENCE_MS * 1_000_000;
        for (;;) {
            List<String> there;
            try (Stream<Path> files = Files.list(into)) {
                there = files.map(file -> file.getFileName().toString()).sorted().toList();
            }
            if (there.equals(List.of(names)) || System.nanoTime() > end) {
                assertThat(there).containsExactly(names);
                return;
            }
            Thread.sleep(20);
        }
    }

    /** Half a connection may end long before the other. */
    @Test
    void relayPassesOnHalfAClose() throws Exception {
        try (ServerSocket backend = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                Example relay = Example.start("RelayServer", "127.0.0.1", "" + backend.getLocalPort());
                Socket client = new Socket(InetAddress.getLoopbackAddress(), relay.port);
                Socket accepted = backend.accept()) {
            client.getOutputStream().write("question".getBytes());
            client.shutdownOutput();
            assertThat(accepted.getInputStream().readAllBytes()).asString().isEqualTo("question");
            Call answer = Call.start(() -> {
                accepted.getOutputStream().write(BYTES);
                accepted.shutdownOutput();
                return 0L;
            });
            Content.assertSame(BYTES, client.getInputStream().readAllBytes());
            answer.value();
        }
    }

    @Test
    void relayLivesOnWithoutABackend() throws Exception {
        int closed;
        try (ServerSocket gone = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = gone.getLocalPort();
        }
        try (Example relay = Example.start("RelayServer", "127.0.0.1", "" + closed)) {
            // nothing, or a reset
            for (int i = 0; i < 3; i++) assertThat(Tool.curl(relay.url("/")).status()).isIn(52, 56);
            assertThat(relay.isAlive()).isTrue();
            assertThat(relay.said()).contains("ConnectException");
        }
    }

    @Test
    void badUsage() throws Exception {
        assertThat(Example.refusal("FileServer")).contains("usage: ");
        assertThat(Example.refusal("FileServer", directory.resolve("missing").toString()))
            .contains("DIR must be a directory");
        assertThat(Example.refusal("UploadServer", served.toString(), "many")).contains("usage: ");
        assertThat(Example.refusal("RelayServer", "localhost")).contains("usage: ");
    }
}
