package io.penstock.witness;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.contract.InterruptTest;
import io.penstock.contract.ReceiveTest;
import io.penstock.contract.VirtualReceiveTest;
import io.penstock.copy.CopyEndTest;
import io.penstock.copy.CopyTest;
import io.penstock.copy.PathCopyTest;
import io.penstock.file.FileCloseTest;
import io.penstock.file.FilePositionTest;
import io.penstock.file.FileReadTest;
import io.penstock.file.FileTransferFromTest;
import io.penstock.file.FileTransferToTest;
import io.penstock.gather.GatherTest;
import io.penstock.map.MapGrowthTest;
import io.penstock.map.MapInterruptTest;
import io.penstock.map.MapTest;
import io.penstock.relay.RelayTest;
import io.penstock.support.AgentJars;
import io.penstock.support.Jvm;
import io.penstock.support.Lib;
import io.penstock.support.Proof;
import io.penstock.transfer.NonBlockingTest;
import io.penstock.transfer.SocketTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * All locks are taken in one order, whatever the path: other tests are run once more in a JVM whose channels tell of
 * their locks, and what was held when something else was waited for makes no circle. So no deadlock has to be met to be
 * found.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LockOrderTest {
    /** By them each path goes through each of its locks, with closes and interrupts. */
    private static final List<Class<?>> PATHS =
        List.of(ReceiveTest.class, VirtualReceiveTest.class, GatherTest.class, CopyTest.class, CopyEndTest.class,
            PathCopyTest.class, MapTest.class, MapGrowthTest.class, MapInterruptTest.class, RelayTest.class,
            SocketTest.class, InterruptTest.class, FileReadTest.class, FilePositionTest.class,
            FileTransferFromTest.class, FileTransferToTest.class, FileCloseTest.class, NonBlockingTest.class);

    /** Of what is to be seen some that every path depends on: a witness that sees nothing says nothing. */
    private static final List<String> ORDER = List.of(
        "SocketChannelImpl.writeLock → interrupt slot",
        "SocketChannelImpl.readLock → SocketChannelImpl.writeLock",
        "interrupt slot → FileChannelImpl.closeLock",
        "FileChannelImpl.closeLock → FileChannelImpl.threads",
        "FileChannelImpl.positionLock → interrupt slot");

    @TempDir
    Path directory;

    @BeforeEach
    void possible() {
        Lib.assumeNative("the JDK's order is its own");
    }

    @Test
    void noCircle() throws Exception {
        Path report = directory.resolve("report");
        Path output = directory.resolve("output");
        AgentJars.jar(Path.of(report + LockWitness.RECORDER_JAR), LockRecorder.class);
        String agent = "-javaagent:%s=%s"
            .formatted(AgentJars.agent(directory.resolve("witness.jar"), LockWitness.class), report);
        List<String> arguments =
            new ArrayList<>(List.of("execute", "--include-engine=junit-jupiter", "--details=summary",
            "--disable-banner", "--disable-ansi-colors"));
        PATHS.forEach(type -> arguments.add("--select-class=" + type.getName()));
        Process process = Jvm.start(output.toFile(), List.of(agent, "-ea"),
            Class.forName("org.junit.platform.console.ConsoleLauncher"), arguments.toArray(String[]::new));
        try {
            int status = process.waitFor();
            assertThat(status).as("%s", Files.readString(output)).isZero();
        } finally {
            process.destroyForcibly();
        }
        List<String> lines = Files.readAllLines(report);
        assertThat(lines).contains(ORDER.stream().map("order: "::concat).toArray(String[]::new));
        assertThat(of("cycle: ", "    ", lines)).as("circles of waits").isEmpty();
        assertThat(of("forbidden: ", "forbidden: ", lines)).as("waits and code of others with a lock").isEmpty();
        Proof.line("the order of locks: %d locks seen, %d waits with another one held, no circle",
            of("seen: ", "seen: ", lines).size(), of("order: ", "order: ", lines).size());
    }

    private static List<String> of(String beginning, String continuation, List<String> lines) {
        return lines.stream().filter(line -> Stream.of(beginning, continuation).anyMatch(line::startsWith)).toList();
    }
}
