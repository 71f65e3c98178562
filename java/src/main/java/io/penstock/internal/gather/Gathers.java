package io.penstock.internal.gather;

import io.penstock.FileRange;
import io.penstock.TransferOptions;
import io.penstock.internal.end.FileWrapper;
import io.penstock.internal.end.SelectableEnd;
import io.penstock.internal.jdk.BufferHandles;
import io.penstock.internal.jdk.FileHandles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.WritableByteChannel;
import java.util.List;
import java.util.Objects;

/** Implements {@link io.penstock.Gather}: a message and how much of it was sent. */
public final class Gathers {
    private final Message message;

    /** The place of the next byte for a target. */
    private final Message.Place place;

    private long delivered;
    private boolean isShort;

    private Gathers(Message message) {
        this.message = message;
        place = message.new Place();
    }

    /** See {@link io.penstock.Gather#of}. */
    public static Gathers of(ByteBuffer header, List<FileRange> ranges, ByteBuffer trailer) {
        return new Gathers(new Message(header, ranges, trailer));
    }

    /** See {@link io.penstock.Gather#transferTo}. */
    public long transferTo(WritableByteChannel target, TransferOptions options) throws IOException {
        WritableByteChannel to = FileWrapper.inner(Objects.requireNonNull(target, "target"));
        if (!to.isOpen()) throw new ClosedChannelException();
        if (FileHandles.coverDirect(to))
            throw new UnsupportedOperationException(
                target + " is open for direct I/O; to gather into it, open it without ExtendedOpenOption.DIRECT");
        Files files = new Files();
        place.forEachFile(files);
        SelectableEnd end = files.allCovered && !BufferHandles.isMissing() ? SelectableEnd.target(target) : null;
        GatherSend send = end == null
            ? new BufferGather(place, target, files.last, options)
            : new KernelGather(place, target, end, message.isFine(), options);
        try {
            return send.run();
        } finally {
            delivered += send.moved;
            isShort = send.isShort;
            FileWrapper.follow(target);
            if (send.inUse != null) FileWrapper.follow(send.inUse);
        }
    }

    /** See {@link io.penstock.Gather#remaining}. */
    public long remaining() {
        return message.size - delivered;
    }

    /** See {@link io.penstock.Gather#isShort}. */
    public boolean isShort() {
        return isShort;
    }

    /** Checks every file before the first byte is sent. */
    private static final class Files implements Message.FileCheck {
        private boolean allCovered = true;

        /** The first file that is not covered, else the last of all; null if there is none. */
        private FileChannel last;

        @Override
        public void on(FileChannel file) throws IOException {
            FileWrapper.follow(file);
            if (!file.isOpen()) throw new ClosedChannelException();
            FileChannel stock = FileWrapper.inner(file);
            if (allCovered) last = stock;
            if (!FileHandles.cover(stock)) {
                allCovered = false;
                return;
            }
            if (!FileHandles.isReadable(stock)) throw new NonReadableChannelException();
            if (FileHandles.coverDirect(stock))
                throw new UnsupportedOperationException(
                    file + " is open for direct I/O; to gather from it, open it without ExtendedOpenOption.DIRECT");
        }
    }
}
