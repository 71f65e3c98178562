package io.penstock.model;

import io.penstock.NativeChannels;
import io.penstock.NativeFileChannel;
import io.penstock.NativeOpenOption;
import io.penstock.support.Content;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.Channel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Files, channels, stream ends, locks and mappings that a sequence of {@link Action}s works on. There are two for each
 * sequence, which differ in who made the file channels.
 */
public final class ModelState implements Closeable {
    /** How a file is opened. */
    enum Mode {
        READ(StandardOpenOption.READ),
        WRITE(StandardOpenOption.WRITE),
        READ_WRITE(StandardOpenOption.READ, StandardOpenOption.WRITE),
        APPEND(StandardOpenOption.APPEND),
        TRUNCATE(StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING),
        CREATE_NEW(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW),
        READ_APPEND(StandardOpenOption.READ, StandardOpenOption.APPEND);

        final OpenOption[] options;

        Mode(OpenOption... options) {
            this.options = options;
        }

        boolean reads() {
            return this == READ || this == READ_WRITE;
        }

        boolean writes() {
            return this != READ;
        }
    }

    /** Who makes the channel in the world that has ours. */
    enum Via { STOCK, OPEN, WRAP, CONCURRENT }

    /** How a sequence begins: sizes of the files, and the channels. */
    public record Setup(List<Integer> sizes, List<SlotSetup> slots) {}

    /** One channel: who makes it, of which file, how opened. */
    record SlotSetup(Via via, int file, Mode mode) {}

    /** A place for a channel, which stays when that is closed. */
    static final class Slot {
        final Via via;
        int file;
        Mode mode;
        FileChannel channel;
        FileChannel behind;

        private Slot(Via via) {
            this.via = via;
        }
    }

    /** A mapping and where in the file it begins. */
    record Mapping(int file, long position, MappedByteBuffer buffer) {}

    final List<Slot> slots = new ArrayList<>();
    final List<FileLock> locks = new ArrayList<>();
    final List<Mapping> mappings = new ArrayList<>();
    final Streams streams = new Streams();
    private final boolean ours;
    private final List<Path> files = new ArrayList<>();
    private List<ByteBuffer> buffers = new ArrayList<>();
    private boolean behind;

    public ModelState(Setup setup, boolean ours) throws IOException {
        this.ours = ours;
        for (int size : setup.sizes()) {
            Path file = Content.fresh();
            files.add(file);
            Files.write(file, Content.random(files.size(), size));
        }
        for (SlotSetup slot : setup.slots()) {
            slots.add(new Slot(slot.via()));
            open(slots.size() - 1, slot.file(), slot.mode());
        }
    }

    void open(int index, int file, Mode mode) throws IOException {
        Slot slot = slots.get(index);
        if (slot.channel != null) slot.channel.close();
        Path path = files.get(file);
        slot.channel = switch (ours ? slot.via : Via.STOCK) {
            case STOCK -> FileChannel.open(path, mode.options);
            case OPEN -> NativeChannels.open(path, mode.options);
            case WRAP -> NativeChannels.wrap(FileChannel.open(path, mode.options));
            case CONCURRENT -> {
                List<OpenOption> options = new ArrayList<>(List.of(mode.options));
                options.add(NativeOpenOption.CONCURRENT);
                yield NativeChannels.open(path, options.toArray(OpenOption[]::new));
            }
        };
        boolean hides = slot.via == Via.CONCURRENT || !(slot.channel instanceof NativeFileChannel);
        slot.behind = hides ? slot.channel : ((NativeFileChannel) slot.channel).unwrap();
        slot.file = file;
        slot.mode = mode;
    }

    FileChannel channel(int slot) {
        return behind ? slots.get(slot).behind : slots.get(slot).channel;
    }

    WritableByteChannel target(Place place) throws IOException {
        return place instanceof Place.Slot slot ? channel(slot.index()) : streams.target((Place.Sink) place);
    }

    ReadableByteChannel source(Place place) throws IOException {
        return place instanceof Place.Slot slot ? channel(slot.index()) : streams.source((Place.Source) place);
    }

    /** Size of a channel's file, whatever the channel's state and the thread's. */
    long size(int slot) throws IOException {
        return Files.size(path(slots.get(slot).file));
    }

    Path path(int file) {
        return files.get(file);
    }

    /** Whether the calls go to the JDK's channel in the world that has ours too. */
    boolean isStockInBoth(int slot) {
        Via via = slots.get(slot).via;
        return via == Via.STOCK || (behind && via != Via.CONCURRENT);
    }

    void setBehind(boolean behind) {
        this.behind = behind;
    }

    /** One call of every channel. */
    void callAll() throws IOException {
        for (Slot slot : slots) {
            try {
                undisturbed(slot.channel::size);
            } catch (ClosedChannelException e) {
                if (slot.behind.isOpen()) throw new AssertionError("open behind a closed one", e);
            }
        }
    }

    /** A buffer whose state after the operation is compared. */
    ByteBuffer buffer(BufferSpec spec) {
        ByteBuffer buffer = spec.make();
        buffers.add(buffer);
        return buffer;
    }

    /** The states of all buffers since the last call. */
    List<BufferSpec.State> takeBuffers() {
        List<BufferSpec.State> states = buffers.stream().map(BufferSpec.State::of).toList();
        buffers = new ArrayList<>();
        return states;
    }

    /** What can be seen of all channels and locks. */
    List<String> state() throws IOException {
        List<String> state = new ArrayList<>();
        for (Slot slot : slots) {
            FileChannel channel = slot.channel;
            state.add(channel.isOpen() ? "at %d of %d".formatted(channel.position(), channel.size()) : "closed");
        }
        for (FileLock lock : locks) state.add(lock.isValid() ? "valid" : "invalid");
        state.add("open streams: " + streams.open());
        return state;
    }

    /** Ends everything and returns what is in the files, what the sinks received and what the sources have left. */
    public List<Object> finish() throws IOException, InterruptedException {
        List<Object> contents = new ArrayList<>(streams.finish());
        for (Path file : files) contents.add(BufferSpec.Bytes.of(ByteBuffer.wrap(Files.readAllBytes(file))));
        return contents;
    }

    @Override
    public void close() throws IOException {
        for (Slot slot : slots) slot.channel.close();
        streams.close();
        for (Path file : files) Files.deleteIfExists(file);
    }

    /** Looks at something as if the thread were not interrupted. */
    static <T> T undisturbed(Look<T> look) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            return look.look();
        } finally {
            if (interrupted) Thread.currentThread().interrupt();
        }
    }

    interface Look<T> {
        T look() throws IOException;
    }

    static void close(Channel channel) throws IOException {
        if (channel != null) channel.close();
    }
}
