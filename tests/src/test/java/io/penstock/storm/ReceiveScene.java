package io.penstock.storm;

import io.penstock.support.Call;
import io.penstock.support.Content;
import io.penstock.support.Ends;
import io.penstock.support.FileMaker;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.Pipe;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

/** Out of a socket or a pipe into a file. */
final class ReceiveScene extends Scene {
    private final Path path;
    private final Ends ends;
    private final CountDownLatch writing = new CountDownLatch(1);
    private final Call writer;
    private volatile boolean broken;

    private ReceiveScene(Content content, FileMaker maker, FileChannel file, Path path, Ends ends,
            boolean writesAtOnce) {
        super(content, maker, file, ends.source);
        this.path = path;
        this.ends = ends;
        if (writesAtOnce) release();
        writer = Call.start(this::write);
    }

    static ReceiveScene open(Content content, FileMaker maker, Ends ends, boolean writesAtOnce) throws IOException {
        Path path = Content.fresh();
        FileChannel file = maker.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
        return new ReceiveScene(content, maker, file, path, ends, writesAtOnce);
    }

    private long write() throws IOException, InterruptedException {
        writing.await();
        ByteBuffer all = ByteBuffer.wrap(content.bytes);
        try {
            while (all.hasRemaining()) ends.target.write(all);
            ends.finish();
        } catch (IOException e) {
            if (!broken && ends.source.isOpen()) throw e;
        }
        return all.position();
    }

    @Override
    long transfer() throws IOException {
        return file.transferFrom(ends.source, 0, content.bytes.length);
    }

    @Override
    byte[] arrived() throws IOException {
        return Files.readAllBytes(path);
    }

    @Override
    Set<Disturbance> disturbances() {
        return EnumSet.allOf(Disturbance.class);
    }

    /** If the file ignores interrupts, its transfers wait in the JDK's own read, which does not look at the file. */
    @Override
    boolean isEndedBy(Disturbance disturbance) {
        if (!maker.ignoresInterrupts()) return true;
        // its read may miss a close
        boolean deaf = ends.source instanceof Pipe.SourceChannel && Runtime.version().feature() == 21;
        return disturbance != Disturbance.CLOSE_FILE && !(deaf && disturbance == Disturbance.CLOSE_OTHER);
    }

    /** The stream heeds interrupts, whatever the file does. */
    @Override
    boolean isInterruptible() {
        return true;
    }

    @Override
    void release() {
        writing.countDown();
    }

    @Override
    void closePeer() throws IOException {
        broken = true;
        ends.target.close();
    }

    @Override
    public void close() throws IOException {
        broken = true;
        release();
        ends.close();
        file.close();
        Files.delete(path);
    }

    @Override
    public String toString() {
        return "%s to %s file".formatted(ends.source, maker);
    }
}
