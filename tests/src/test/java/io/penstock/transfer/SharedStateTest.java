package io.penstock.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.NativeChannels;
import io.penstock.Sharing;
import io.penstock.support.Call;
import io.penstock.support.Content;
import io.penstock.support.Ends;
import io.penstock.support.EndsInTime;
import io.penstock.support.Jvm;
import io.penstock.support.Lib;
import io.penstock.support.Shim;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What others share with us and we do not own stays as it is, at every moment: the offset and the flags of an open file
 * description, which every descriptor made of it has, those of other processes too; locks of the process on a file; the
 * size of a file that others make longer.
 */
@EndsInTime
class SharedStateTest {
    private static final int ROUNDS = Lib.proof() ? 15 : 4;
    private static final int SIZE = 4 * Content.MIB;
    private static final int RECORD = 512;

    @TempDir
    Path directory;

    private Path original;

    @BeforeEach
    void file() {
        original = directory.resolve("original");
    }

    /** Data in every other page, so that a copy has a lot to look for. */
    private byte[] sparse() throws IOException {
        byte[] bytes = new byte[SIZE];
        try (FileChannel file = FileChannel.open(original, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            for (int at = 0; at < SIZE; at += 2 * Content.PAGE) {
                byte[] page = Content.random(at, Content.PAGE);
                System.arraycopy(page, 0, bytes, at, page.length);
                file.write(ByteBuffer.wrap(page), at);
            }
            file.write(ByteBuffer.allocate(1), SIZE - 1);
        }
        return bytes;
    }

    /** Copies out of that channel, again and again, until it is told to stop. */
    private Call copying(FileChannel source, AtomicBoolean over) throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        Call call = Call.start(() -> {
            long rounds = 0;
            try (FileChannel target =
                    FileChannel.open(directory.resolve("copy"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                for (; !over.get(); rounds++) {
                    NativeChannels.copy(source, 0, SIZE / 2, target, 0, Sharing.AUTO);
                    begun.countDown();
                }
            }
            return rounds;
        });
        begun.await(Call.PATIENCE_MS, TimeUnit.MILLISECONDS);
        return call;
    }

    /** A stream has the description of its channel, whose lock it does not know. */
    @Test
    void streamReadsOnWhileItsFileIsCopied() throws Exception {
        byte[] expected = sparse();
        for (int round = 0; round < ROUNDS; round++) {
            AtomicBoolean over = new AtomicBoolean();
            try (FileInputStream stream = new FileInputStream(original.toFile())) {
                Call copies = copying(stream.getChannel(), over);
                try {
                    byte[] found = new byte[SIZE];
                    for (int at = 0; at < SIZE; ) at += Math.max(stream.read(found, at, Math.min(777, SIZE - at)), 0);
                    Content.assertSame(expected, found);
                    assertThat(stream.read()).as("the end").isEqualTo(-1);
                } finally {
                    over.set(true);
                }
                assertThat(copies.value()).as("copies").isPositive();
            }
        }
    }

    @Test
    void originalIsWrittenWhileItIsCopied() throws Exception {
        byte[] expected = Content.random(1, 2 * SIZE);
        for (int round = 0; round < ROUNDS; round++) {
            Files.deleteIfExists(original);
            AtomicBoolean over = new AtomicBoolean();
            try (RandomAccessFile file = new RandomAccessFile(original.toFile(), "rw")) {
                Call copies = copying(file.getChannel(), over);
                try {
                    for (int at = 0; at < expected.length; at += RECORD) file.write(expected, at, RECORD);
                } finally {
                    over.set(true);
                }
                copies.value();
            }
            Content.assertSame(expected, Files.readAllBytes(original));
        }
    }

    /** All locks of a process on a file go when it closes any descriptor of that. */
    @Test
    void locksOfTheProcessStay() throws Exception {
        Lib.assumeNative("the JDK does not ask for holes");
        sparse();
        try (FileChannel file = FileChannel.open(original, StandardOpenOption.READ, StandardOpenOption.WRITE);
                FileLock lock = file.lock();
                FileChannel target = FileChannel.open(directory.resolve("copy"), StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE)) {
            assertThat(locks()).isEqualTo(1);
            assertThat(NativeChannels.copy(file, 0, SIZE, target, 0, Sharing.NEVER).skipped()).as("in holes")
                .isPositive();
            NativeChannels.map(file, MapMode.READ_WRITE, 0, 2 * SIZE).close();
            NativeChannels.transferTo(file, 0, 10, target);
            assertThat(locks()).isEqualTo(1);
            assertThat(lock.isValid()).isTrue();
        }
    }

    private long locks() throws IOException {
        String inode = ":" + Files.getAttribute(original, "unix:ino") + " ";
        try (Stream<String> lines = Files.lines(Path.of("/proc/locks"))) {
            return lines.filter(line -> line.contains("POSIX") && line.contains(inode)).count();
        }
    }

    /** The flags of each socket and pipe of the process, by the number of its descriptor and its own. */
    private static Map<String, String> flags() throws IOException {
        Map<String, String> flags = new TreeMap<>();
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            descriptors.forEach(path -> {
                try {
                    Path info = Path.of("/proc/self/fdinfo").resolve(path.getFileName());
                    String file = Files.readSymbolicLink(path).toString();
                    if (!file.startsWith("socket:") && !file.startsWith("pipe:")) return;
                    Files.readAllLines(info).stream().filter(line -> line.startsWith("flags:"))
                        .forEach(line -> flags.put(path.getFileName() + " " + file, line));
                } catch (IOException e) { // closed meanwhile
                }
            });
        }
        return flags;
    }

    private static void assertSameFlags(Map<String, String> before) throws IOException {
        Map<String, String> now = flags();
        before.forEach((descriptor, flag) -> {
            if (now.containsKey(descriptor)) assertThat(now.get(descriptor)).as(descriptor).isEqualTo(flag);
        });
    }

    /**
     * A transfer that waits: for room, in both directions of a relay, for bytes. Platform threads, since the JDK makes
     * what virtual ones use non-blocking for good.
     */
    @ParameterizedTest
    @EnumSource
    void flagsStayWhileATransferWaits(Ends.Kind kind) throws Exception {
        Content content = Content.of(4 * Content.MIB);
        try (Ends full = Ends.small(kind); Ends empty = Ends.open(kind); Ends from = Ends.open(kind);
                Ends to = Ends.open(kind); FileChannel file = content.open();
                FileChannel target = FileChannel.open(original, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            Map<String, String> before = flags();
            List<Call> calls = List.of(
                Call.start(() -> NativeChannels.transferTo(file, full.target)),
                Call.start(() -> NativeChannels.transferFrom(empty.source, target, 0, Long.MAX_VALUE)),
                Call.start(() -> NativeChannels.relay(from.source, to.target)));
            for (Call call : calls) call.awaitBlocked();
            assertSameFlags(before);
            for (Ends ends : new Ends[] {empty, from}) {
                ends.target.write(ByteBuffer.wrap(content.bytes, 0, 1000));
                ends.finish();
            }
            Content.assertSame(content.bytes, readAll(full.source, content.bytes.length));
            for (Call call : calls) call.value();
            assertSameFlags(before);
        }
    }

    private static byte[] readAll(ReadableByteChannel source, int size) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(size);
        while (buffer.hasRemaining() && source.read(buffer) >= 0) {}
        return buffer.array();
    }

    /**
     * Between the look at a file's size and the call that makes it longer others may make it longer still; so much
     * later is that call here.
     */
    @Test
    void whatOthersAppendMeanwhileStays() throws Exception {
        Lib.assumeNative("the JDK's maps cut it off");
        Path mark = directory.resolve("mark");
        List<String> slowly = List.of("env", Shim.preload("slow.c", directory), "SLOW_MARK=" + mark);
        Jvm.run(slowly, directory.resolve("output").toFile(), List.of("-ea"), Growth.class, original.toString(),
            mark.toString());
        assertThat(mark).as("the call was late").exists();
    }

    /** Main class of the JVM in which that call comes late. */
    static final class Growth {
        public static void main(String[] arguments) throws Exception {
            Path path = Path.of(arguments[0]);
            byte[] bytes = Content.random(5, 3 * Content.PAGE);
            try (FileChannel file =
                    FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ,
                        StandardOpenOption.WRITE);
                    FileChannel other = FileChannel.open(path, StandardOpenOption.WRITE)) {
                Thread grows = new Thread(() -> {
                    try {
                        NativeChannels.map(file, MapMode.READ_WRITE, 0, Content.PAGE).close();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }, "slow");
                grows.start();
                while (grows.isAlive() && !Files.exists(Path.of(arguments[1]))) Thread.sleep(5);
                other.write(ByteBuffer.wrap(bytes), 0);
                grows.join();
                if (Files.size(path) != bytes.length)
                    throw new AssertionError("%d of %d bytes are left".formatted(Files.size(path), bytes.length));
            }
        }
    }
}
