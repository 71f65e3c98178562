package io.penstock.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.support.Content;
import io.penstock.support.Jvm;
import io.penstock.support.Lib;
import io.penstock.support.OnFirstJdk;
import io.penstock.support.Proof;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * SIGKILL in the middle of a transfer leaves a beginning of the right bytes and nothing else, so that another JVM can
 * go on from its end.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@OnFirstJdk
class KillTest {
    private static final Content CONTENT = Content.of(16 * Content.MIB + 11);
    private static final int SIZE = CONTENT.bytes.length;
    private static final int KILLS = Lib.proof() ? 10 : 2;

    @TempDir
    Path directory;

    /** Sends to each client what is missing in the file. */
    private static final class Sender implements Closeable {
        private final ServerSocketChannel server = ServerSocketChannel.open()
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        private final Path target;

        Sender(Path target) throws IOException {
            this.target = target;
            Lib.ThreadKind.PLATFORM.unstarted(this::run).start();
        }

        private void run() {
            while (server.isOpen()) {
                try (SocketChannel socket = server.accept()) {
                    int done = Files.exists(target) ? (int) Files.size(target) : 0;
                    ByteBuffer rest = ByteBuffer.wrap(CONTENT.bytes, done, SIZE - done);
                    while (rest.hasRemaining()) socket.write(rest);
                } catch (IOException e) {
                    // The receiver was killed, or all is over.
                }
            }
        }

        String port() {
            return "" + server.socket().getLocalPort();
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void leavesABeginning(KillVictim.Work work) throws Exception {
        Path target = directory.resolve("target");
        Random random = new Random(work.ordinal());
        try (Sender sender = new Sender(target)) {
            String source = work == KillVictim.Work.UPLOAD ? sender.port() : CONTENT.file.toString();
            long before = 0;
            for (int i = 0; i < KILLS; i++) {
                long most = SIZE * 3L / 4 * (i + 1) / KILLS;
                before = kill(work, target, source, before + 1 + (long) (random.nextDouble() * (most - before - 1)));
                Content.assertPrefix(CONTENT.bytes, Files.readAllBytes(target));
            }
            Jvm.run(List.of(), directory.resolve("said").toFile(), List.of(), KillVictim.class, work.name(),
                target.toString(), source);
            Content.assertSame(CONTENT.bytes, Files.readAllBytes(target));
            Proof.line("%s: killed %d times, the last time at byte %,d of %,d; the rest was right", work, KILLS, before,
                SIZE);
        }
    }

    /** Waits until that many bytes are there at least; returns how many there are then. */
    private long kill(KillVictim.Work work, Path target, String source, long size) throws Exception {
        Path said = directory.resolve("said");
        Process process = Jvm.start(said.toFile(), List.of(), KillVictim.class, work.name(), target.toString(), source);
        try {
            while (!Files.exists(target) || Files.size(target) < size) {
                if (!process.isAlive())
                    throw new AssertionError("ended with status %d: %s"
                    .formatted(process.exitValue(), Files.readString(said)));
                Thread.sleep(1);
            }
        } finally {
            process.destroyForcibly().waitFor();
        }
        assertThat(process.exitValue()).as("ended by SIGKILL").isEqualTo(128 + 9);
        long there = Files.size(target);
        assertThat(there).as("in the middle").isLessThan(SIZE);
        return there;
    }
}
