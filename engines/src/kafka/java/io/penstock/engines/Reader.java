package io.penstock.engines;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/** Reads a topic from its start. */
record Reader(Records records, String brokers) {
    private static final Duration PAUSE = Duration.ofMillis(100);

    /**
     * Throws unless the topic is exactly the first so many records, each partition in their order. Returns what there
     * was.
     */
    String check(int count) {
        long bytes = 0;
        int[] next = IntStream.range(0, records.partitions()).toArray();
        try (KafkaConsumer<byte[], byte[]> consumer = open()) {
            for (int left = count; left > 0;) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(PAUSE)) {
                    long number = records.check(record);
                    if (number != next[record.partition()])
                        throw new IllegalStateException(
                            "record %d where %d should be".formatted(number, next[record.partition()]));
                    next[record.partition()] += records.partitions();
                    bytes += record.value().length;
                    left--;
                }
            }
            Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
            ends.forEach((partition, end) -> {
                if (consumer.position(partition) != end)
                    throw new IllegalStateException("more was stored than was sent: " + ends);
            });
        }
        return count + " records, " + bytes + " bytes";
    }

    /** Reads so many records without a look at them. Answers bytes and nanoseconds. */
    String fetch(int count) {
        long bytes = 0;
        long start = System.nanoTime();
        try (KafkaConsumer<byte[], byte[]> consumer = open()) {
            for (int left = count; left > 0;) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(PAUSE)) {
                    bytes += record.serializedValueSize();
                    left--;
                }
            }
        }
        return bytes + " " + (System.nanoTime() - start);
    }

    private KafkaConsumer<byte[], byte[]> open() {
        KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(Settings.consumer(brokers));
        List<TopicPartition> partitions = IntStream.range(0, records.partitions())
            .mapToObj(i -> new TopicPartition(records.topic(), i)).toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        return consumer;
    }
}
