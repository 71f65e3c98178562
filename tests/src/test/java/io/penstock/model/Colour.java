package io.penstock.model;

import io.penstock.MapOptions;
import io.penstock.MappedRegion;
import io.penstock.NativeChannels;
import io.penstock.StaleAccess;
import io.penstock.support.Call;
import io.penstock.support.Content;
import io.penstock.support.Ends;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;

/**
 * Files, streams and maps in which every byte has the same value, so that one that went astray is seen wherever it
 * arrives. All threads share them; what one has closed, the next to ask for it opens anew.
 */
final class Colour implements Closeable {
    /** Bytes of the full file; the other has some of them, and holes. */
    static final int SIZE = 300_007;

    private static final int MOST_GIVEN = 400_000;

    /** Opens what a slot has to have. */
    @FunctionalInterface
    interface Opening<T> {
        T open() throws IOException;
    }

    /** A stream into which all threads send, and what became of it. */
    private final class Sink implements Closeable {
        private final Ends ends;
        private final Call checked;
        private final AtomicLong sent = new AtomicLong();

        Sink(Ends ends) {
            this.ends = ends;
            checked = Call.start(() -> count(ends.source));
        }

        /** What was sent is there, by the account of those who sent it, and nothing else. */
        void check() throws InterruptedException {
            long arrived = checked.value();
            if (arrived != sent.get())
                throw new AssertionError("%,d bytes arrived of %,d that were sent to %s"
                .formatted(arrived, sent.get(), ends.target));
        }

        @Override
        public void close() throws IOException {
            ends.target.close();
        }
    }

    final byte value;
    private final Path full = Content.fresh();
    private final Path some = Content.fresh();
    private final AtomicReference<FileChannel> file = new AtomicReference<>();
    private final AtomicReference<FileChannel> target = new AtomicReference<>();
    private final AtomicReference<MappedRegion> faulting = new AtomicReference<>();
    private final AtomicReference<MappedRegion> zeroing = new AtomicReference<>();
    private final AtomicReference<Sink> sink = new AtomicReference<>();
    private final AtomicReference<Ends> source = new AtomicReference<>();
    private final Queue<Sink> sinks = new ConcurrentLinkedQueue<>();
    private final Queue<Call> givers = new ConcurrentLinkedQueue<>();

    Colour(int value) throws IOException {
        this.value = (byte) value;
        Files.write(full, bytes(SIZE).array());
    }

    ByteBuffer bytes(int count) {
        byte[] bytes = new byte[count];
        Arrays.fill(bytes, value);
        return ByteBuffer.wrap(bytes);
    }

    /** Open for reading. */
    FileChannel file(Random random) throws IOException {
        return current(file, FileChannel::isOpen, () -> open(random, full, StandardOpenOption.READ));
    }

    /** Open for reading and writing. */
    FileChannel target(Random random) throws IOException {
        return current(target, FileChannel::isOpen,
            () -> open(random, some, StandardOpenOption.READ, StandardOpenOption.WRITE));
    }

    MappedRegion region(Random random, StaleAccess stale) throws IOException {
        return current(stale == StaleAccess.ZERO ? zeroing : faulting, MappedRegion::isOpen,
            () -> NativeChannels.map(file(random), FileChannel.MapMode.READ_ONLY, 0, SIZE,
                MapOptions.DEFAULT.withStale(stale)));
    }

    /** Has a stream to send into, by work that returns how much of it arrives. */
    void send(Random random, Sending sending) throws IOException {
        Sink into = current(sink, any -> any.ends.target.isOpen(), () -> {
            Sink made = new Sink(ends(random));
            sinks.add(made);
            return made;
        });
        sending.send(into.ends.target, into.sent);
    }

    /** Sends, and adds what arrives: before it throws, too. */
    @FunctionalInterface
    interface Sending {
        void send(WritableByteChannel target, AtomicLong sent) throws IOException;
    }

    /** Where some bytes come, and then the end. */
    ReadableByteChannel source(Random random) throws IOException {
        return current(source, ends -> ends.source.isOpen() && random.nextInt(4) > 0, () -> {
            Ends ends = ends(random);
            ByteBuffer bytes = bytes(random.nextInt(MOST_GIVEN));
            givers.add(Call.start(() -> {
                try (WritableByteChannel giver = ends.target) {
                    while (bytes.hasRemaining()) giver.write(bytes);
                } catch (IOException closed) {
                    // one of its ends is closed: the rest is not to be had
                }
                return 0L;
            }));
            return ends;
        }).source;
    }

    /** Closes one of them. */
    void disturb(Random random) throws IOException {
        List<AutoCloseable> all = new ArrayList<>();
        all.add(random.nextBoolean() ? file.get() : target.get());
        all.add(random.nextBoolean() ? faulting.get() : zeroing.get());
        all.add(sink.get());
        all.add(source.get());
        close(all.get(random.nextInt(all.size())));
    }

    /** When all threads have ended: all is as it was told, and of this colour. */
    void check() throws IOException, InterruptedException {
        for (AtomicReference<? extends AutoCloseable> slot : List.of(file, target, faulting, zeroing, sink, source))
            close(slot.get());
        for (Sink each : sinks) each.close();
        for (Sink each : sinks) each.check();
        for (Call giver : givers) giver.value();
        for (byte each : Files.readAllBytes(some))
            if (each != value && each != 0) throw new AssertionError("a byte of " + each + " in the file of " + value);
    }

    @Override
    public void close() throws IOException {
        Files.delete(full);
        Files.delete(some);
    }

    private static <T extends AutoCloseable> T current(AtomicReference<T> slot, Predicate<T> isGood, Opening<T> opening)
            throws IOException {
        T now = slot.get();
        if (now != null && isGood.test(now)) return now;
        T fresh = opening.open();
        if (slot.compareAndSet(now, fresh)) {
            close(now);
            return fresh;
        }
        close(fresh);
        return slot.get();
    }

    private static void close(AutoCloseable one) throws IOException {
        try {
            if (one != null) one.close();
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("none of these throws such", e);
        }
    }

    private static FileChannel open(Random random, Path path, StandardOpenOption... how) throws IOException {
        return random.nextBoolean() ? NativeChannels.open(path, how) : FileChannel.open(path, how);
    }

    /**
     * Opened by a thread that is never interrupted: an interrupted accept of the JDK may lose the socket that it has
     * accepted.
     */
    private static Ends ends(Random random) {
        Ends.Kind kind = Ends.Kind.values()[random.nextInt(Ends.Kind.values().length)];
        return CompletableFuture.supplyAsync(() -> {
            try {
                return Ends.small(kind);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }).join();
    }

    /** Reads to the end: how many bytes, all of this colour. */
    private long count(ReadableByteChannel channel) throws IOException {
        long count = 0;
        try (channel) {
            ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
            while (channel.read(buffer.clear()) >= 0) {
                count += buffer.flip().remaining();
                while (buffer.hasRemaining()) {
                    byte each = buffer.get();
                    if (each != value) throw new AssertionError("a byte of " + each + " in the stream of " + value);
                }
            }
        }
        return count;
    }
}
