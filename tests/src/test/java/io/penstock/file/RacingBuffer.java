package io.penstock.file;

import io.penstock.MappedRegion;
import io.penstock.NativeChannels;
import io.penstock.NativeOpenOption;
import io.penstock.support.Call;
import io.penstock.support.Content;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Main class of {@link RacingBufferTest}'s JVM: reads into a buffer that another thread moves. The arguments are a
 * file, and how often. Prints for each way of reading at what call a byte came behind the buffer's end, or
 * {@code never}.
 */
final class RacingBuffer {
    private static final int LENGTH = Content.PAGE;

    private RacingBuffer() {}

    /** What reads into a buffer. */
    @FunctionalInterface
    private interface Read {
        void into(ByteBuffer buffer) throws Exception;
    }

    public static void main(String[] arguments) throws Exception {
        Path path = Path.of(arguments[0]);
        int calls = Integer.parseInt(arguments[1]);
        try (FileChannel file = NativeChannels.open(path, StandardOpenOption.READ, NativeOpenOption.CONCURRENT)) {
            System.out.println(firstOverrun(calls, buffer -> file.read(buffer, 0)));
        }
        try (FileChannel file = FileChannel.open(path);
                MappedRegion region = NativeChannels.map(file, FileChannel.MapMode.READ_ONLY, 0, LENGTH)) {
            System.out.println(firstOverrun(calls, buffer -> region.read(0, buffer)));
        }
    }

    /** The buffer is the first half of its memory, and half of the time at its own end. */
    private static String firstOverrun(int calls, Read read) throws Exception {
        ByteBuffer memory = ByteBuffer.allocateDirect(2 * LENGTH);
        ByteBuffer buffer = memory.slice(0, LENGTH);
        ByteBuffer behind = memory.slice(LENGTH, LENGTH);
        AtomicBoolean over = new AtomicBoolean();
        Call mover = Call.start(() -> {
            long times = 0;
            for (; !over.get(); times++) buffer.position(times % 2 == 0 ? LENGTH : 0);
            return times;
        });
        try {
            for (int call = 1; call <= calls; call++) {
                try {
                    read.into(buffer);
                } catch (IllegalArgumentException e) { // of a buffer that was to go past its end afterwards
                    if (!e.getStackTrace()[0].getClassName().equals("java.nio.Buffer")) throw e;
                }
                if (behind.getLong(0) != 0) return "call " + call;
            }
            return "never";
        } finally {
            over.set(true);
            if (mover.value() == 0) throw new AssertionError("nobody moved the buffer");
        }
    }
}
