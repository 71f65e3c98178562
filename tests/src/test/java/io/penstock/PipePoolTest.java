package io.penstock;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The pipes that relays share: bounded, private to this process, never with old bytes in them, and gone when nobody needs them. */
@EndsInTime
class PipePoolTest {
    private static final int RELAYS = 100;
    private static final int MOST_IDLE = 64;

    @BeforeEach
    void canRun() {
        Lib.assumeNative("the JDK needs no pipes");
    }

    /** A relay that holds bytes which its target does not take, in a pipe. */
    private static final class Full implements AutoCloseable {
        private final Ends in = Ends.open(Ends.Kind.UNIX);
        private final Ends out = Ends.small(Ends.Kind.UNIX);
        private final byte[] bytes;
        final Relay relay = Relay.of(in.source, out.target);

        Full(int seed) throws IOException {
            bytes = Content.random(seed, 2 * Content.MIB);
            ((SelectableChannel) in.source).configureBlocking(false);
            ((SelectableChannel) in.target).configureBlocking(false);
            out.blocking(false);
            ByteBuffer rest = ByteBuffer.wrap(bytes);
            for (boolean full = false; !full; ) {
                int n = in.target.write(rest);
                Relay.Step step = relay.step();
                full = n == 0 && step == Relay.Step.NEED_WRITE;
            }
        }

        @Override
        public void close() throws IOException {
            relay.close();
            in.close();
            out.close();
        }
    }

    private static List<Full> fill(int count) throws IOException {
        List<Full> all = new ArrayList<>();
        for (int i = 0; i < count; i++) all.add(new Full(i));
        return all;
    }

    /** Each is closed with bytes of another in its pipe, and what comes next gets its own. */
    @Test
    void neverUsedAgainWithBytesInThem() throws Exception {
        for (Full full : fill(RELAYS)) {
            assertThat(full.relay.bytesHeld()).isPositive();
            full.close();
        }
        byte[] bytes = Content.random(-1, 3 * Content.MIB);
        for (int i = 0; i < RELAYS; i++) {
            try (Ends in = Ends.open(Ends.Kind.UNIX); Ends out = Ends.open(Ends.Kind.UNIX)) {
                Call writer = Call.start(() -> {
                    ByteBuffer rest = ByteBuffer.wrap(bytes);
                    while (rest.hasRemaining()) in.target.write(rest);
                    in.finish();
                    return 0L;
                });
                Call relay = Call.start(() -> NativeChannels.relay(in.source, out.target));
                Content.assertSame(bytes, Drain.all(out.source));
                assertThat(relay.value()).isEqualTo(bytes.length);
                writer.value();
            }
        }
    }

    @Test
    void fewAreKept() throws Exception {
        List<Full> all = fill(RELAYS);
        PipeStatistics busy = NativeChannels.pipes();
        assertThat(busy.open() - busy.idle()).as("in use").isGreaterThanOrEqualTo(RELAYS);
        for (Full full : all) {
            Drain drain = new Drain(full.out.source);
            full.in.finish();
            while (full.relay.step() != Relay.Step.END) Thread.onSpinWait();
            full.out.target.close();
            Content.assertPrefix(full.bytes, drain.await());
            full.close();
        }
        PipeStatistics idle = NativeChannels.pipes();
        assertThat(idle.open()).as("%s", idle).isEqualTo(idle.idle()).isLessThanOrEqualTo(MOST_IDLE);
    }

    @Test
    void goneAfterAWhile() throws Exception {
        Lib.assumeProof("waits 20 seconds");
        fewAreKept();
        int before = NativeChannels.pipes().open();
        long begin = System.nanoTime();
        for (long end = begin + 40_000_000_000L; NativeChannels.pipes().open() > 0 && System.nanoTime() < end; ) Thread.sleep(100);
        Proof.line("%d idle pipes were gone after %.1f s", before, (System.nanoTime() - begin) / 1e9);
        assertThat(NativeChannels.pipes().open()).as("pipes that nobody needs").isZero();
    }

    /** A program started meanwhile has none of them. */
    @Test
    void notInherited() throws Exception {
        List<Full> all = fill(10);
        Set<String> ours = pipes("self");
        Process child = new ProcessBuilder("sleep", "20").start();
        try {
            Set<String> inherited = pipes(String.valueOf(child.pid()));
            inherited.removeAll(pipesOf(child));
            assertThat(ours).hasSizeGreaterThanOrEqualTo(10);
            assertThat(inherited).as("pipes of the child but its own three").isEmpty();
        } finally {
            child.destroyForcibly();
            for (Full full : all) full.close();
        }
    }

    /** Its standard streams. */
    private static Set<String> pipesOf(Process child) throws IOException {
        Set<String> standard = new TreeSet<>();
        for (int fd = 0; fd < 3; fd++) standard.add(Files.readSymbolicLink(Path.of("/proc/" + child.pid() + "/fd/" + fd)).toString());
        return standard;
    }

    /** The pipes that a process has open, by the kernel's names for them. */
    private static Set<String> pipes(String process) throws IOException {
        Set<String> pipes = new TreeSet<>();
        try (Stream<Path> open = Files.list(Path.of("/proc/" + process + "/fd"))) {
            for (Path descriptor : open.toList()) {
                try {
                    String name = Files.readSymbolicLink(descriptor).toString();
                    if (name.startsWith("pipe:")) pipes.add(name);
                } catch (NoSuchFileException e) {
                    continue; // closed since it was listed
                }
            }
        }
        return pipes;
    }
}
