package io.penstock.bench;

import io.penstock.bench.EnginePair.Result;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;

/** A broker of Kafka, and a client that has sent it records and fetches them. */
final class KafkaLoad implements AutoCloseable {
    private static final String CLUSTER = "cGVuc3RvY2stYmVuY2gtMQ";
    private static final int PARTITIONS = 4;
    private static final Random RANDOM = new Random();

    private final EngineProcess broker;
    private final EngineProcess client;

    KafkaLoad(Path folder, boolean agent, int mostBytes, int records) throws IOException, InterruptedException {
        int port = freePort();
        Path settings = Files.writeString(Files.createDirectories(folder).resolve("server.properties"), """
            process.roles=broker,controller
            node.id=1
            listeners=PLAINTEXT://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d
            controller.quorum.voters=1@127.0.0.1:%2$d
            controller.listener.names=CONTROLLER
            listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT
            log.dirs=%s
            offsets.topic.num.partitions=1
            offsets.topic.replication.factor=1
            """.formatted(port, freePort(), folder.resolve("log")));
        try (EngineProcess tool =
            new EngineProcess("kafka", false, "kafka.tools.StorageTool", "format", "-t", CLUSTER, "-c", settings)) {
            tool.finish();
        }
        broker = new EngineProcess("kafka", agent, "kafka.Kafka", settings);
        client = new EngineProcess("kafka", false, "io.penstock.engines.Load", "127.0.0.1:" + port, "records",
            PARTITIONS, 1, mostBytes);
        client.await("ready");
        client.ask("produce " + records, "acknowledged");
        client.ask("follow", "followed");
        client.ask("check", "checked");
    }

    /** Below the range of ports that the kernel hands out. */
    private static int freePort() throws IOException {
        for (int tries = 0; tries < 1_000; tries++) {
            try (ServerSocket free =
                new ServerSocket(20_000 + RANDOM.nextInt(10_000), 1, InetAddress.getLoopbackAddress())) {
                return free.getLocalPort();
            } catch (IOException taken) {
                continue;
            }
        }
        throw new IOException("no port is free");
    }

    /** All records once: megabytes a second, and the broker's CPU time for each. */
    Result fetch() throws IOException {
        Duration before = broker.cpu();
        String[] fetched = client.ask("fetch", "fetched").split(" ");
        double megabytes = Long.parseLong(fetched[0]) / 1e6;
        return new Result(megabytes / (Long.parseLong(fetched[1]) / 1e9),
            broker.cpu().minus(before).toNanos() / 1e3 / megabytes);
    }

    @Override
    public void close() {
        client.close();
        broker.close();
    }
}
