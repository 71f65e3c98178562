package io.penstock.engines;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicExistsException;

/** Makes a topic once there are brokers enough, and waits for its replicas. */
final class Topics implements AutoCloseable {
    private static final int PAUSE_MS = 100;

    private final Admin admin;

    Topics(String brokers) {
        admin = Admin.create(Settings.of(brokers));
    }

    void create(Records records, int replicas) throws InterruptedException, ExecutionException {
        NewTopic topic = new NewTopic(records.topic(), records.partitions(), (short) replicas).configs(Map.of(
                "min.insync.replicas", String.valueOf(Math.max(1, replicas - 1)),
                "segment.bytes", String.valueOf(4 << 20)));
        for (;;) {
            try {
                admin.createTopics(List.of(topic)).all().get();
                return;
            } catch (ExecutionException e) {
                if (e.getCause() instanceof TopicExistsException) return; // made by a try that timed out
                if (!(e.getCause() instanceof InvalidReplicationFactorException
                    || e.getCause() instanceof TimeoutException)) throw e;
                Thread.sleep(PAUSE_MS);
            }
        }
    }

    /** Waits until all replicas are in sync, and each partition is led by the broker that it was given to. */
    void awaitInSync(Records records, int replicas) throws InterruptedException, ExecutionException {
        for (;;) {
            boolean all = admin.describeTopics(List.of(records.topic())).allTopicNames().get().get(records.topic())
                .partitions().stream()
                    .allMatch(partition -> partition.isr().size() == replicas
                        && partition.replicas().get(0).equals(partition.leader()));
            if (all) return;
            Thread.sleep(PAUSE_MS);
        }
    }

    @Override
    public void close() {
        admin.close();
    }
}
