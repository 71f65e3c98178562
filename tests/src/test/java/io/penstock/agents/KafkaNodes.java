package io.penstock.agents;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A controller and brokers of Kafka, each a process of its own, with their folders and what they are started from. */
final class KafkaNodes implements AutoCloseable {
    private static final String CLUSTER = "cGVuc3RvY2stdGVzdHMtMQ";
    private static final int CONTROLLER = 0;
    private static final Random RANDOM = new Random();

    private final Path folder;
    private final boolean agent;
    private final List<Integer> ports = new ArrayList<>();
    private final Engine[] nodes;

    /** Formats and starts node 0, the controller, and so many brokers. */
    KafkaNodes(Path folder, int brokers, boolean agent) throws Exception {
        this.folder = Files.createDirectories(folder);
        this.agent = agent;
        nodes = new Engine[brokers + 1];
        while (ports.size() < nodes.length) {
            int port = freePort();
            if (!ports.contains(port)) ports.add(port);
        }
        List<Engine> tools = new ArrayList<>();
        for (int node = 0; node <= brokers; node++) {
            Files.writeString(config(node), settings(node));
            tools.add(Engine.start("kafka", false, "kafka.tools.StorageTool", "format", "-t", CLUSTER, "-c",
                config(node)));
        }
        for (Engine tool : tools) tool.finish();
        for (int node = 0; node <= brokers; node++) start(node);
    }

    /** Below the range of ports that the kernel hands out. */
    private static int freePort() throws IOException {
        for (;;) {
            int port = 20_000 + RANDOM.nextInt(10_000);
            try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return free.getLocalPort();
            } catch (IOException taken) {
                continue;
            }
        }
    }

    private Path config(int node) {
        return folder.resolve(node + ".properties");
    }

    Path log(int node) {
        return folder.resolve("log" + node);
    }

    private String settings(int node) {
        String listener = node == CONTROLLER ? "CONTROLLER" : "PLAINTEXT";
        return """
            process.roles=%s
            node.id=%d
            listeners=%s://127.0.0.1:%d
            controller.quorum.voters=0@127.0.0.1:%d
            controller.listener.names=CONTROLLER
            listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT
            log.dirs=%s
            offsets.topic.num.partitions=1
            offsets.topic.replication.factor=%d
            group.initial.rebalance.delay.ms=0
            broker.heartbeat.interval.ms=500
            broker.session.timeout.ms=3000
            leader.imbalance.check.interval.seconds=1
            leader.imbalance.per.broker.percentage=0
            """.formatted(node == CONTROLLER ? "controller" : "broker", node, listener, ports.get(node),
                ports.get(CONTROLLER), log(node), brokers());
    }

    void start(int node) throws IOException {
        nodes[node] = Engine.start("kafka", agent && node != CONTROLLER, "kafka.Kafka", config(node));
    }

    void kill(int node) throws Exception {
        nodes[node].kill();
    }

    int brokers() {
        return nodes.length - 1;
    }

    Engine broker(int node) {
        return nodes[node];
    }

    /** Where clients find them. */
    String addresses() {
        return IntStream.range(1, nodes.length).mapToObj(node -> "127.0.0.1:" + ports.get(node))
            .collect(Collectors.joining(","));
    }

    /** Ends them as an administrator would, the controller last: the others ask it for leave. */
    void stop() throws Exception {
        for (int node = nodes.length - 1; node >= 0; node--) nodes[node].stop();
    }

    @Override
    public void close() {
        for (Engine node : nodes) if (node != null) node.close();
    }
}
