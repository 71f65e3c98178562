package io.penstock.lab;

import io.penstock.NativeChannels;
import io.penstock.ScatterGatherSupport;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The sending end, a process of its own, so that the lab's threads and garbage are not in its figures. Reads a
 * {@link Pass} a line from standard input and prints a line for each: a {@link Sample}, or why there is none.
 */
final class Sender {
    private final Path file;
    private final Path scratch;
    private final InetSocketAddress receiver;

    private Sender(Path file, Path scratch, InetSocketAddress receiver) {
        this.file = file;
        this.scratch = scratch;
        this.receiver = receiver;
    }

    /** Arguments: the file, a scratch file for the row that goes from file to file, the receiver's address and port. */
    public static void main(String[] args) throws IOException {
        var receiver = new InetSocketAddress(args[2], Integer.parseInt(args[3]));
        var sender = new Sender(Path.of(args[0]), Path.of(args[1]), receiver);
        var commands = new BufferedReader(new InputStreamReader(System.in));
        System.out.println(Worker.OK);
        for (String line; (line = commands.readLine()) != null;) {
            System.out.println(sender.answer(Pass.parse(line)));
        }
    }

    private String answer(Pass pass) {
        try (FileChannel source = FileChannel.open(file)) {
            return Worker.OK + (pass.row().usesLink() ? overLink(pass, source) : intoFile(pass, source)).toLine();
        } catch (IOException | RuntimeException | LinkageError e) {
            return Worker.FAILED + e.toString().replace('\n', ' ');
        } finally {
            if (pass.row() == Row.NIO_MAP) {
                System.gc(); // or its mappings would be taken down in another row's time
            }
        }
    }

    private Sample overLink(Pass pass, FileChannel source) throws IOException {
        boolean verify = pass.purpose() == Pass.Purpose.VERIFY;
        // A new connection each time: an old one would remember how fast another row was, and what the device could do.
        try (SocketChannel socket = SocketChannel.open(receiver)) {
            socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
            ScatterGatherSupport gathers = NativeChannels.scatterGatherSupport(socket);
            ByteBuffer header = ByteBuffer.allocate(Receiver.HEADER_SIZE);
            socket.write(header.putLong(pass.bytes()).put((byte) (verify ? 1 : 0)).flip());

            var meter = new Meter();
            mark(pass, "begin");
            Sent sent = send(pass, source, socket);
            mark(pass, "end");
            ByteBuffer reply = Receiver.read(socket, Receiver.REPLY_SIZE + (verify ? Digest.SIZE : 0));
            Meter.Cost cost = meter.stop();

            return sample(pass, cost, reply.getLong(), sent, gathers, verify ? Digest.hex(reply) : "-");
        }
    }

    private Sample intoFile(Pass pass, FileChannel source) throws IOException {
        Meter.Cost cost;
        Sent sent;
        try (FileChannel target = FileChannel.open(scratch, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            if (pass.purpose() == Pass.Purpose.VERIFY) {
                target.truncate(0); // the others overwrite existing pages: new ones cost more than the path does
            }
            var meter = new Meter();
            mark(pass, "begin");
            sent = send(pass, source, target);
            mark(pass, "end");
            cost = meter.stop();
        }
        String digest = pass.purpose() == Pass.Purpose.VERIFY ? Digest.of(scratch, pass.bytes()) : "-";
        return sample(pass, cost, 0, sent, ScatterGatherSupport.UNKNOWN, digest);
    }

    private static Sent send(Pass pass, FileChannel source, WritableByteChannel target) throws IOException {
        Sent sent = null;
        long systemCalls = 0;
        for (int i = 0; i < pass.repeats(); i++) {
            if (target instanceof SeekableByteChannel seekable) {
                seekable.position(0);
            }
            sent = Sends.send(pass.row(), source, pass.count(), target);
            systemCalls += sent.systemCalls();
        }
        boolean counted = sent.systemCalls() >= 0;
        return new Sent(pass.bytes(), sent.path(), counted ? systemCalls : -1, sent.fallbackReason());
    }

    private static Sample sample(
            Pass pass, Meter.Cost cost, long receiverNanos, Sent sent, ScatterGatherSupport gathers, String digest) {
        String remark = sent.fallbackReason() == null ? "-" : sent.fallbackReason().replaceAll("\\s+", " ");
        return new Sample(
                pass.bytes(), cost, receiverNanos, sent.systemCalls(), sent.path(), gathers, digest, remark);
    }

    /** Makes a system call that strace shows by its path. */
    private static void mark(Pass pass, String what) {
        if (pass.purpose() == Pass.Purpose.TRACE) {
            Files.exists(Path.of(Trace.MARK, pass.row().name(), what));
        }
    }
}
