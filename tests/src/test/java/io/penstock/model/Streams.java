package io.penstock.model;

import io.penstock.model.BufferSpec.Bytes;
import io.penstock.support.Content;
import io.penstock.support.Drain;
import io.penstock.support.Ends;
import io.penstock.support.ForeignStream;
import io.penstock.support.ForeignStream.AtEnd;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The stream ends of a {@link ModelState}, each opened when it is first used. */
final class Streams implements Closeable {
    /** Fits into a pipe and into a socket's buffers. */
    private static final int GIVEN = 60_001;

    private static final int ROOM = 2 << 20;
    private static final int LITTLE_ROOM = 20_000;
    private static final int MISERLY = 3_333;

    /** A sink's channel, and what becomes of the bytes. */
    private static final class Target {
        private final WritableByteChannel channel;
        private final Ends ends;
        private final Drain drain;
        private final Supplier<Bytes> received;
        private long sent;

        Target(Ends ends) {
            this.ends = ends;
            channel = ends.target;
            drain = new Drain(ends.source);
            received = null;
        }

        Target(WritableByteChannel channel, Supplier<Bytes> received) {
            this.channel = channel;
            this.received = received;
            ends = null;
            drain = null;
        }

        void sent(long bytes) throws InterruptedException {
            sent += bytes;
            if (drain != null && bytes > 0) drain.await(sent);
        }

        Bytes received() throws IOException, InterruptedException {
            if (drain == null) return received.get();
            ends.finish();
            return Bytes.of(ByteBuffer.wrap(drain.await()));
        }
    }

    private final Map<Place.Sink, Target> targets = new EnumMap<>(Place.Sink.class);
    private final Map<Place.Source, ReadableByteChannel> sources = new EnumMap<>(Place.Source.class);
    private final List<Object> given = new ArrayList<>();
    private final List<Closeable> opened = new ArrayList<>();

    WritableByteChannel target(Place.Sink sink) throws IOException {
        if (sink == Place.Sink.NULL) return null;
        if (!targets.containsKey(sink)) targets.put(sink, open(sink));
        return targets.get(sink).channel;
    }

    ReadableByteChannel source(Place.Source source) throws IOException {
        if (source == Place.Source.NULL) return null;
        if (!sources.containsKey(source)) sources.put(source, open(source));
        return sources.get(source);
    }

    private Target open(Place.Sink sink) throws IOException {
        return switch (sink) {
            case PIPE -> drained(Ends.Kind.PIPE);
            case UNIX -> drained(Ends.Kind.UNIX);
            case TCP -> drained(Ends.Kind.TCP_CONNECTED);
            case STREAM -> {
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                yield new Target(Channels.newChannel(bytes), () -> Bytes.of(ByteBuffer.wrap(bytes.toByteArray())));
            }
            case ALL -> foreign(ROOM, ROOM, AtEnd.STOPS);
            case MISER -> foreign(ROOM, MISERLY, AtEnd.STOPS);
            case FULL -> foreign(LITTLE_ROOM, ROOM, AtEnd.STOPS);
            case BREAKING -> foreign(LITTLE_ROOM, ROOM, AtEnd.BREAKS);
            case NULL -> throw new IllegalArgumentException("no sink");
        };
    }

    private Target drained(Ends.Kind kind) throws IOException {
        Ends ends = Ends.open(kind);
        opened.add(ends);
        return new Target(ends);
    }

    private static Target foreign(int room, int most, AtEnd atEnd) {
        ForeignStream stream = new ForeignStream(new byte[room], most, atEnd);
        return new Target(stream, () -> Bytes.of(stream.written()));
    }

    private ReadableByteChannel open(Place.Source source) throws IOException {
        byte[] bytes = Content.random(source.ordinal(), GIVEN);
        return switch (source) {
            case PIPE -> filled(Ends.Kind.PIPE, bytes, true);
            case PIPE_OPEN -> filled(Ends.Kind.PIPE, bytes, false);
            case UNIX -> filled(Ends.Kind.UNIX, bytes, true);
            case UNIX_OPEN -> filled(Ends.Kind.UNIX, bytes, false);
            case STREAM -> Channels.newChannel(new ByteArrayInputStream(bytes) {});
            case ALL -> new ForeignStream(bytes, GIVEN, AtEnd.STOPS);
            case MISER -> new ForeignStream(bytes, MISERLY, AtEnd.STOPS);
            case BREAKING -> new ForeignStream(bytes, MISERLY, AtEnd.BREAKS);
            case NULL -> throw new IllegalArgumentException("no source");
        };
    }

    /** A source that does not end is not waited for. */
    private ReadableByteChannel filled(Ends.Kind kind, byte[] bytes, boolean ends) throws IOException {
        Ends both = Ends.open(kind);
        opened.add(both);
        ByteBuffer rest = ByteBuffer.wrap(bytes);
        while (rest.hasRemaining()) both.target.write(rest);
        if (ends) both.finish();
        else ((SelectableChannel) both.source).configureBlocking(false);
        return both.source;
    }

    /**
     * Waits until these bytes have arrived: the kernel sends pages of files, and a later write could still change them.
     */
    void sent(Place place, long bytes) throws InterruptedException {
        Target target = targets.get(place);
        if (target != null) target.sent(bytes);
    }

    /** Gives up an end, so that its next use opens another. */
    void renew(Place place) throws IOException, InterruptedException {
        Target target = targets.remove(place);
        if (target != null) given.add(target.received());
        ReadableByteChannel source = sources.remove(place);
        if (source != null) given.add(rest(source));
    }

    /** Gives up a source of which it is unknown how far it was read. */
    void forget(Place source) throws IOException {
        ModelState.close(sources.remove(source));
    }

    private static Object rest(ReadableByteChannel source) throws IOException {
        if (!source.isOpen()) return "closed";
        ByteBuffer rest = ByteBuffer.allocate(GIVEN);
        while (rest.hasRemaining() && !(source instanceof ForeignStream foreign && foreign.isEmpty())
            && source.read(rest) > 0) {}
        return Bytes.of(rest.flip());
    }

    String open() {
        List<Place> open = new ArrayList<>();
        targets.forEach((sink, target) -> {
            if (target.channel.isOpen()) open.add(sink);
        });
        sources.forEach((source, channel) -> {
            if (channel.isOpen()) open.add(source);
        });
        return open.toString();
    }

    List<Object> finish() throws IOException, InterruptedException {
        for (Place.Sink sink : Place.Sink.values()) renew(sink);
        for (Place.Source source : Place.Source.values()) renew(source);
        return given;
    }

    @Override
    public void close() throws IOException {
        for (Closeable closeable : opened) closeable.close();
    }
}
