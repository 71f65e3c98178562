package io.penstock.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.netty.channel.ChannelFuture;
import io.netty.channel.DefaultFileRegion;
import io.netty.channel.FileRegion;
import io.penstock.MappedRegion;
import io.penstock.NativeChannels;
import io.penstock.NativeOpenOption;
import io.penstock.Sharing;
import io.penstock.UndeliveredException;
import io.penstock.netty.NativeFileRegions;
import io.penstock.netty.NettyPair;
import io.penstock.support.Command;
import io.penstock.support.Content;
import io.penstock.support.EndsInTime;
import io.penstock.support.Lib;
import io.penstock.support.Mapped;
import io.penstock.support.OnPurpose;
import io.penstock.support.Proof;
import io.penstock.support.Strace;
import io.penstock.transfer.FailingCall.By;
import io.penstock.transfer.FailingCall.Line;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the kernel refuses is told as by the JDK, whatever its release: an exception of the same class with the same
 * message and the same cause, since people compare all three. What we know besides is suppressed in it. By peers that
 * really go, and by system calls that are made to fail.
 */
@EndsInTime
@Tag("agent")
class ErrorTextTest {
    private static final Content CONTENT = Content.of(Content.PAGE);

    /** More than a connection takes unread. */
    private static final Content HUGE = Content.of(16 * Content.MIB);

    /** Calls of a channel that is broken: some errors are told once. */
    private static final int TIMES = 3;

    private static final String WRITES = "sendfile,splice,write,writev,sendto,sendmsg,pwrite64,copy_file_range";
    private static final String READS = "read,readv,recvfrom,recvmsg,splice";

    /** What peers, and what is between, can make of a connection. */
    private static final List<String> PEERS =
        List.of("EPIPE", "ECONNRESET", "ECONNABORTED", "ETIMEDOUT", "EHOSTUNREACH", "EHOSTDOWN", "ENETUNREACH",
        "ENETDOWN", "ENETRESET", "ECONNREFUSED", "ENOTCONN", "ENOBUFS", "ENOPROTOOPT", "EPROTO", "ENONET", "EMSGSIZE");

    /** What file systems answer, local and remote ones. */
    private static final List<String> FILES =
        List.of("ENOSPC", "EFBIG", "EIO", "EDQUOT", "EROFS", "ESTALE", "EREMOTEIO", "EUCLEAN", "ETIMEDOUT");

    /** What an exception says of itself; of one that has bytes, what its cause does, whose message it has. */
    private static String told(Throwable thrown) {
        if (thrown instanceof UndeliveredException) {
            assertThat(thrown).hasMessage(thrown.getCause().getMessage());
            assertThat(thrown.toString()).contains(" bytes were read, ");
            return told(thrown.getCause());
        }
        if (thrown == null) return "nothing";
        return thrown + (thrown.getCause() == null ? "" : ", because of " + thrown.getCause());
    }

    /**
     * That an exception made out of an errno has details in it, which name it; the JDK makes none, to whose calls
     * another way may have come.
     */
    private static void assertDetailed(Throwable thrown, String errno) {
        Throwable failed = thrown instanceof UndeliveredException ? thrown.getCause() : thrown;
        if (failed instanceof UncheckedIOException) failed = failed.getCause();
        if (failed.getStackTrace()[0].getClassName().startsWith("sun.nio.")) return;
        assertThat(failed.getSuppressed()).as("suppressed in %s", failed).hasSize(1);
        assertThat(failed.getSuppressed()[0]).isExactlyInstanceOf(IOException.class)
            .hasMessageContaining(" (" + errno + "): ");
    }

    @FunctionalInterface
    private interface Opener {
        /** Null where there is no such call. */
        FailingCall open(By by) throws IOException;
    }

    static Stream<Arguments> lines() {
        return Stream.of(arguments("sent", Line.TCP), arguments("sent", Line.UNIX), arguments("sent", Line.PIPE),
            arguments("sent", Line.SOCKET),
            arguments("received", Line.TCP), arguments("received", Line.SOCKET));
    }

    private static Opener opener(String what, Line line) {
        return by -> what.equals("sent") ? FailingCall.send(line, by) : FailingCall.receive(line, by);
    }

