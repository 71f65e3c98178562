package io.penstock.agent.isolated;

import io.penstock.internal.substitute.Substitutes;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.concurrent.atomic.LongAdder;

/** Makes the transfers that the hook calls, and counts them if asked to. */
final class Calls {
    private final long least;
    private final Counts to;
    private final Counts from;

    Calls(Settings settings) {
        least = settings.least();
        to = settings.statistics() ? new Counts() : null;
        from = settings.statistics() ? new Counts() : null;
    }

    long transferTo(FileChannel file, long position, long count, WritableByteChannel target) throws IOException {
        long bytes = count < least ? Substitutes.LEFT : Substitutes.transferTo(file, position, count, target);
        if (to != null) to.add(bytes);
        return bytes;
    }

    long transferFrom(FileChannel file, ReadableByteChannel source, long position, long count) throws IOException {
        long bytes = count < least ? Substitutes.LEFT : Substitutes.transferFrom(file, source, position, count);
        if (from != null) from.add(bytes);
        return bytes;
    }

    @Override
    public String toString() {
        return "transferTo: " + to + "; transferFrom: " + from;
    }

    /** Of one direction. Calls that end in an exception do not count. */
    private static final class Counts {
        private final LongAdder served = new LongAdder();
        private final LongAdder bytes = new LongAdder();
        private final LongAdder left = new LongAdder();

        void add(long moved) {
            if (moved == Substitutes.LEFT) {
                left.increment();
                return;
            }
            served.increment();
            bytes.add(moved);
        }

        @Override
        public String toString() {
            return served + " served, " + bytes + " bytes, " + left + " left to the JDK";
        }
    }
}
