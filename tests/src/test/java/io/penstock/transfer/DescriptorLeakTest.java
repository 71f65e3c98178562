package io.penstock.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.NativeChannels;
import io.penstock.Strategy;
import io.penstock.support.Content;
import io.penstock.support.Ends;
import io.penstock.support.EndsInTime;
import io.penstock.support.Lib;
import io.penstock.support.Mover;
import io.penstock.support.Stalled;
import io.penstock.support.TargetKind;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Transfers give back what they take: descriptors (also of pipes, and of files named by path) and mappings. */
@EndsInTime
class DescriptorLeakTest {
    private static final int ROUNDS = Lib.proof() ? 300 : 20;

    /** One transfer or a few, in whatever way they end. */
    @FunctionalInterface
    private interface Round {
        void run() throws Exception;
    }

    private static void assertNoLeak(Round round) throws Exception {
        for (int i = 0; i < 5; i++) round.run(); // pipes are pooled, and the JDK keeps some descriptors for itself
        long before = descriptors();
        for (int i = 0; i < ROUNDS; i++) round.run();
        // its last user may be about to close it
        for (int i = 0; i < 100 && descriptors() > before; i++) Thread.sleep(10);
        assertThat(descriptors()).as("descriptors").isLessThanOrEqualTo(before); // fewer, if an earlier test left some
    }

    @Test
    void ofTransfersIntoEveryTarget() throws Exception {
        Content content = Content.of(Content.PAGE);
        assertNoLeak(() -> {
            for (TargetKind kind : TargetKind.values()) {
                for (Strategy strategy : Lib.strategies()) {
                    try (FileChannel file = content.open(); TargetKind.Sink sink = kind.open()) {
                        Lib.transfer(strategy, file, 0, Content.PAGE, sink.channel());
                    } catch (UnsupportedOperationException e) {
                        assertThat(strategy).as("refused for " + kind).isNotEqualTo(Strategy.AUTO);
                    }
                }
            }
        });
        assertThat(mappingsOf(content.file)).as("mappings of the file").isEmpty();
    }

    @Test
    void ofBadInput() throws Exception {
        assertNoLeak(() -> {
            for (BadInput input : BadInput.values()) input.ask(Mover.AUTO);
        });
    }

    @Test
    void ofBrokenTargets() throws Exception {
        Lib.assumeNative("stock has no strategies");
        assertNoLeak(() -> {
            for (Mover mover : Mover.ours().toList()) {
                try (FileChannel file = Content.of(Content.PAGE).open(); Ends ends = Ends.open(Ends.Kind.UNIX)) {
                    ends.source.close();
                    assertThatThrownBy(() -> mover.transferTo(file, 0, 1, ends.target)).isInstanceOf(IOException.class);
                }
            }
        });
    }

    @Test
    void ofFilesNamedByPath() throws Exception {
        Path file = Content.of(Content.PAGE).file;
        assertNoLeak(() -> {
            try (TargetKind.Sink sink = TargetKind.TCP.open()) {
                assertThat(NativeChannels.transferTo(file, sink.channel())).isEqualTo(Content.PAGE);
                sink.channel().close();
                assertThatThrownBy(() -> NativeChannels.transferTo(file, sink.channel()))
                    .isInstanceOf(IOException.class);
            }
        });
    }

    /** Splice leaves bytes in a pipe when the target is full: that pipe is dropped, not kept and not forgotten. */
    @Test
    void ofFullTargets() throws Exception {
        Content content = Content.of(Stalled.SIZE);
        assertNoLeak(() -> {
            for (Strategy strategy : Lib.strategies()) {
                try (FileChannel file = content.open(); Ends ends = Ends.small(Ends.Kind.TCP_ACCEPTED)) {
                    ends.blocking(false);
                    assertThat(Lib.transfer(strategy, file, 0, Stalled.SIZE, ends.target).bytesTransferred())
                        .isLessThan(Stalled.SIZE);
                }
            }
        });
        assertThat(mappingsOf(content.file)).as("mappings of the file").isEmpty();
    }

    private static long descriptors() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        }
    }

    private static List<String> mappingsOf(Path file) throws IOException {
        return Files.readAllLines(Path.of("/proc/self/maps")).stream().filter(line -> line.endsWith(file.toString()))
            .toList();
    }
}