    private static List<By> ours() {
        return Stream.of(By.values()).filter(by -> !by.isStock()).toList();
    }

    /** A reset, or a close of what cannot be reset. */
    @ParameterizedTest
    @MethodSource("lines")
    void peerThatHasGone(String what, Line line) throws Exception {
        assumeNative();
        List<String> stock = calls(opener(what, line), By.STOCK);
        Proof.line("%s by the JDK, whose peer has gone, %s: %s", what, line, stock);
        assertThat(stock).anyMatch(told -> !told.equals("nothing"));
        for (By by : ours()) {
            List<String> told = calls(opener(what, line), by);
            // a relay reads on until the reset
            if (by == By.COMPOSED && told != null) assertThat(told).as(by.name()).isSubsetOf(stock);
            else assertThat(told).as(by.name()).isIn(stock, null);
        }
    }

    private static List<String> calls(Opener opener, By by) throws IOException {
        try (FailingCall call = opener.open(by)) {
            if (call == null) return null;
            call.losePeer();
            List<String> told = new ArrayList<>();
            for (int i = 0; i < TIMES; i++) told.add(told(catchThrowable(call::run)));
            return told;
        }
    }

    static Stream<Arguments> peers() {
        return PEERS.stream().map(errno -> arguments(errno));
    }

    /** All that sends, or receives, in a thread whose calls fail with that. */
    @ParameterizedTest
    @MethodSource("peers")
    @OnPurpose("a system call fails")
    void errnoOfPeers(String errno) throws Exception {
        assumeNative();
        for (Line line : Line.values()) {
            compare(errno, opener("sent", line), "inject=%s:error=%s".formatted(WRITES, errno));
            // what reads of pipes cannot meet, and JDK 25 tells by a private class
            boolean isReset = errno.equals("EPIPE") || errno.equals("ECONNRESET");
            if (line != Line.PIPE || !isReset)
                compare(errno, opener("received", line), "inject=%s:error=%s".formatted(READS, errno));
        }
    }

    static Stream<Arguments> files() {
        return FILES.stream().map(errno -> arguments(errno));
    }

    /** Into files: what was taken out of a stream before, and other files. */
    @ParameterizedTest
    @MethodSource("files")
    void errnoOfFiles(String errno) throws Exception {
        assumeNative();
        for (Line line : List.of(Line.TCP, Line.PIPE, Line.SOCKET)) {
            for (By by : List.of(By.STATIC, By.WRAPPED)) {
                Opener opener = opener("received", line);
                compare(errno, any -> any.isStock() || any == by ? opener.open(any) : null,
                    "inject=pwrite64:error=" + errno, "inject=splice:error=%s:when=2+".formatted(errno));
            }
        }
        compare(errno, ErrorTextTest::betweenFiles, "inject=%s:error=%s".formatted(WRITES, errno));
        compare(errno, ErrorTextTest::fromFile, "inject=%s:error=%s".formatted(WRITES, errno));
        compare(errno, ErrorTextTest::positional, "inject=pwrite64:error=" + errno);
    }

    private static FailingCall betweenFiles(By by) throws IOException {
        FileChannel from = CONTENT.open();
        FileChannel to = FileChannel.open(Content.fresh(), StandardOpenOption.WRITE);
        return FailingCall.of(() -> {
            switch (by) {
                case STOCK -> from.transferTo(0, FailingCall.COUNT, to);
                case WRAPPED -> NativeChannels.wrap(from).transferTo(0, FailingCall.COUNT, NativeChannels.wrap(to));
                case COMPOSED -> NativeChannels.copy(from, 0, FailingCall.COUNT, to, 0, Sharing.NEVER);
                default -> NativeChannels.transferTo(from, 0, FailingCall.COUNT, to);
            }
        }, from, to);
    }

    private static FailingCall fromFile(By by) throws IOException {
        FileChannel from = CONTENT.open();
        FileChannel to = FileChannel.open(Content.fresh(), StandardOpenOption.WRITE);
        return FailingCall.of(() -> {
            switch (by) {
                case STOCK -> to.transferFrom(from, 0, FailingCall.COUNT);
                case WRAPPED -> NativeChannels.wrap(to).transferFrom(from, 0, FailingCall.COUNT);
                default -> NativeChannels.transferFrom(from, to, 0, FailingCall.COUNT);
            }
        }, from, to);
    }

