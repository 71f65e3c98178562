package io.penstock.engines;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Numbered records, dealt out to the partitions of a topic in turn: the key is the number, the value is as long as the
 * number says and has bytes that cannot be right by accident.
 */
record Records(String topic, int partitions, int mostBytes) {
    ProducerRecord<byte[], byte[]> of(long number) {
        return new ProducerRecord<>(topic, (int) (number % partitions), key(number), value(number));
    }

    private static byte[] key(long number) {
        return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
    }

    private byte[] value(long number) {
        SplittableRandom random = new SplittableRandom(number);
        byte[] bytes = new byte[random.nextInt(mostBytes)];
        random.nextBytes(bytes);
        return bytes;
    }

    /** Throws unless the record is what was sent under its number, which is the answer. */
    long check(ConsumerRecord<byte[], byte[]> record) {
        long number = ByteBuffer.wrap(record.key()).getLong();
        if (record.partition() != number % partitions || !Arrays.equals(record.value(), value(number)))
            throw new IllegalStateException("record %d came out wrong: %s".formatted(number, record));
        return number;
    }
}
