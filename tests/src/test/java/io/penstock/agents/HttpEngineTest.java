package io.penstock.agents;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.support.Call;
import io.penstock.support.Content;
import io.penstock.support.EndsInTime;
import io.penstock.support.HugeFile;
import io.penstock.support.Lib;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** File servers from their released artifacts, with and without the agent: both answer the same, byte by byte. */
@EndsInTime
class HttpEngineTest {
    /** Around the size from which Tomcat sends a file by transferTo; and what no socket takes at once. */
    private static final List<Integer> SIZES =
        List.of(0, 1, 1_023, 1_025, Content.PAGE, 48 * 1024 - 1, 48 * 1024 + 1, Content.PIPE, Content.MIB,
        16 * Content.MIB + 7);
    private static final int LARGE = SIZES.get(SIZES.size() - 1);

    /** The receive buffer of a client that makes the server wait. */
    private static final int SLOW = 32 * 1024;

    @TempDir
    Path directory;

    private Path files;

    enum Server {
        TOMCAT,
        NETTY,
        UNDERTOW;

        Engine start(Path files, Path base, boolean agent) throws IOException {
            String name = name().charAt(0) + name().substring(1).toLowerCase();
            return Engine.start(name().toLowerCase(), agent, "io.penstock.engines." + name + "Server", files, base);
        }
    }

    @BeforeEach
    void files() throws IOException {
        Engine.assume();
        files = Files.createDirectory(directory.resolve("files")).toRealPath();
        for (int size : SIZES) Files.write(files.resolve(size + ".bin"), Content.of(size).bytes);
    }

    @ParameterizedTest
    @EnumSource
    void same(Server server) throws Exception {
        try (Engine stock = server.start(files, directory.resolve("stock"), false);
                Engine agent = server.start(files, directory.resolve("agent"), true)) {
            int stockPort = Integer.parseInt(stock.await(""));
            int agentPort = Integer.parseInt(agent.await(""));
            assertThat(visit(agentPort)).isEqualTo(visit(stockPort));
            for (int port : new int[] {stockPort, agentPort}) crowd(port);
            for (int port : new int[] {stockPort, agentPort}) abort(port);
            for (int port : new int[] {stockPort, agentPort}) visit(port);
            for (Engine engine : List.of(stock, agent)) {
                awaitClosed(engine);
                engine.stop();
            }
            assertThat(agent.complaints()).isEqualTo(stock.complaints());
            agent.assertServed(server.name(), 2L * LARGE);
        }
    }

    /** Gets whole files and ranges over one connection. Returns all that came but the bodies, which are checked. */
    private static Map<String, String> visit(int port) throws IOException {
        Map<String, String> heads = new TreeMap<>();
        try (Http http = new Http(port)) {
            for (int size : SIZES) heads.put("" + size, whole(http, size));
            for (String range : List.of("0-0", "1000-70999", LARGE - 5 + "-", "0-" + 10L * LARGE))
                heads.put(range, range(http, range));
            heads.put("missing", http.get("missing", null).head());
        }
        return heads;
    }

    private static String whole(Http http, int size) throws IOException {
        Http.Response response = http.get(size + ".bin", null);
        assertThat(response.head()).startsWith("HTTP/1.1 200 ");
        Content.assertSame(Content.of(size).bytes, response.body());
        return response.head();
    }

    private static String range(Http http, String range) throws IOException {
        String[] ends = range.split("-");
        long from = Long.parseLong(ends[0]);
        long end = ends.length == 1 ? LARGE : Long.parseLong(ends[1]) + 1;
        Http.Response response = http.get(LARGE + ".bin", range);
        assertThat(response.head()).startsWith("HTTP/1.1 206 ");
        Content.assertSame(Content.of(LARGE).range(from, end - from), response.body());
        return response.head();
    }

    /** Many at once, half of them slow. */
    private static void crowd(int port) throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            List<Future<?>> clients = new ArrayList<>();
            for (int i = 0; i < (Engine.isLong() ? 32 : 8); i++) {
                Random random = new Random(i);
                int buffer = i % 2 == 0 ? 0 : SLOW;
                clients.add(threads.submit(() -> client(port, buffer, random)));
            }
            for (Future<?> client : clients) client.get();
        } finally {
            threads.shutdownNow();
        }
    }

    private static Void client(int port, int buffer, Random random) throws IOException {
        try (Http http = new Http(port, buffer)) {
            for (int round = 0; round < (Engine.isLong() ? 50 : 4); round++) {
                whole(http, SIZES.get(random.nextInt(SIZES.size() - 1)));
                int from = random.nextInt(LARGE);
                range(http, from + "-" + (from + random.nextInt(Content.MIB)));
            }
        }
        return null;
    }

    /** Clients that have read a little of a large body and go. */
    private static void abort(int port) throws IOException {
        for (int i = 0; i < (Engine.isLong() ? 200 : 20); i++) {
            Http http = new Http(port, SLOW);
            http.ask(LARGE + ".bin", null);
            http.head();
            http.body(1000 * (i % 3));
            if (i % 2 == 0) http.reset();
            else http.close();
        }
    }

    /** The files of those are closed, too. */
    private void awaitClosed(Engine engine) throws Exception {
        long end = System.nanoTime() + Call.PATIENCE_MS * 1_000_000;
        while (engine.open(files) > 0 && System.nanoTime() < end) Thread.sleep(20);
        assertThat(engine.open(files)).as("files that are open").isZero();
    }

    /** Beyond what one call of the JDK's moves, and beyond 32 bits. */
    @ParameterizedTest
    @EnumSource
    void huge(Server server) throws Exception {
        Lib.assumeProof("reads 8 GiB from each server");
        Lib.assumeNative("the agent is off");
        try (HugeFile huge = new HugeFile()) {
            huge.link(files.resolve("huge.bin"));
            for (boolean agent : new boolean[] {false, true}) {
                try (Engine engine = server.start(files, directory.resolve("huge" + agent), agent);
                        Http http = new Http(Integer.parseInt(engine.await("")))) {
                    http.askLast("huge.bin");
                    String head = http.head();
                    assertThat(Http.length(head)).isEqualTo(HugeFile.SIZE);
                    assertThat(huge.verify(Channels.newChannel(http.body())).value()).isEqualTo(HugeFile.SIZE);
                    engine.stop();
                    // Undertow sends a little with the head
                    if (agent) engine.assertServed(server + ", a file of 4 GiB", HugeFile.SIZE - Content.PIPE);
                }
            }
        }
    }
}
