package io.penstock.load;

import io.penstock.FileRange;
import io.penstock.MappedRegion;
import io.penstock.NativeChannels;
import io.penstock.Strategy;
import io.penstock.TransferOptions;
import io.penstock.TransferResult;
import io.penstock.support.Content;
import io.penstock.support.Lib;
import io.penstock.support.Mapped;
import io.penstock.support.SocketPair;
import io.penstock.support.TransferFixture;
import java.io.IOException;
import java.net.Socket;
import java.nio.channels.FileChannel;
import java.nio.channels.Pipe;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/**
 * A JVM of its own that makes one transfer in each direction, and tells in lines how each went and what is said of each
 * kind of ends.
 */
final class MissingProbe {
    private static final int SIZE = 100_000;

    private static final List<Class<?>> KINDS =
        List.of(FileChannel.class, SocketChannel.class, Pipe.SinkChannel.class, Pipe.SourceChannel.class, Socket.class,
            MappedRegion.class);

    private MissingProbe() {}

    public static void main(String[] arguments) throws Exception {
        System.out.println("available " + NativeChannels.isAvailable() + " "
            + cause(NativeChannels.unavailabilityCause().orElse(null)));
        for (Class<?> kind : KINDS)
            System.out.println("kind " + kind.getSimpleName() + " "
                + cause(NativeChannels.unavailabilityCause(kind).orElse(null)));
        for (TransferFixture.Direction direction : TransferFixture.Direction.values()) {
            try (TransferFixture trip = new TransferFixture(direction, SIZE)) {
                String how = how(direction, trip);
                Content.assertSame(trip.content.bytes, trip.arrived());
                System.out.println("went " + direction + " " + how);
            }
        }
        plainSocket();
        explicit();
    }

    private static String cause(Throwable cause) {
        return cause == null ? "none" : cause.toString().replace('\n', ' ');
    }

    /** The path, and why. */
    private static String how(TransferFixture.Direction direction, TransferFixture trip) throws Exception {
        return switch (direction) {
            case FILE_TO_SOCKET, FILE_TO_UNIX, FILE_TO_PIPE, FILE_TO_FILE, FILE_TO_STREAM ->
                how(NativeChannels.transferTo(new FileRange((FileChannel) trip.source, 0, SIZE),
                    (WritableByteChannel) trip.target, TransferOptions.DEFAULT));
            case SOCKET_TO_FILE, PIPE_TO_FILE, STREAM_TO_FILE,
                FILE_INTO_FILE ->
                how(NativeChannels.transferFrom((ReadableByteChannel) trip.source,
                FileRange.of((FileChannel) trip.target), TransferOptions.DEFAULT));
            default -> ModuleLayer.boot().findModule("jdk.jfr").isPresent() ? Recorded.how(trip) : untold(trip);
        };
    }

    private static String how(TransferResult result) {
        return result.path() + " " + result.fallbackReason();
    }

    private static String untold(TransferFixture trip) throws IOException {
        trip.run(TransferOptions.DEFAULT);
        return "UNTOLD null";
    }

    /** What has no result, as Flight Recorder sees it; for runtimes that have its module. */
    private static final class Recorded {
        static String how(TransferFixture trip) throws Exception {
            Path file = Content.fresh();
            try (Recording recording = new Recording()) {
                recording.enable("io.penstock.Transfer");
                recording.enable("io.penstock.Fallback");
                recording.start();
                trip.run(TransferOptions.DEFAULT);
                recording.stop();
                recording.dump(file);
                String path = null;
                String reason = null;
                for (RecordedEvent event : RecordingFile.readAllEvents(file)) {
                    if (event.getEventType().getName().equals("io.penstock.Transfer")) path = event.getString("path");
                    if (event.getEventType().getName().equals("io.penstock.Fallback"))
                        reason = event.getString("reason");
                }
                return path + " " + reason;
            } finally {
                Files.delete(file);
            }
        }
    }

    private static void plainSocket() throws Exception {
        Content content = Content.of(SIZE);
        try (SocketPair pair = SocketPair.open(); FileChannel file = content.open()) {
            System.out.println("went FILE_TO_PLAIN_SOCKET "
                + how(NativeChannels.transferTo(new FileRange(file, 0, SIZE), pair.near(), TransferOptions.DEFAULT)));
            Content.assertSame(content.bytes, pair.far().getInputStream().readNBytes(SIZE));
            Path path = Content.fresh();
            try (FileChannel target = Mapped.open(path)) {
                pair.far().getOutputStream().write(content.bytes);
                System.out.println("went PLAIN_SOCKET_TO_FILE "
                    + how(NativeChannels.transferFrom(pair.near(), new FileRange(target, 0, SIZE),
                    TransferOptions.DEFAULT)));
                Content.assertSame(content.bytes, Files.readAllBytes(path));
            }
        }
    }

    private static void explicit() throws Exception {
        try (TransferFixture trip = new TransferFixture(TransferFixture.Direction.FILE_TO_SOCKET, SIZE)) {
            System.out.println("explicit "
                + Lib.transfer(Strategy.SENDFILE, (FileChannel) trip.source, 0, SIZE, (WritableByteChannel) trip.target)
                .path());
        } catch (UnsupportedOperationException e) {
            System.out.println("explicit refused, " + cause(e.getCause()));
        }
    }
}
