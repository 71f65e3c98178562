package io.penstock.engines;

import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;

/**
 * A consumer in a group that reads along, whatever happens to the brokers. A record may reach it twice, as groups have
 * it.
 */
final class Follower implements AutoCloseable {
    private final Records records;
    private final String brokers;
    private final BitSet seen = new BitSet();
    private final CompletableFuture<Void> reading;
    private volatile boolean ended;

    Follower(Records records, String brokers) {
        this.records = records;
        this.brokers = brokers;
        reading = CompletableFuture.runAsync(this::read, task -> new Thread(task, "follower").start());
    }

    private void read() {
        var settings = Settings.consumer(brokers);
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, "followers");
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(settings)) {
            consumer.subscribe(List.of(records.topic()));
            while (!ended) {
                for (var record : consumer.poll(Duration.ofMillis(100))) note((int) records.check(record));
            }
        }
    }

    private synchronized void note(int number) {
        seen.set(number);
    }

    private synchronized int missing(int count) {
        return count - seen.get(0, count).cardinality();
    }

    /** Waits until it has seen the first so many records. */
    void await(int count) throws InterruptedException {
        while (missing(count) > 0) {
            if (reading.isDone()) reading.join(); // which throws what has ended it
            Thread.sleep(20);
        }
    }

    @Override
    public void close() {
        ended = true;
        reading.join();
    }
}
