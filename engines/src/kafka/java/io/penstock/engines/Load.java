package io.penstock.engines;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.RecordMetadata;

/**
 * A client of Kafka on its standard streams: {@code Load BROKERS TOPIC PARTITIONS REPLICAS MOST_BYTES}. It makes the
 * topic, says {@code ready}, and executes commands, line by line, until its input ends:
 * <ul>
 * <li>{@code produce N}: sends the next N records; says {@code sent} at each tenth and {@code acknowledged} at the end
 * <li>{@code follow}: waits until a consumer that reads along has seen all; says {@code followed}
 * <li>{@code sync}: waits until all replicas are in sync, and brokers that came back lead again; says {@code synced}
 * <li>{@code check}: reads everything from the start, which has to be exactly what was sent; says {@code checked} and
 * what it got
 * <li>{@code fetch}: reads everything from the start without a look at it; says {@code fetched}, bytes and nanoseconds
 * </ul>
 */
public final class Load {
    private static final int WINDOW = 2_000;

    private final String brokers;
    private final Records records;
    private int sent;

    private Load(String brokers, Records records) {
        this.brokers = brokers;
        this.records = records;
    }

    public static void main(String[] arguments) throws IOException, InterruptedException, ExecutionException {
        Records records = new Records(arguments[1], Integer.parseInt(arguments[2]), Integer.parseInt(arguments[4]));
        int replicas = Integer.parseInt(arguments[3]);
        Load load = new Load(arguments[0], records);
        try (Topics topics = new Topics(load.brokers)) {
            topics.create(records, replicas);
            try (Follower follower = new Follower(records, load.brokers);
                    KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(Settings.producer(load.brokers));
                    BufferedReader commands = new BufferedReader(new InputStreamReader(System.in))) {
                System.out.println("ready");
                for (String line; (line = commands.readLine()) != null;) {
                    String[] words = line.split(" ");
                    switch (words[0]) {
                        case "produce" -> load.produce(producer, Integer.parseInt(words[1]));
                        case "follow" -> {
                            follower.await(load.sent);
                            System.out.println("followed");
                        }
                        case "sync" -> {
                            topics.awaitInSync(records, replicas);
                            System.out.println("synced");
                        }
                        case "check" ->
                            System.out.println("checked " + new Reader(records, load.brokers).check(load.sent));
                        case "fetch" ->
                            System.out.println("fetched " + new Reader(records, load.brokers).fetch(load.sent));
                        default -> throw new IllegalArgumentException(line);
                    }
                }
            }
        }
    }

    private void produce(KafkaProducer<byte[], byte[]> producer, int count)
        throws InterruptedException, ExecutionException {
        @SuppressWarnings({"unchecked", "rawtypes"})
        Future<RecordMetadata>[] window = new Future[WINDOW];
        for (int i = 0; i < count; i++) {
            if (i % Math.max(1, count / 10) == 0) System.out.println("sent " + sent);
            Future<RecordMetadata> before = window[i % WINDOW];
            if (before != null) before.get();
            window[i % WINDOW] = producer.send(records.of(sent++));
        }
        for (Future<RecordMetadata> last : window) if (last != null) last.get();
        System.out.println("acknowledged " + sent);
    }
}
