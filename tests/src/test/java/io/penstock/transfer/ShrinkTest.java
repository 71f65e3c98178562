package io.penstock.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.penstock.TransferResult;
import io.penstock.support.Call;
import io.penstock.support.Content;
import io.penstock.support.Drain;
import io.penstock.support.Ends;
import io.penstock.support.EndsInTime;
import io.penstock.support.Lib;
import io.penstock.support.Mover;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A file that is truncated under a transfer ends it with what could be moved. */
@EndsInTime
class ShrinkTest {
    private static final int SIZE = 8 * Content.MIB;

    static Stream<Arguments> streams() {
        return Stream.of(Ends.Kind.TCP_ACCEPTED, Ends.Kind.UNIX, Ends.Kind.PIPE).flatMap(kind ->
            Mover.all().filter(mover -> !mover.stock() || kind == Ends.Kind.TCP_ACCEPTED)
                .map(mover -> arguments(kind, mover)));
    }

    /**
     * The transfer waits for room while the rest of its file goes away. What arrived is not compared: pages may be
     * zeroed.
     */
    @ParameterizedTest
    @MethodSource
    void streams(Ends.Kind kind, Mover mover) throws Exception {
        Path path = copy();
        AtomicReference<TransferResult> result = new AtomicReference<>();
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
                Ends ends = Ends.small(kind)) {
            Call call = Call.start(() -> {
                if (mover.stock()) return Lib.stock(file, 0, SIZE, ends.target);
                result.set(Lib.transfer(mover.strategy(), file, 0, SIZE, ends.target));
                return result.get().bytesTransferred();
            });
            call.awaitBlocked();
            file.truncate(0);
            Drain drain = new Drain(ends.source);
            long moved = call.value();
            ends.finish();
            assertThat(moved).isPositive().isLessThan(SIZE).isEqualTo(drain.await().length);
            if (result.get() != null) assertThat(result.get().systemCalls()).as("it did not spin").isLessThan(10_000);
        } finally {
            Files.delete(path);
        }
    }

    /** A file that another takes the place of, while the transfer waits for room, is sent to its end. */
    @ParameterizedTest
    @MethodSource("streams")
    void replaced(Ends.Kind kind, Mover mover) throws Exception {
        Path path = copy();
        try (FileChannel file = FileChannel.open(path); Ends ends = Ends.small(kind)) {
            Call call = Call.start(() -> mover.transferTo(file, 0, SIZE, ends.target));
            call.awaitBlocked();
            Files.move(Files.writeString(Content.fresh(), "another"), path, StandardCopyOption.REPLACE_EXISTING);
            Drain drain = new Drain(ends.source);
            assertThat(call.value()).isEqualTo(SIZE);
            ends.finish();
            Content.assertSame(Content.of(SIZE).bytes, drain.await());
        } finally {
            Files.delete(path);
        }
    }

    /** A target that truncates the file as soon as the first bytes arrive, so that no timing is involved. */
    @ParameterizedTest
    @MethodSource("anyway")
    void foreignTarget(Mover mover) throws Exception {
        Path path = copy();
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            Truncating target = new Truncating(file);
            long moved = mover.transferTo(file, 0, SIZE, target);
            assertThat(moved).isPositive().isLessThan(SIZE).isEqualTo(target.taken);
        } finally {
            Files.delete(path);
        }
    }

    static Stream<Mover> anyway() {
        return Stream.of(Mover.STOCK, Mover.AUTO);
    }

    private static Path copy() throws Exception {
        Path path = Content.fresh();
        Files.write(path, Content.of(SIZE).bytes);
        return path;
    }

    private static final class Truncating implements WritableByteChannel {
        private final FileChannel file;
        private long taken;

        Truncating(FileChannel file) {
            this.file = file;
        }

        @Override
        public int write(ByteBuffer source) throws IOException {
            file.truncate(1);
            int n = source.remaining();
            source.position(source.limit());
            taken += n;
            return n;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }
}
