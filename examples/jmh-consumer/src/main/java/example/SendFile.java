package example;

import io.penstock.NativeChannels;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Small pieces of a file to a socket: the JDK's {@code transferTo} and Penstock's. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 3, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class SendFile {
    private static final int FILE_SIZE = 1 << 20;

    /** Who sends. */
    @Param({"stock", "penstock"})
    public String impl;

    /** Bytes a call. */
    @Param({"512", "4096", "65536"})
    public int size;

    private Path path;
    private FileChannel file;
    private SocketChannel socket;
    private CompletableFuture<Long> received;
    private long sent;

    @Setup
    public void setUp() throws IOException {
        if (impl.equals("penstock") && !NativeChannels.isAvailable())
            throw new IllegalStateException("no native library", NativeChannels.unavailabilityCause().orElse(null));
        path = Files.write(Files.createTempFile("jmh-consumer", null), new byte[FILE_SIZE]);
        file = FileChannel.open(path);
        try (ServerSocketChannel server = ServerSocketChannel.open()) {
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            socket = SocketChannel.open(server.getLocalAddress());
            SocketChannel connection = server.accept();
            received = CompletableFuture.supplyAsync(() -> drain(connection));
        }
    }

    @Benchmark
    public long send() throws IOException {
        long position = sent % (FILE_SIZE - size);
        long moved = impl.equals("stock") ? file.transferTo(position, size, socket)
            : NativeChannels.transferTo(file, position, size, socket);
        sent += moved;
        return moved;
    }

    /** Everything has to have arrived. */
    @TearDown
    public void tearDown() throws Exception {
        socket.close();
        if (received.get() != sent) throw new IllegalStateException(received.get() + " bytes arrived of " + sent);
        file.close();
        Files.delete(path);
    }

    private static long drain(SocketChannel connection) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(256 * 1024);
        long count = 0;
        try (connection) {
            for (int n; (n = connection.read(buffer.clear())) >= 0; ) count += n;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return count;
    }
}
