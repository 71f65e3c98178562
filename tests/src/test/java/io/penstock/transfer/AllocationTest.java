package io.penstock.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import io.penstock.NativeChannels;
import io.penstock.NativeOpenOption;
import io.penstock.support.Call;
import io.penstock.support.Content;
import io.penstock.support.Ends;
import io.penstock.support.EndsInTime;
import io.penstock.support.Lib;
import io.penstock.support.Proof;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A transfer of a few bytes to a socket leaves nothing to the collector. The JVM counts what one thread has allocated,
 * to the byte, and neither other threads nor the compiler nor the collector add to that; so the count is the same on a
 * machine that is busy. The bound is not 0 because a call that a signal cuts short goes on with an object.
 */
@Tag("agent")
@EndsInTime
class AllocationTest {
    private static final int SIZE = 4096;
    private static final int WARM_UP = 20_000;
    private static final int CALLS = 100_000;

    /** The smallest object takes 16 bytes, so one in 16 calls at most made one. */
    private static final double MOST_PER_CALL = 1;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final Content content = Content.of(SIZE);

    /** The ways to ask for the same bytes. */
    enum Form {
        RANGE {
            @Override
            long transfer(FileChannel file, WritableByteChannel target) throws IOException {
                return NativeChannels.transferTo(file, 0, SIZE, target);
            }
        },
        WHOLE_FILE {
            @Override
            long transfer(FileChannel file, WritableByteChannel target) throws IOException {
                return NativeChannels.transferTo(file, target);
            }
        },
        /** Of a channel of ours; with the agent, of the JDK's too. */
        CHANNEL {
            @Override
            FileChannel open(Content content) throws IOException {
                return Lib.agent() ? content.open() : NativeChannels.open(content.file, StandardOpenOption.READ);
            }

            @Override
            long transfer(FileChannel file, WritableByteChannel target) throws IOException {
                return file.transferTo(0, SIZE, target);
            }
        },
        CONCURRENT_CHANNEL {
            @Override
            FileChannel open(Content content) throws IOException {
                return NativeChannels.open(content.file, StandardOpenOption.READ, NativeOpenOption.CONCURRENT);
            }

            @Override
            long transfer(FileChannel file, WritableByteChannel target) throws IOException {
                return file.transferTo(0, SIZE, target);
            }
        };

        FileChannel open(Content content) throws IOException {
            return content.open();
        }

        abstract long transfer(FileChannel file, WritableByteChannel target) throws IOException;
    }

    @BeforeEach
    void canRun() {
        Lib.assumeNative("the JDK decides what its transfers allocate");
        assumeTrue(THREADS.isThreadAllocatedMemorySupported() && THREADS.isThreadAllocatedMemoryEnabled(),
            "this JVM does not count what threads allocate");
    }

    @ParameterizedTest
    @EnumSource
    void tcp(Form form) throws Exception {
        measure(form, Ends.Kind.TCP_ACCEPTED);
    }

    @ParameterizedTest
    @EnumSource
    void unixDomain(Form form) throws Exception {
        measure(form, Ends.Kind.UNIX);
    }

    private void measure(Form form, Ends.Kind kind) throws Exception {
        try (FileChannel file = form.open(content); Ends ends = Ends.open(kind)) {
            Call reader = Call.start(() -> {
                long read = 0;
                ByteBuffer buffer = ByteBuffer.allocateDirect(256 * 1024);
                for (int n = 0; n >= 0; n = ends.source.read(buffer.clear())) read += n;
                return read;
            });
            transfer(form, file, ends.target, WARM_UP);
            long before = THREADS.getCurrentThreadAllocatedBytes();
            transfer(form, file, ends.target, CALLS);
            long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
            ends.finish();

            Proof.line("%s of 4 KiB to %s: %d bytes allocated by %,d calls", form, kind, allocated, CALLS);
            assertThat(reader.value()).as("bytes that arrived").isEqualTo((long) SIZE * (WARM_UP + CALLS));
            assertThat(allocated / (double) CALLS).as("bytes allocated a call").isLessThanOrEqualTo(MOST_PER_CALL);
        }
    }

    private static void transfer(Form form, FileChannel file, WritableByteChannel target, int calls)
            throws IOException {
        for (int i = 0; i < calls; i++) {
            long moved = form.transfer(file, target);
            if (moved != SIZE) throw new IOException("moved " + moved + " bytes");
        }
    }
}
