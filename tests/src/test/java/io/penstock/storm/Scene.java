package io.penstock.storm;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.support.Content;
import io.penstock.support.FileMaker;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.Channel;
import java.nio.channels.FileChannel;
import java.util.Set;

/** One transfer of a storm, not yet begun: its two channels, who is at the far end, and what has arrived. */
abstract class Scene implements Closeable {
    /** What others do while the transfer runs. */
    enum Disturbance {
        CLOSE_FILE,
        CLOSE_OTHER,
        CLOSE_PEER,
        INTERRUPT
    }

    final Content content;
    final FileMaker maker;
    final FileChannel file;
    final Channel other;

    Scene(Content content, FileMaker maker, FileChannel file, Channel other) {
        this.content = content;
        this.maker = maker;
        this.file = file;
        this.other = other;
    }

    /** Transfers all of the content, and says how far it got. */
    abstract long transfer() throws IOException;

    /** What has arrived, once the transfer is over. */
    abstract byte[] arrived() throws Exception;

    /** What can be done to this transfer. */
    abstract Set<Disturbance> disturbances();

    /** Whether that ends a transfer that waits. */
    boolean isEndedBy(Disturbance disturbance) {
        return true;
    }

    /** Whether an interrupt may be heeded, by the file or by the other end. */
    boolean isInterruptible() {
        return !maker.ignoresInterrupts();
    }

    /** Whether the other end is a file that an interrupt does not close. */
    boolean otherIgnoresInterrupts() {
        return false;
    }

    /** Lets the far end move, if it was to wait at first. */
    void release() {}

    /** Closes the far end. */
    void closePeer() throws IOException {
        throw new IllegalStateException("no far end: " + this);
    }

    /** What arrived is what the transfer said it moved; at most that, if it was lost with the far end. */
    void assertArrived(long reported, boolean exactly) throws Exception {
        byte[] arrived = arrived();
        Content.assertPrefix(content.bytes, arrived);
        if (exactly) assertThat(arrived.length).as("bytes that arrived").isEqualTo((int) reported);
        else assertThat(arrived.length).as("bytes that arrived").isLessThanOrEqualTo((int) reported);
    }

    @Override
    public void close() throws IOException {
        file.close();
        other.close();
    }
}