    private static FailingCall positional(By by) throws IOException {
        Path path = Content.fresh();
        if (by != By.STOCK && by != By.WRAPPED) return null;
        FileChannel file = by.isStock() ? FileChannel.open(path, StandardOpenOption.WRITE)
            : NativeChannels.open(path, StandardOpenOption.WRITE, NativeOpenOption.CONCURRENT);
        ByteBuffer bytes = ByteBuffer.allocateDirect(FailingCall.COUNT);
        return FailingCall.of(() -> file.write(bytes, 0), file);
    }

    /** A device that takes nothing, for real. */
    @ParameterizedTest
    @EnumSource
    void fullDevice(Line line) throws Exception {
        assumeNative();
        Path full = Path.of("/dev/full");
        assumeFalse(!Files.isWritable(full), "there is no /dev/full");
        Map<By, String> told = new EnumMap<>(By.class);
        for (By by : By.values()) {
            if (by == By.COMPOSED) continue; // a relay, which has no file
            try (FailingCall call = FailingCall.receive(line, by, FileChannel.open(full, StandardOpenOption.WRITE))) {
                if (call != null) told.put(by, told(catchThrowable(call::run)));
            }
        }
        assertThat(told.get(By.STOCK)).contains("No space left on device");
        assertThat(told.values()).containsOnly(told.get(By.STOCK));
    }

    /** A directory, for real: it can be opened, and neither read nor mapped. */
    @Test
    void directory() throws Exception {
        assumeNative();
        try (FileChannel stock = FileChannel.open(CONTENT.file.getParent());
                FileChannel concurrent =
                    NativeChannels.open(CONTENT.file.getParent(), StandardOpenOption.READ,
                    NativeOpenOption.CONCURRENT)) {
            Throwable mapped = catchThrowable(() -> NativeChannels.map(stock, MapMode.READ_ONLY, 0, 1));
            assertThat(told(mapped)).isEqualTo(told(catchThrowable(() -> stock.map(MapMode.READ_ONLY, 0, 1))))
                .contains("No such device");
            assertDetailed(mapped, "ENODEV");
            ByteBuffer buffer = ByteBuffer.allocateDirect(1);
            Throwable read = catchThrowable(() -> concurrent.read(buffer, 0));
            assertThat(told(read)).isEqualTo(told(catchThrowable(() -> stock.read(buffer, 0))))
                .contains("Is a directory");
            assertDetailed(read, "EISDIR");
        }
    }

    /** No room for a map has a cause that people look at. */
    @ParameterizedTest
    @ValueSource(strings = {"ENOMEM", "EACCES", "ENODEV", "EAGAIN", "EPERM", "ENFILE"})
    void map(String errno) throws Exception {
        assumeNative();
        Opener maps = by -> {
            if (by != By.STOCK && by != By.STATIC) return null;
            FileChannel file = CONTENT.open();
            return FailingCall.of(by.isStock() ? () -> file.map(MapMode.READ_ONLY, 0, 1)
                : () -> NativeChannels.map(file, MapMode.READ_ONLY, 0, 1), file);
        };
        compare(errno, maps, "trace=mmap", "inject=mmap:error=" + errno);
    }

    /** Stock wraps it into an exception without {@code throws}. */
    @Test
    void force() throws Exception {
        assumeNative();
        Opener forced = by -> {
            if (by != By.STOCK && by != By.STATIC) return null;
            FileChannel file = Mapped.open(Content.fresh());
            if (by.isStock()) {
                MappedByteBuffer buffer = file.map(MapMode.READ_WRITE, 0, 1);
                return FailingCall.of(() -> {
                    try {
                        buffer.put(0, (byte) 1);
                        buffer.force();
                    } catch (UncheckedIOException e) {
                        throw e.getCause();
                    }
                }, file);
            }
            MappedRegion region = NativeChannels.map(file, MapMode.READ_WRITE, 0, 1);
            return FailingCall.of(region::force, region::close, file);
        };
        compare("EIO", forced, "inject=msync:error=EIO");
        compare("ENOSPC", forced, "inject=msync:error=ENOSPC");
    }

