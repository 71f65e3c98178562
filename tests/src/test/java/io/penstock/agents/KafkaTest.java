package io.penstock.agents;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Apache Kafka's brokers, which send their segments by {@code transferTo}, to consumers and to each other: with the
 * agent as without it, every record comes as it was sent, and none is lost where a broker dies.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class KafkaTest {
    private static final int PARTITIONS = 3;
    private static final int MOST_BYTES = 20_000;

    @TempDir
    Path directory;

    @BeforeEach
    void assumeEngines() {
        Engine.assume();
    }

    private static Engine load(KafkaNodes nodes) throws Exception {
        Engine load = Engine.start("kafka", false, "io.penstock.engines.Load", nodes.addresses(), "records", PARTITIONS,
            nodes.brokers(), MOST_BYTES);
        load.await("ready");
        return load;
    }

    /** Of "N records, M bytes". */
    private static long bytes(String checked) {
        return Long.parseLong(checked.split(" ")[2]);
    }

    @Test
    void oneBroker() throws Exception {
        try (KafkaNodes stock = new KafkaNodes(directory.resolve("stock"), 1, false); Engine stockLoad = load(stock);
                KafkaNodes agent = new KafkaNodes(directory.resolve("agent"), 1, true);
                Engine agentLoad = load(agent)) {
            for (Engine load : List.of(stockLoad, agentLoad)) produce(load, Engine.isLong() ? 100_000 : 2_000);
            String checked = check(agentLoad);
            assertThat(check(stockLoad)).isEqualTo(checked);
            for (Engine load : List.of(stockLoad, agentLoad)) load.finish();
            for (KafkaNodes nodes : List.of(stock, agent)) nodes.stop();
            assertThat(agent.broker(1).complaints()).isEqualTo(stock.broker(1).complaints());
            agent.broker(1).assertServed("Kafka, one broker, " + checked, 2 * bytes(checked));
        }
    }

    private static void produce(Engine load, int count) throws Exception {
        load.tell("produce " + count);
        load.await("acknowledged");
    }

    /** All that was sent, first by a consumer that has read along, then by one that reads from the start. */
    private static String check(Engine load) throws Exception {
        load.tell("follow");
        load.await("followed");
        load.tell("check");
        return load.await("checked");
    }

    @Test
    void clusterThatLosesABroker() throws Exception {
        String checked = cluster(true);
        if (Engine.isLong()) assertThat(cluster(false)).isEqualTo(checked);
    }

    private String cluster(boolean agent) throws Exception {
        int part = Engine.isLong() ? 10_000 : 1_000;
        try (KafkaNodes nodes = new KafkaNodes(directory.resolve("cluster " + agent), 3, agent);
                Engine load = load(nodes)) {
            produce(load, part);
            for (int victim : Engine.isLong() ? List.of(2, 1, 3) : List.of(2)) {
                load.tell("produce " + part);
                load.await("sent");
                load.await("sent");
                nodes.kill(victim);
                load.await("acknowledged");
                load.tell("produce " + part);
                load.await("sent");
                nodes.start(victim);
                load.await("acknowledged");
                load.tell("sync");
                load.await("synced");
            }
            String checked = check(load);
            load.finish();
            nodes.stop();
            assertSameLogs(nodes);
            for (int node = 1; agent && node <= nodes.brokers(); node++)
                nodes.broker(node).assertServed("Kafka, broker %d of 3, brokers killed, %s".formatted(node, checked),
                    part);
            return checked;
        }
    }

    /** Each replica has the same bytes, those which it got from another broker as well. */
    private static void assertSameLogs(KafkaNodes nodes) throws IOException {
        for (int partition = 0; partition < PARTITIONS; partition++) {
            String name = "records-" + partition;
            long first = crc(nodes.log(1).resolve(name));
            for (int node = 2; node <= nodes.brokers(); node++)
                assertThat(crc(nodes.log(node).resolve(name))).as("%s on broker %d", name, node).isEqualTo(first);
        }
    }

    private static long crc(Path log) throws IOException {
        CRC32C crc = new CRC32C();
        try (Stream<Path> files = Files.list(log)) {
            List<Path> segments = files.filter(file -> file.toString().endsWith(".log")).sorted().toList();
            assertThat(segments).isNotEmpty();
            for (Path segment : segments) crc.update(Files.readAllBytes(segment));
        }
        return crc.getValue();
    }
}
