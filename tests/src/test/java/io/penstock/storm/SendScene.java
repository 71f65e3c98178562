package io.penstock.storm;

import io.penstock.support.Call;
import io.penstock.support.Content;
import io.penstock.support.Ends;
import io.penstock.support.FileMaker;
import io.penstock.support.Mover;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

/** Out of a file into a socket or a pipe. */
final class SendScene extends Scene {
    private final Mover mover;
    private final Ends ends;
    private final CountDownLatch reading = new CountDownLatch(1);
    private final ByteArrayOutputStream arrived = new ByteArrayOutputStream();
    private final Call reader;
    private volatile boolean peerClosed;

    SendScene(Content content, FileMaker maker, FileChannel file, Mover mover, Ends ends, boolean readsAtOnce) {
        super(content, maker, file, ends.target);
        this.mover = mover;
        this.ends = ends;
        if (readsAtOnce) release();
        reader = Call.start(this::read);
    }

    private long read() throws IOException, InterruptedException {
        reading.await();
        ByteBuffer buffer = ByteBuffer.allocate(Content.PIPE);
        try {
            while (ends.source.read(buffer.clear()) >= 0) arrived.write(buffer.array(), 0, buffer.position());
        } catch (ClosedChannelException e) {
            if (!peerClosed) throw e;
        }
        return arrived.size();
    }

    @Override
    long transfer() throws IOException {
        return SendScenes.send(mover, file, content.bytes.length, ends.target);
    }

    @Override
    byte[] arrived() throws Exception {
        release();
        if (ends.target.isOpen() && !peerClosed) ends.finish();
        reader.value();
        return arrived.toByteArray();
    }

    @Override
    Set<Disturbance> disturbances() {
        return EnumSet.allOf(Disturbance.class);
    }

    @Override
    boolean isEndedBy(Disturbance disturbance) {
        return disturbance != Disturbance.INTERRUPT || isInterruptible();
    }

    @Override
    void release() {
        reading.countDown();
    }

    @Override
    void closePeer() throws IOException {
        peerClosed = true;
        ends.source.close();
    }

    @Override
    public void close() throws IOException {
        peerClosed = true;
        release();
        ends.close();
        file.close();
    }

    @Override
    public String toString() {
        return "%s file to %s by %s".formatted(maker, ends.target, mover);
    }
}