    /** Runs each in one thread with these calls made to fail, and holds ours against stock's. */
    private static void compare(String errno, Opener opener, String... expressions) throws Exception {
        Command.assume("strace");
        List<String> options = new ArrayList<>();
        for (String expression : expressions) Collections.addAll(options, "-e", expression);
        if (expressions[0].equals("trace=mmap")) Collections.addAll(options, "-P", CONTENT.file.toString());
        Map<By, FailingCall> calls = new EnumMap<>(By.class);
        Map<By, Throwable> thrown = new EnumMap<>(By.class);
        ExecutorService worker = Executors.newSingleThreadExecutor();
        try {
            for (By by : By.values()) {
                FailingCall call = opener.open(by);
                if (call != null) calls.put(by, call);
            }
            String thread = worker.submit(() -> Files.readSymbolicLink(Path.of("/proc/thread-self")).getFileName()
                .toString()).get();
            Strace strace = Strace.attach(thread, options.toArray(String[]::new));
            List<String> log;
            try {
                for (By by : calls.keySet()) {
                    Future<Throwable> failed = worker.submit(() -> catchThrowable(calls.get(by)::run));
                    thrown.put(by, failed.get());
                }
            } finally {
                log = strace.detach();
            }
            String stock = told(thrown.get(By.STOCK));
            assertThat(stock).as("the JDK's, with %s made to fail: %s", List.of(expressions), log)
                .isNotEqualTo("nothing");
            thrown.forEach((by, failed) -> {
                assertThat(told(failed)).as("%s, with %s made to fail: %s", by, List.of(expressions), log)
                    .isEqualTo(stock);
                if (!by.isStock()) assertDetailed(failed, errno);
            });
        } finally {
            worker.shutdownNow();
            for (FailingCall call : calls.values()) call.close();
        }
    }

    /** Classes that a thread would have to read while its reads fail. */
    @BeforeAll
    static void load() throws IOException {
        for (Line line : Line.values()) {
            for (By by : By.values()) {
                for (String what : List.of("sent", "received")) calls(opener(what, line), by);
                if (by == By.COMPOSED) continue;
                try (FailingCall call = FailingCall.receive(line, by)) {
                    if (call != null) call.run();
                }
            }
        }
    }

    private static void assumeNative() {
        Lib.assumeNative("what the JDK throws is its own");
    }

    /**
     * Regions whose reader resets the connection while there is no room for them; which of two errors that is depends
     * on the moment.
     */
    @ParameterizedTest
    @CsvSource({"NIO, 'java.io.IOException: '",
        "EPOLL, 'io.netty.channel.unix.Errors$NativeIoException: sendfile(..) failed with error(-'"})
    void nettyRegions(NettyPair.Transport transport, String begin) throws Exception {
        assumeNative();
        List<FileRegion> regions = new ArrayList<>(List.of(new DefaultFileRegion(HUGE.open(), 0, HUGE.bytes.length),
            NativeFileRegions.of(HUGE.open(), 0, HUGE.bytes.length),
            NativeFileRegions.of(NativeChannels.open(HUGE.file, StandardOpenOption.READ), 0, HUGE.bytes.length)));
        if (transport == NettyPair.Transport.NIO) { // others write such a one from buffers, and say so
            FileChannel concurrent =
                NativeChannels.open(HUGE.file, StandardOpenOption.READ, NativeOpenOption.CONCURRENT);
            regions.add(NativeFileRegions.of(concurrent, 0, HUGE.bytes.length));
        }
        for (FileRegion region : regions) {
            String told = lostReader(transport, region);
            assertThat(told).startsWith(begin);
            assertThat(told.substring(begin.length()))
                .isIn("Broken pipe", "Connection reset by peer", "32): Broken pipe", "104): Connection reset by peer");
        }
    }

    private static String lostReader(NettyPair.Transport transport, FileRegion region) throws Exception {
        try (NettyPair pair = new NettyPair(transport)) {
            pair.sender.config().setAutoRead(false);
            ChannelFuture write = pair.sender.writeAndFlush(region);
            pair.receiver.read(ByteBuffer.allocate(1)); // it has begun
            pair.receiver.setOption(StandardSocketOptions.SO_LINGER, 0);
            pair.receiver.close();
            return told(write.awaitUninterruptibly().cause());
        }
    }
}
