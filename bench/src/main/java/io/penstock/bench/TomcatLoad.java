package io.penstock.bench;

import io.penstock.bench.EnginePair.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Two Tomcats, one with the agent, and clients that ask for files. */
final class TomcatLoad implements AutoCloseable {
    private static final int CONNECTIONS = 8;

    private final Path folder;
    private final EngineProcess stock;
    private final EngineProcess agent;
    private final int stockPort;
    private final int agentPort;
    private final ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS);

    TomcatLoad(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder.resolve("files"));
        stock = start(folder.resolve("stock"), false);
        agent = start(folder.resolve("agent"), true);
        stockPort = Integer.parseInt(stock.await(""));
        agentPort = Integer.parseInt(agent.await(""));
    }

    private EngineProcess start(Path base, boolean withAgent) throws IOException {
        return new EngineProcess("tomcat", withAgent, "io.penstock.engines.TomcatServer", folder, base);
    }

    EnginePair measure(int size, int rounds, Duration window) throws Exception {
        String file = size + ".bin";
        Sample.fill(Files.createFile(folder.resolve(file)), size);
        return EnginePair.measure("Tomcat, a file of %,d KiB".formatted(size >> 10), "requests/s", rounds,
            withAgent -> window(withAgent, file, size, window));
    }

    private Result window(boolean withAgent, String file, int size, Duration window) throws Exception {
        EngineProcess server = withAgent ? agent : stock;
        int port = withAgent ? agentPort : stockPort;
        try (HttpLoad one = new HttpLoad(port, file, size)) {
            if (one.crc() != Sample.crc(size)) throw new IOException("the server sent wrong bytes");
        }
        Duration before = server.cpu();
        long start = System.nanoTime();
        List<Callable<Long>> clients = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            clients.add(() -> {
                try (HttpLoad load = new HttpLoad(port, file, size)) {
                    return load.until(start + window.toNanos());
                }
            });
        }
        long requests = 0;
        for (Future<Long> client : threads.invokeAll(clients)) requests += client.get();
        double seconds = (System.nanoTime() - start) / 1e9;
        return new Result(requests / seconds, server.cpu().minus(before).toNanos() / 1e3 / requests);
    }

    @Override
    public void close() {
        threads.shutdownNow();
        stock.close();
        agent.close();
    }
}
