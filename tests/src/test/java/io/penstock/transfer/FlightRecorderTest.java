package io.penstock.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import io.penstock.FileRange;
import io.penstock.NativeChannels;
import io.penstock.TransferOptions;
import io.penstock.TransferResult;
import io.penstock.support.Content;
import io.penstock.support.Drain;
import io.penstock.support.Ends;
import io.penstock.support.EndsInTime;
import io.penstock.support.Jvm;
import io.penstock.support.Lib;
import io.penstock.support.Proof;
import io.penstock.support.TransferFixture;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Transfers and fallbacks as Flight Recorder sees them, and what it costs that it could. */
@EndsInTime
class FlightRecorderTest {
    private static final int SIZE = 100_000;
    private static final String TRANSFER = "io.penstock.Transfer";
    private static final String FALLBACK = "io.penstock.Fallback";

    @TempDir
    Path directory;

    private static boolean hasRecorder() {
        return ModuleLayer.boot().findModule("jdk.jfr").isPresent();
    }

    /** Here and not above: what follows needs the module as soon as it is loaded. */
    @Nested
    @TestMethodOrder(MethodOrderer.OrderAnnotation.class)
    class Recorded {
        @BeforeEach
        void assumeRecorder() {
            assumeTrue(hasRecorder(), "this runtime has no module jdk.jfr");
        }

        private List<RecordedEvent> record(TransferFixture.Direction direction, TransferOptions options)
                throws Exception {
            try (Recording recording = new Recording(); TransferFixture trip = new TransferFixture(direction, SIZE)) {
                recording.enable(TRANSFER);
                recording.enable(FALLBACK);
                recording.start();
                trip.run(options);
                recording.stop();
                return dump(recording).stream()
                    .filter(event -> event.getEventType().getName().startsWith("io.penstock.")).toList();
            }
        }

        private List<RecordedEvent> dump(Recording recording) throws IOException {
            Path file = directory.resolve("penstock.jfr");
            recording.dump(file);
            return RecordingFile.readAllEvents(file);
        }

        @Test
        void eachDirection() throws Exception {
            for (TransferFixture.Direction direction : TransferFixture.Direction.values()) {
                List<RecordedEvent> events = record(direction, TransferOptions.DEFAULT).stream()
                    .filter(event -> event.getEventType().getName().equals(TRANSFER)).toList();
                assertThat(events).as("%s", direction).hasSize(1);
                RecordedEvent event = events.get(0);
                assertThat(event.getLong("bytes")).isEqualTo(SIZE);
                assertThat(event.getString("operation")).isIn("transferTo", "transferFrom", "relay", "copy", "gather");
                assertThat(event.getString("path")).isNotEqualTo("NONE");
                assertThat(event.getString("source")).isNotEmpty();
                assertThat(event.getString("target")).isNotEmpty();
                assertThat(event.getDuration()).isPositive();
                assertThat(event.getStackTrace()).isNull();
                assertThat(event.getThread().getJavaName()).isEqualTo(Thread.currentThread().getName());
                boolean counted = NativeChannels.isAvailable() && !direction.name().contains("STREAM")
                    && direction != TransferFixture.Direction.GATHER;
                if (counted) assertThat(event.getLong("systemCalls")).isPositive();
                else assertThat(event.getLong("systemCalls")).isEqualTo(-1);
            }
        }

        /**
         * Into a file in append mode neither sendfile nor splice goes. This comes first: JDK 17 loses strings that an
         * earlier recording has kept.
         */
        @Test
        @Order(1)
        void fallback() throws Exception {
            Path file = Content.fresh();
            try (Recording recording = new Recording(); FileChannel source = Content.of(SIZE).open();
                    FileChannel target = FileChannel.open(file, StandardOpenOption.APPEND)) {
                recording.enable(FALLBACK);
                recording.start();
                TransferResult result =
                    NativeChannels.transferTo(new FileRange(source, 0, SIZE), target, TransferOptions.DEFAULT);
                recording.stop();
                assertThat(result.fallbackReason()).isNotNull();
                List<RecordedEvent> events = dump(recording).stream()
                    .filter(event -> event.getEventType().getName().startsWith("io.penstock.")).toList();
                assertThat(events).extracting(event -> event.getEventType().getName()).containsExactly(FALLBACK);
                assertThat(events.get(0).getString("wanted")).isEqualTo("SENDFILE");
                assertThat(events.get(0).getString("ran")).isEqualTo(result.path().name());
                assertThat(events.get(0).getString("reason")).isEqualTo(result.fallbackReason());
            }
        }

        /** A range with nothing beside it goes by one call, several are collected. */
        @Test
        void gather() throws Exception {
            Lib.assumeNative("the JDK gathers no files");
            try (Recording recording = new Recording(); FileChannel file = Content.of(SIZE).open();
                    Ends ends = Ends.open(Ends.Kind.UNIX)) {
                recording.enable(TRANSFER);
                recording.start();
                FileRange range = new FileRange(file, 0, 4096);
                NativeChannels.gather(null, List.of(range), null, ends.target);
                NativeChannels.gather(null, List.of(range, range), null, ends.target);
                recording.stop();
                assertThat(dump(recording)).filteredOn(event -> event.getEventType().getName().equals(TRANSFER))
                    .extracting(event -> event.getString("path")).containsExactly("SENDFILE", "READ_WRITE");
            }
        }

        @Test
        void offByDefault() throws Exception {
            try (Recording recording = new Recording();
                    TransferFixture trip = new TransferFixture(TransferFixture.Direction.FILE_TO_FILE, SIZE)) {
                recording.start();
                trip.run(TransferOptions.DEFAULT);
                recording.stop();
                assertThat(dump(recording))
                    .noneMatch(event -> event.getEventType().getName().startsWith("io.penstock."));
            }
        }
    }

    /** Bytes of heap that a transfer of 4 KiB takes, which neither options nor events may add to. */
    @Test
    void allocation() throws Exception {
        Lib.assumeNative("what the JDK allocates is its own affair");
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        try (Ends ends = Ends.open(Ends.Kind.UNIX); FileChannel file = Content.of(4096).open()) {
            Drain drain = new Drain(ends.source);
            long thread = Thread.currentThread().getId();
            long best = Long.MAX_VALUE;
            for (int round = 0; round < 30; round++) {
                long before = threads.getThreadAllocatedBytes(thread);
                for (int i = 0; i < 1000; i++) NativeChannels.transferTo(file, 0, 4096, ends.target);
                best = Math.min(best, (threads.getThreadAllocatedBytes(thread) - before) / 1000);
            }
            ends.finish();
            drain.await();
            Proof.line("heap taken by a transfer of 4 KiB: %d bytes", best);
            assertThat(best).isLessThanOrEqualTo(300);
        }
    }

    /** A runtime that has java.base only does everything else. */
    @Test
    void withoutTheModule() throws Exception {
        File output = directory.resolve("output").toFile();
        Process process = Jvm.start(output, List.of("--limit-modules", "java.base"), WithoutModule.class,
            Content.of(SIZE).file.toString());
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(Files.readAllLines(output.toPath())).contains("recorder false", "moved " + SIZE);
    }

    /** The main class of that runtime. */
    static final class WithoutModule {
        private WithoutModule() {}

        public static void main(String[] arguments) throws IOException {
            System.out.println("recorder " + ModuleLayer.boot().findModule("jdk.jfr").isPresent());
            System.out.println("moved "
                + NativeChannels.transferTo(Path.of(arguments[0]), Channels.newChannel(new ByteArrayOutputStream())));
        }
    }
}
